import { expect, test } from "vitest";

import { addressOf, countOf, filtersOf } from "./filters";

const from = (text: string) => filtersOf(new URLSearchParams(text));

test("an address gives filters, and they give the address", () => {
  const text = "q=papier&date_from=2026-01-01&gross_min=10.50&currency=EUR&status=disputed&sort=-gross";
  expect(addressOf(from(text)).toString()).toBe(text);
  expect(countOf(from(text))).toBe(4);
});

test.each([
  "date_from=yesterday",
  "gross_min=1e9",
  "currency=euro",
  "status=lost",
  "sort=colour",
  "failed_check=a%20b",
  "q=%20",
  "unknown=1",
  "sort=-created_at",
])("%s asks for nothing", (text) => expect(from(text)).toEqual({}));
