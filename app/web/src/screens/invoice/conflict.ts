/** Two versions of one invoice that were made from the same one: what differs, and what comes of a person's choice. */

import { cellOf, draftOf, type Draft } from "../../fields/draft";

export type Side = "mine" | "theirs";

export interface Difference {
  path: string; // `lines` stands for all lines together
  mine: string;
  theirs: string;
  take: Side; // proposed: the side that changed it; where both did, mine
}

export const LINES = "lines";

/** `base`: what both were made from. */
export function differences(mine: Draft, theirs: Draft, base: Draft): Difference[] {
  const paths = new Set([...Object.keys(mine.values), ...Object.keys(theirs.values)]);
  const found: Difference[] = [];
  const compare = (path: string, of: (draft: Draft) => string) => {
    const [one, other] = [of(mine), of(theirs)];
    if (one !== other)
      found.push({ path, mine: one, theirs: other, take: one === of(base) ? "theirs" : "mine" });
  };
  for (const path of paths) compare(path, (draft) => draft.values[path] ?? "");
  compare(LINES, linesText);
  return found;
}

/** Their version with what was chosen of mine. */
export function merged(mine: Draft, theirs: Draft, taken: ReadonlyMap<string, Side>): Draft {
  const values: Record<string, string> = { ...theirs.values };
  for (const [path, side] of taken) {
    if (path !== LINES && side === "mine") values[path] = mine.values[path] ?? "";
  }
  const linesAreMine = taken.get(LINES) === "mine";
  const made = { ...draftOf(new Map()), values, lines: linesAreMine ? mine.lines : theirs.lines };
  const isKept = (path: string) => (cellOf(path) ? linesAreMine : values[path] === mine.values[path]);
  return { ...made, accepted: mine.accepted.filter(isKept) };
}

/** The lines as people compare them: one below the other. */
function linesText({ lines }: Draft): string {
  return lines
    .map(({ values }) =>
      [values.quantity, values.description, values.unit_price, values.amount].filter(Boolean).join(" · "),
    )
    .join("\n");
}
