import { describe, expect, test } from "vitest";

import { ADDABLE, columnsOf, fieldAt, groupsOf, WANTED } from "./catalog";
import { kindOf } from "./kinds";
import type { Leaves } from "./leaves";

const leavesWith = (...paths: string[]): Leaves =>
  new Map(paths.map((path) => [path, { value: "x" }])) as unknown as Leaves;

const pathsOf = (name: string, ...paths: string[]): string[] =>
  groupsOf(leavesWith(...paths)).find((group) => group.name === name)?.paths ?? [];

test.each([
  ["amounts.gross", "number"],
  ["lines.3.unit_price", "number"],
  ["lines.new1.unit_price", "number"], // of a draft
  ["lines.0.period.start", "date"],
  ["payment.accounts.1.iban", "text"],
  ["seller.address.country", "code"],
  ["allowances_charges.0.charge", "flag"],
  ["lines.0.charge", "number"],
  ["notes.0", "long"],
  ["a.newer.value", "text"],
])("%s is typed and read as %s", (path, kind) => expect(kindOf(path)).toBe(kind));

describe("the form", () => {
  test("shows what every invoice should have, in order", () =>
    expect(pathsOf("document")).toEqual([
      "document_type",
      "invoice_number",
      "issue_date",
      "due_date",
      "purchase_order",
    ]));
  test("adds what was found to its group", () =>
    expect(pathsOf("seller", "seller.phone").at(-1)).toBe("seller.phone"));
  test("shows each row of a list", () =>
    expect(pathsOf("taxes", "taxes.0.rate", "taxes.1.rate")).toEqual(["taxes.0.rate", "taxes.1.rate"]));
  test("leaves out what stands inside of others", () =>
    expect(pathsOf("seller", "seller.address.city")).not.toContain("seller.address.city"));
  test("shows what a newer release found under more", () =>
    expect(pathsOf("more", "carbon.grams")).toEqual(["carbon.grams"]));
  test("has no group without a field", () =>
    expect(groupsOf(leavesWith()).map(({ name }) => name)).not.toContain("taxes"));
});

test("what is asked for is always in the form", () => {
  const shown = groupsOf(leavesWith()).flatMap(({ paths }) => paths);
  expect(WANTED.filter((path) => !shown.includes(path))).toEqual([]);
});

test("what may be added is known", () =>
  expect(ADDABLE.filter((path) => fieldAt(path) === undefined)).toEqual([]));

test("a column that no line has is left out", () => {
  expect(columnsOf([{ values: { amount: "1" } }])).not.toContain("discount");
  expect(columnsOf([{ values: {} }, { values: { discount: "1" } }])).toContain("discount");
});
