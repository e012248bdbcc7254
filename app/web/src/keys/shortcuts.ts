/**
 * Every shortcut of the page. This is the one place that says which keys mean something, and which of them also where
 * text is typed: a text field takes text, so nothing that writes a sign may be among those.
 */

import { useEffect, useRef } from "react";

import { isSign, nameOf, takesText, type Pressed } from "./press";

interface Keys {
  keys: readonly string[];
  inText: boolean;
}

const digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9"].map((digit) => `Alt+${digit}`);

export const SHORTCUTS = {
  accept: { keys: ["Enter"], inText: true },
  back: { keys: ["Shift+Enter"], inText: true },
  newline: { keys: ["Alt+Enter"], inText: true },
  undo: { keys: ["Escape"], inText: true },
  save: { keys: ["Mod+Enter"], inText: true },
  candidate: { keys: digits, inText: true },
  panes: { keys: ["F6"], inText: true },
  lineUp: { keys: ["ArrowUp"], inText: true },
  lineDown: { keys: ["ArrowDown"], inText: true },
  addLine: { keys: ["Alt+N"], inText: true },
  splitLine: { keys: ["Alt+S"], inText: true },
  removeLine: { keys: ["Alt+Delete", "Alt+Backspace"], inText: true },
  help: { keys: ["?"], inText: false },
  search: { keys: ["/"], inText: false },
  undelete: { keys: ["Mod+z"], inText: false },
  fit: { keys: ["f"], inText: false },
  turn: { keys: ["r"], inText: false },
  zoomToValue: { keys: ["z"], inText: false },
  larger: { keys: ["+", "="], inText: false },
  smaller: { keys: ["-"], inText: false },
  pageBack: { keys: ["PageUp"], inText: false },
  pageNext: { keys: ["PageDown"], inText: false },
  before: { keys: ["ArrowUp", "ArrowLeft"], inText: false },
  next: { keys: ["ArrowDown", "ArrowRight"], inText: false },
  rowUp: { keys: ["ArrowUp"], inText: false },
  rowDown: { keys: ["ArrowDown"], inText: false },
  take: { keys: ["Enter", " "], inText: false },
} as const satisfies Record<string, Keys>;

export type Shortcut = keyof typeof SHORTCUTS;
/** What each shortcut does here; false: nothing, so the key keeps its usual meaning. */
export type Does = Partial<Record<Shortcut, (name: string) => unknown>>;

/** Which of `among` the press means; null when it is none of them, or text. */
export function shortcutOf(event: Pressed, among: readonly Shortcut[], mac?: boolean): Shortcut | null {
  const name = nameOf(event, mac);
  if (name === null) return null;
  const typing = takesText(event.target);
  if (typing && isSign(name)) return null;
  const means = ({ keys, inText }: Keys) => keys.includes(name) && (inText || !typing);
  return among.find((shortcut) => means(SHORTCUTS[shortcut])) ?? null;
}

/** Do what the press means here; true when it meant something, which then is all that happens. */
export function act(event: KeyboardEvent, does: Does): boolean {
  if (event.defaultPrevented) return false;
  const shortcut = shortcutOf(event, Object.keys(does) as Shortcut[]);
  if (shortcut === null || does[shortcut]?.(nameOf(event) ?? "") === false) return false;
  event.preventDefault();
  return true;
}

/** Shortcuts that work everywhere on a screen, while it is shown. */
export function useShortcuts(does: Does, onKey?: () => void): void {
  const latest = useRef({ does, onKey });
  useEffect(() => {
    latest.current = { does, onKey };
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      latest.current.onKey?.();
      act(event, latest.current.does);
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, []);
}
