import { expect, test } from "vitest";

import {
  draftOf,
  draftPath,
  invoiceOf,
  rowsOf,
  splitLine,
  valueOf,
  withLine,
  withoutLine,
  withPasted,
  withValue,
} from "./draft";
import { leavesOf } from "./leaves";

const read = (value: string) => ({ value, raw: value, confidence: 0.9, source: "text", checks: [] });
const draft = draftOf(
  leavesOf({
    seller: { name: read("A") },
    lines: [
      { description: read("Paper and ink"), amount: read("60.00") },
      { description: read("Lamp"), amount: read("40.00") },
    ],
  }),
);

test("a draft that nobody touched sends what was read", () =>
  expect(invoiceOf(draft)).toEqual({
    seller: { name: "A" },
    lines: [
      { description: "Paper and ink", amount: "60.00" },
      { description: "Lamp", amount: "40.00" },
    ],
  }));

test("a corrected value counts as looked at", () => {
  const next = withValue(draft, "lines.1.amount", "41.00");
  expect(valueOf(next, "lines.1.amount")).toBe("41.00");
  expect(next.accepted).toEqual(["lines.1.amount"]);
  expect(valueOf(draft, "lines.1.amount")).toBe("40.00");
});

test("paths keep naming their line when others come and go", () => {
  const [added] = withLine(withoutLine(draft, "0"), "1");
  const next = withValue(added, "lines.1.amount", "1");
  expect(invoiceOf(next).lines).toEqual([{ description: "Lamp", amount: "1" }]);
  expect(draftPath(next, "lines.0.amount")).toBe("lines.1.amount");
});

test("a line is split where the cursor stands", () => {
  const [next, line] = splitLine(draft, "0", 6);
  expect(next.lines.map(({ values }) => values.description)).toEqual(["Paper", "and ink", "Lamp"]);
  expect(line?.key).toBe("new1");
});

test("rows of a spreadsheet go to the right and down, and add lines", () => {
  const rows = rowsOf("2\t1,50\r\n3\t2,50\r\n") ?? [];
  const next = withPasted(
    draft,
    { key: "1", name: "quantity" },
    rows,
    ["description", "quantity", "amount"],
    (text) => text.replace(",", "."),
  );
  expect(invoiceOf(next).lines).toEqual([
    { description: "Paper and ink", amount: "60.00" },
    { description: "Lamp", quantity: "2", amount: "1.50" },
    { quantity: "3", amount: "2.50" },
  ]);
});

test("a single cell is pasted as text", () => expect(rowsOf("just text")).toBeNull());
