import { expect, test } from "vitest";

import { currenciesOf, largestOf, median, monthsOf, readersOf, totalsBy } from "./totals";

const row = (month: string | null, seller: string, currency: string, gross: string) => ({
  month,
  seller,
  currency,
  count: 1,
  net: "0",
  tax: "1.50",
  gross,
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

test("months have no gaps and end with the latest one", () =>
  expect(monthsOf(rows, 4).map(({ name, gross }) => [name, gross])).toEqual([
    ["2025-10", "0"],
    ["2025-11", "10.10"],
    ["2025-12", "0"],
    ["2026-01", "0.20"],
  ]));

test("without dates there are no months", () =>
  expect(monthsOf([row(null, "A", "EUR", "1")], 12)).toEqual([]));

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
