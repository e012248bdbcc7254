import { expect, test } from "vitest";

import type { Check } from "../../api/types";
import { accepted, draftOf, withUnread, withValue } from "../../fields/draft";
import { leavesOf } from "../../fields/leaves";
import { choicesOf, nextOpen, reviewOf, stateOf } from "./review";

const read = (value: string | null, confidence = 0.95, more: object = {}) => ({
  value,
  raw: value,
  confidence,
  source: "text",
  checks: [],
  ...more,
});
const GOOD = {
  invoice_number: read("R-1"),
  issue_date: read("2026-11-02"),
  currency: read("EUR"),
  seller: { name: read("A") },
  amounts: { net: read("100.00"), tax: read("19.00"), gross: read("119.00") },
};
const WRONG_SUM: Check = {
  id: "gross_total",
  outcome: "failed",
  detail: "100.00 + 19.00 = 119.00, printed 199.00",
  fields: ["amounts.net", "amounts.tax", "amounts.gross"],
};
const review = (
  full: object,
  checks: Check[] = [],
  change = (draft: ReturnType<typeof draftOf>) => draft,
) => {
  const leaves = leavesOf(full);
  return reviewOf(change(draftOf(leaves)), leaves, checks, []);
};

test("a good reading leaves nothing to look at", () => expect(review(GOOD).open).toEqual([]));

test("what is wanted and absent is asked for", () => {
  expect(review({ ...GOOD, seller: undefined }).open).toEqual(["seller.name"]);
});

test("every value of a failed sum is doubtful until it is looked at", () => {
  const open = (change?: Parameters<typeof review>[2]) => review(GOOD, [WRONG_SUM], change).open;
  expect(open()).toEqual(["amounts.net", "amounts.tax", "amounts.gross"]);
  expect(open((draft) => accepted(draft, "amounts.tax"))).toEqual(["amounts.net", "amounts.gross"]);
});

test("a failed check of the document is not laid to a value", () =>
  expect(review(GOOD, [{ ...WRONG_SUM, id: "duplicate_business" }]).open).toEqual([]));

test("low confidence, no choice, and an equal choice are doubts", () => {
  const candidate = (value: string, confidence: number) => ({ candidates: [{ value, confidence }] });
  const doubtful = {
    ...GOOD,
    invoice_number: read("R-1", 0.5),
    issue_date: read(null, 0, candidate("2026-11-02", 0.4)),
    seller: { name: read("A", 0.8, candidate("B", 0.75)) },
  };
  const { fields, open } = review(doubtful);
  expect(open).toEqual(["invoice_number", "issue_date", "seller.name"]);
  expect(open.map((path) => fields.get(path)?.doubts[0]?.why)).toEqual(["confidence", "unsure", "choice"]);
});

test("a line's failed check follows its line", () => {
  const lines = [{ amount: read("1.00") }, { amount: read("2.00") }];
  const check: Check = { ...WRONG_SUM, id: "line_product", fields: ["lines.0.amount"] };
  const without = (draft: ReturnType<typeof draftOf>) => ({ ...draft, lines: draft.lines.slice(1) });
  expect(review({ ...GOOD, lines }, [check], without).open).toEqual(["lines.1.amount"]);
});

test("Enter goes on from where one is, and starts again at the top", () => {
  const made = review(GOOD, [WRONG_SUM]);
  expect(nextOpen(made, null, 1)).toBe("amounts.net");
  expect(nextOpen(made, "amounts.tax", 1)).toBe("amounts.gross");
  expect(nextOpen(made, "amounts.gross", 1)).toBe("amounts.net");
  expect(nextOpen(made, "amounts.gross", -1)).toBe("amounts.tax");
  expect(nextOpen(review(GOOD), "currency", 1)).toBeNull();
});

test("a corrected value offers what was read", () => {
  const made = review(GOOD, [], (draft) => withValue(draft, "currency", "USD"));
  const field = made.fields.get("currency");
  expect(field && choicesOf(field).map(({ value }) => value)).toEqual(["EUR"]);
  expect(field && stateOf(field)).toBe("changed");
});

test("a value is to be looked at while what was typed in its place is not understood", () => {
  const made = review(GOOD, [], (draft) => accepted(withUnread(draft, "amounts.gross", "12x"), "currency"));
  expect(made.open).toEqual(["amounts.gross"]);
  const field = made.fields.get("amounts.gross");
  expect(field && [field.unread, field.value, stateOf(field)]).toEqual(["12x", "119.00", "look"]);
  expect(field && choicesOf(field).map(({ value }) => value)).toEqual(["119.00"]); // the way back
});
