import { useEffect, useRef, type RefObject } from "react";

interface Keys {
  onSave: () => void; // Ctrl+Enter, anywhere
  onHelp: () => void; // ?
  onUndo: () => void; // Escape, outside of a field
  onKey: () => void; // every key, to be counted
  focusValues: () => void; // F6, from the page
}

/** The keys that work everywhere on the review. Those of a field are in `FieldInput`, those of the page in `PageViewer`. */
export function useReviewKeys(work: RefObject<HTMLElement | null>, keys: Keys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      latest.current.onKey();
      if (event.defaultPrevented) return;
      const does = meaning(event, work.current, latest.current);
      if (!does) return;
      event.preventDefault();
      does();
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [work]);
}

function meaning(event: KeyboardEvent, work: HTMLElement | null, keys: Keys): (() => void) | undefined {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return keys.onSave;
  if (event.key === "F6") return () => otherPane(work, keys);
  const { target } = event;
  const typing = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
  const untouched = typing && isWhollySelected(target);
  if (event.key === "?" && (!typing || untouched)) return keys.onHelp;
  if (event.key === "Escape" && !typing) return keys.onUndo;
  return undefined;
}

/** As a field is when it was just entered. */
function isWhollySelected(input: HTMLInputElement | HTMLTextAreaElement): boolean {
  return input.selectionStart === 0 && input.selectionEnd === input.value.length;
}

function otherPane(work: HTMLElement | null, keys: Keys): void {
  const page = work?.querySelector<HTMLElement>("[data-page]");
  if (page && !page.contains(document.activeElement)) page.focus();
  else keys.focusValues();
}
