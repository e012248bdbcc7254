/** Places on a page: parts of it from the top left, 0-1, whichever way the picture is turned on the screen. */

import type { Point } from "../api/types";
import type { Box } from "../hooks/usePageWords";

export type Turn = 0 | 90 | 180 | 270; // degrees with the clock

export function boxOf(polygon: readonly (readonly number[])[]): Box {
  const xs = polygon.map((point) => point[0] ?? 0);
  const ys = polygon.map((point) => point[1] ?? 0);
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

export const polygonOf = ({ left, top, right, bottom }: Box): Point[] => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
];

/** Where on the page a point of the turned picture is. Both in parts. */
export function onPage([x, y]: Point, turn: Turn): Point {
  switch (turn) {
    case 0:
      return [x, y];
    case 90:
      return [y, 1 - x];
    case 180:
      return [1 - x, 1 - y];
    case 270:
      return [1 - y, x];
  }
}

/** The reverse: where a point of the page stands in the turned picture. */
export function onScreen([x, y]: Point, turn: Turn): Point {
  switch (turn) {
    case 0:
      return [x, y];
    case 90:
      return [1 - y, x];
    case 180:
      return [1 - x, 1 - y];
    case 270:
      return [y, 1 - x];
  }
}

export const contains = ({ left, top, right, bottom }: Box, [x, y]: Point): boolean =>
  left <= x && x <= right && top <= y && y <= bottom;

export function between([x, y]: Point, [u, v]: Point): Box {
  const part = (value: number) => Math.min(1, Math.max(0, value));
  return {
    left: part(Math.min(x, u)),
    top: part(Math.min(y, v)),
    right: part(Math.max(x, u)),
    bottom: part(Math.max(y, v)),
  };
}

/** The words whose middle lies in the box, as one text in reading order. */
export function textIn(
  words: readonly { text: string; polygon: readonly (readonly number[])[] }[],
  box: Box,
): string {
  const inside = words
    .map((word) => ({ text: word.text, box: boxOf(word.polygon) }))
    .filter(({ box: one }) => contains(box, [(one.left + one.right) / 2, (one.top + one.bottom) / 2]));
  const rows: { middle: number; height: number; words: typeof inside }[] = [];
  for (const word of inside.sort((one, other) => one.box.top - other.box.top)) {
    const middle = (word.box.top + word.box.bottom) / 2;
    const row = rows.find((one) => Math.abs(one.middle - middle) < one.height / 2);
    if (row) row.words.push(word);
    else rows.push({ middle, height: word.box.bottom - word.box.top, words: [word] });
  }
  const inOrder = rows.map((row) => row.words.sort((one, other) => one.box.left - other.box.left));
  return inOrder.map((row) => row.map((word) => word.text).join(" ")).join("\n");
}
