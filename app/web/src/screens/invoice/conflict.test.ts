import { expect, test } from "vitest";

import type { Draft } from "../../fields/draft";
import { differences, merged } from "./conflict";

const draft = (values: Record<string, string>, ...amounts: string[]): Draft => ({
  values,
  lines: amounts.map((amount, index) => ({ key: index.toString(), values: { amount } })),
  accepted: [],
  places: {},
  unread: {},
});

const base = draft({ number: "1", seller: "A", due: "" }, "5.00");
const mine = draft({ number: "2", seller: "A", due: "2026-01-01" }, "5.00");
const theirs = draft({ number: "3", seller: "B", due: "" }, "5.00", "6.00");

test("who changed a value is proposed; where both did, mine", () =>
  expect(differences(mine, theirs, base)).toEqual([
    { path: "number", mine: "2", theirs: "3", take: "mine" },
    { path: "seller", mine: "A", theirs: "B", take: "theirs" },
    { path: "due", mine: "2026-01-01", theirs: "", take: "mine" },
    { path: "lines", mine: "5.00", theirs: "5.00\n6.00", take: "theirs" },
  ]));

test("the same changes are no conflict", () => expect(differences(theirs, theirs, base)).toEqual([]));

test("a choice makes one version of both", () => {
  const made = merged(
    mine,
    theirs,
    new Map([
      ["number", "theirs"],
      ["due", "mine"],
      ["lines", "mine"],
    ]),
  );
  expect(made.values).toEqual({ number: "3", seller: "B", due: "2026-01-01" });
  expect(made.lines).toEqual(mine.lines);
});
