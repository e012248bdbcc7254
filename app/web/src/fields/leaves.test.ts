import { expect, test } from "vitest";

import { leavesOf, nest } from "./leaves";

const value = { value: "12.00", raw: "12,00", confidence: 0.9, source: "text", checks: ["gross_total"] };

test("a full form becomes a flat table", () => {
  const leaves = leavesOf({ amounts: { gross: value }, lines: [{ amount: { ...value, value: null } }] });
  expect([...leaves.keys()]).toEqual(["amounts.gross", "lines.0.amount"]);
  expect(leaves.get("amounts.gross")).toMatchObject({ value: "12.00", page: null, checks: ["gross_total"] });
});

test("a flat table becomes the plain form: without empty values, with lists closed up", () =>
  expect(
    nest([
      ["seller.name", "A & B"],
      ["seller.address.text", ""],
      ["taxes.2.rate", "19"],
      ["taxes.0.rate", "7"],
      ["lines_incomplete", "true"],
    ]),
  ).toEqual({ seller: { name: "A & B" }, taxes: [{ rate: "7" }, { rate: "19" }], lines_incomplete: true }));
