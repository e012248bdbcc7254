/**
 * The draft of one document, outside of React so that a keystroke and the save right after it see the same. Kept for
 * the tab with every change: a reload, or an ended sign-in, loses nothing that was typed.
 */

import type { Draft } from "./draft";

const MOST_STEPS = 200;

export class DraftStore {
  private now: Draft;
  private past: Draft[] = [];
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly key: string,
    private readonly initial: Draft,
    private readonly kept: Storage = sessionStorage,
  ) {
    this.now = { ...initial, ...restored(kept.getItem(key)) };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = (): Draft => this.now;

  get isChanged(): boolean {
    return this.now.values !== this.initial.values || this.now.lines !== this.initial.lines;
  }

  change(next: Draft): void {
    if (next === this.now) return;
    this.past = [...this.past.slice(-MOST_STEPS), this.now];
    this.become(next);
  }

  /** Take the last change back; false when there is none. */
  undo(): boolean {
    const before = this.past.pop();
    if (before) this.become(before);
    return before !== undefined;
  }

  /** Forget it: it was saved. */
  clear(): void {
    this.kept.removeItem(this.key);
  }

  /** For whoever opens the page next in this tab; nothing is drawn. */
  keep(draft: Draft): void {
    try {
      this.kept.setItem(this.key, JSON.stringify(draft));
    } catch {
      // The tab's storage is full: the draft goes on in memory alone.
    }
  }

  private become(draft: Draft): void {
    this.now = draft;
    this.keep(draft);
    for (const listener of this.listeners) listener();
  }
}

/** Perhaps by an older page, without what was added since. */
function restored(text: string | null): Partial<Draft> | null {
  if (text === null) return null;
  try {
    return JSON.parse(text) as Partial<Draft>;
  } catch {
    return null; // cut short by a full storage
  }
}
