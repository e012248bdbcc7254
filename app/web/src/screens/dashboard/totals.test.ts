import { expect, test } from "vitest";

import { apartOf, currenciesOf, largestOf, median, monthsOf, outsideOf, readersOf, totalsBy } from "./totals";

const none = { count: 0, net: "0", tax: "0", gross: "0" };
const row = (month: string | null, seller: string, currency: string, gross: string) => ({
  month,
  seller,
  currency,
  count: 1,
  net: "0",
  tax: "1.50",
  gross,
  disputed: none,
  duplicates: none,
  not_counted: none,
});
const rows = [
  row("2025-11", "A", "EUR", "10.10"),
  row("2026-01", "B", "EUR", "0.20"),
  row(null, "A", "EUR", "5"),
];

test("sums are exact", () =>
  expect(totalsBy(rows, "seller")).toEqual([
    { name: "A", count: 2, net: "0", tax: "3.00", gross: "15.10" },
    { name: "B", count: 1, net: "0", tax: "1.50", gross: "0.20" },
  ]));

test("months have no gaps and end with the present one", () =>
  expect(monthsOf(rows, "2026-02", 4).map(({ name, gross }) => [name, gross])).toEqual([
    ["2025-11", "10.10"],
    ["2025-12", "0"],
    ["2026-01", "0.20"],
    ["2026-02", "0"],
  ]));

test("without dates all months are zero", () =>
  expect(monthsOf([row(null, "A", "EUR", "1")], "2026-02", 2).map(({ gross }) => gross)).toEqual(["0", "0"]));

test("what the months do not show is told, and both are all there is", () => {
  const future = row("2026-07", "A", "EUR", "7.00");
  const months = monthsOf([...rows, future], "2026-02", 2);
  const outside = outsideOf([...rows, future], months);
  expect(outside.map(([name, { count, gross }]) => [name, count, gross])).toEqual([
    ["earlier", 1, "10.10"],
    ["later", 1, "7.00"],
    ["undated", 1, "5"],
  ]);
  const shown = [...months, ...outside.map(([, total]) => total)];
  const all = totalsBy([...rows, future], "currency");
  expect(shown.reduce((sum, { count }) => sum + count, 0)).toBe(all[0]?.count);
});

test("nothing is outside when the months show all", () =>
  expect(outsideOf([row("2026-02", "A", "EUR", "1")], monthsOf([], "2026-02", 1))).toEqual([]));

test("what is left out is added up by reason, over all rows", () => {
  const two = { count: 2, net: "1", tax: "0", gross: "-1.50" };
  const some = rows.map((one) => ({ ...one, duplicates: two }));
  expect(apartOf(some)).toEqual([
    ["duplicates", { name: "duplicates", count: 6, net: "3", tax: "0", gross: "-4.50" }],
  ]);
});

test("a seller of whom nothing counts is not among the largest", () =>
  expect(largestOf([{ name: "A", ...none }], 1).largest).toEqual([]));

test("the most used currency comes first", () =>
  expect(currenciesOf([row(null, "A", "USD", "900"), ...rows]).map(({ name }) => name)).toEqual([
    "EUR",
    "USD",
  ]));

test("those behind the largest are one", () => {
  const { largest, others } = largestOf(totalsBy(rows, "month"), 1);
  expect(largest.map(({ name }) => name)).toEqual(["2025-11"]);
  expect(others).toMatchObject({ count: 2, gross: "5.20" });
});

test("readers over all months", () =>
  expect(
    readersOf([
      { month: "2026-01", reader: "textract", documents: 1, pages: 2, usd: "0.02" },
      { month: "2026-02", reader: "textract", documents: 1, pages: 1, usd: "0.01" },
    ]),
  ).toEqual([{ reader: "textract", documents: 2, pages: 3, usd: "0.03" }]));

test.each([
  [[], null],
  [[3], 3],
  [[9, 1, 4], 4],
  [[4, 1], 2.5],
])("the median of %j is %s", (values, middle) => expect(median(values)).toBe(middle));
