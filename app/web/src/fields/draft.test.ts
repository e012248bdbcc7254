import { expect, test } from "vitest";

import {
  accepted,
  draftOf,
  draftPath,
  invoiceOf,
  lookedAt,
  rowsOf,
  splitLine,
  unreadOf,
  valueOf,
  withLine,
  withoutLine,
  withoutUnread,
  withPasted,
  withUnread,
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

test("what was looked at is sent with the numbers that its lines have now", () => {
  const [added] = withLine(accepted(accepted(draft, "seller.name"), "lines.1.amount"), "0");
  expect(lookedAt(added)).toEqual(["seller.name", "lines.1.amount"]); // the empty line between is not sent
  expect(lookedAt(withoutLine(added, "0"))).toEqual(["seller.name", "lines.0.amount"]);
  expect(lookedAt(withoutLine(added, "1"))).toEqual(["seller.name"]);
});

test("what is not understood stands beside the value, which is in doubt, until a value comes or it is taken away", () => {
  const next = withUnread(accepted(draft, "lines.1.amount"), "lines.1.amount", "12x");
  expect(valueOf(next, "lines.1.amount")).toBe("40.00");
  expect(invoiceOf(next)).toEqual(invoiceOf(draft));
  expect(unreadOf(next)).toEqual([["lines.1.amount", "12x"]]);
  expect(lookedAt(next)).toEqual([]);
  expect(unreadOf(withValue(next, "lines.1.amount", "12.00"))).toEqual([]);
  expect(unreadOf(withoutUnread(next, "lines.1.amount"))).toEqual([]);
  expect(unreadOf(withoutLine(next, "1"))).toEqual([]);
});

test("a pasted cell that is not understood leaves its value as it was", () => {
  const rows = rowsOf("2\t12x\n") ?? [];
  const read = (text: string) => (text === "12x" ? null : text);
  const next = withPasted(draft, { key: "0", name: "quantity" }, rows, ["quantity", "amount"], read);
  expect(valueOf(next, "lines.0.quantity")).toBe("2");
  expect(valueOf(next, "lines.0.amount")).toBe("60.00");
  expect(unreadOf(next)).toEqual([["lines.0.amount", "12x"]]);
});

test("a single cell is pasted as text", () => expect(rowsOf("just text")).toBeNull());
