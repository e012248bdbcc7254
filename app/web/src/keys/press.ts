/** What a key press is called, and whether it is text: told from the event alone, on every keyboard. */

export type Pressed = Pick<
  KeyboardEvent,
  | "key"
  | "code"
  | "ctrlKey"
  | "altKey"
  | "metaKey"
  | "shiftKey"
  | "isComposing"
  | "keyCode"
  | "getModifierState"
  | "target"
>;

const COMPOSING = 229; // what Safari and older input methods report instead of `isComposing`
const UNNAMED = new Set(["Dead", "Process", "Unidentified", "AltGraph"]);
/** Alt writes other signs on many keyboards: these are told by where they lie. Not the number pad: Alt types codes there. */
const BY_PLACE = /^(?:Key([A-Z])|Digit([0-9]))$/;

export const ON_MAC = typeof navigator !== "undefined" && /Mac OS X/.test(navigator.userAgent);

/**
 * `Enter`, `Shift+Enter`, `Mod+Enter` (Ctrl, or Command), `Alt+N`, `?`; null for a part of text that is being composed,
 * and for what AltGr or, on a Mac, Option writes. There Control stands for Alt, since Option writes `[`, `£` or `ñ`.
 */
export function nameOf(event: Pressed, mac = ON_MAC): string | null {
  const { ctrlKey, altKey, metaKey, shiftKey } = event;
  const key = event.key as string | undefined; // what fills in forms by itself sends events without one
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- Safari says it by nothing else
  const composing = event.isComposing || event.keyCode === COMPOSING;
  if (key === undefined || composing || UNNAMED.has(key)) return null;
  if (event.getModifierState("AltGraph") || (ctrlKey && altKey)) return null;
  const named = key.length > 1; // Enter, F6, ArrowUp: no sign
  const instead = mac && !(key === "Enter");
  const alt = instead ? ctrlKey : altKey;
  const mod = metaKey || (ctrlKey && !instead);
  if (instead && altKey && !named) return null;
  const place = alt ? BY_PLACE.exec(event.code) : null;
  if (alt && !named && !place) return null;
  const sign = place ? (place[1] ?? place[2] ?? key) : named ? key : key.toLowerCase();
  const parts = [
    mod && "Mod",
    alt && "Alt",
    instead && altKey && "Option",
    shiftKey && (named || mod || alt) && "Shift",
  ];
  return [...parts.filter(Boolean), sign].join("+");
}

const NO_TEXT = /^(button|checkbox|color|file|image|radio|range|reset|submit)$/;
const TEXT_OR_LIST = /^(textarea|select)$/i;

/** True where keys are typed: text fields, and lists to choose from, in which letters go to the entry that begins so. */
export function takesText(target: EventTarget | null): boolean {
  const { tagName = "", type = "", isContentEditable = false } = (target ?? {}) as Partial<HTMLInputElement>;
  if (tagName.toLowerCase() === "input") return !NO_TEXT.test(type);
  return TEXT_OR_LIST.test(tagName) || isContentEditable;
}

/** Alone, or with Shift, it writes a sign. */
export const isSign = (name: string): boolean => /^.$/su.test(name);
