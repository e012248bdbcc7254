/** How long documents took to review, kept in this browser alone: numbers, nothing of the documents. */

const KEPT = "review-log";
const MOST = 500;

export interface ReviewEntry {
  at: string; // ISO
  seconds: number;
  keys: number; // pressed
  pages: number;
  corrected: number; // values
}

export function reviewLog(): ReviewEntry[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return Array.isArray(kept) ? (kept as ReviewEntry[]) : [];
  } catch {
    return [];
  }
}

export function logReview(entry: ReviewEntry): void {
  try {
    localStorage.setItem(KEPT, JSON.stringify([...reviewLog(), entry].slice(-MOST)));
  } catch {
    // No space in this browser: the figure is lost, the work is not.
  }
}
