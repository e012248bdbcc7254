import { expect, test } from "vitest";

import type { Point } from "../api/types";
import { between, onPage, onScreen, textIn, type Turn } from "./geometry";

test.each([0, 90, 180, 270] as Turn[])("a point of a picture turned by %d is found again", (turn) => {
  const point: Point = [0.2, 0.7];
  const there = onPage(onScreen(point, turn), turn);
  expect(there[0]).toBeCloseTo(point[0]);
  expect(there[1]).toBeCloseTo(point[1]);
});

test("the top left of the page is at the top right when turned with the clock", () =>
  expect(onScreen([0, 0], 90)).toEqual([1, 0]));

test("a box drawn over the edge stays on the page", () =>
  expect(between([0.9, -0.1], [0.4, 0.5])).toEqual({ left: 0.4, top: 0, right: 0.9, bottom: 0.5 }));

test("words of a box are read row by row", () => {
  const word = (text: string, left: number, top: number) => ({
    text,
    polygon: [
      [left, top],
      [left + 0.1, top],
      [left + 0.1, top + 0.02],
      [left, top + 0.02],
    ],
  });
  const words = [
    word("Lane", 0.25, 0.101),
    word("220", 0, 0.1),
    word("Foundry", 0.12, 0.099),
    word("S3", 0, 0.13),
    word("x", 0.8, 0.1),
  ];
  expect(textIn(words, { left: 0, top: 0, right: 0.5, bottom: 0.5 })).toBe("220 Foundry Lane\nS3");
});
