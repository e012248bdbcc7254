import { describe, expect, test } from "vitest";

import { formatMoney, formatNumber, localizeNumbers, parseNumber } from "./numbers";

describe("reading a number", () => {
  test.each([
    ["1,234.50", "en", "1234.50"],
    ["1.234,50", "en", "1234.50"],
    ["1.234,50", "vi", "1234.50"],
    ["12.500.000", "en", "12500000"],
    ["12.500.000 ₫", "vi", "12500000"],
    ["1,234", "en", "1234"],
    ["1.234", "en", "1.234"],
    ["1.234", "vi", "1234"],
    ["0.125", "vi", "0.125"],
    ["12,5", "en", "12.5"],
    ["1 088,00 €", "en", "1088.00"],
    ["EUR 1'088.00", "en", "1088.00"],
    ["-5", "en", "-5"],
    ["5.00-", "en", "-5.00"],
    ["(5.00)", "en", "-5.00"],
    ["007", "en", "7"],
    [".5", "en", "0.5"],
    ["19 %", "en", "19"],
    ["1234.56", "en", "1234.56"],
    ["1234,56", "en", "1234.56"],
    ["1234,567", "en", "1234.567"],
    ["12,34,567.50", "en", "1234567.50"],
    ["1 234 567,89 kr", "en", "1234567.89"],
    ["Rs.500", "en", "500"],
    ["$.50", "en", "0.50"],
    ["R$ 1.234,50", "en", "1234.50"],
    ["-€5.00", "en", "-5.00"],
    ["€-5.00", "en", "-5.00"],
    ["(1,088.00 €)", "en", "-1088.00"],
    ["12.-", "en", "12"],
  ])("%s in %s", (text, locale, value) => expect(parseNumber(text, locale)).toBe(value));

  // Three digits behind the only mark may be thousands; two or four never are.
  test.each([
    ["1,23", "en", "1.23"],
    ["1,234", "en", "1234"],
    ["1,2345", "en", "1.2345"],
    ["1.23", "vi", "1.23"],
    ["1.234", "vi", "1234"],
    ["1.2345", "vi", "1.2345"],
    ["1,2345", "vi", "1.2345"],
    ["1,234", "vi", "1.234"],
    ["1.2345", "en", "1.2345"],
    ["999,234", "en", "999234"],
    ["1000,234", "en", "1000.234"],
    ["0,234", "en", "0.234"],
    ["01,234", "en", "1.234"],
    ["-1,2345", "en", "-1.2345"],
    ["1,2345 €", "en", "1.2345"],
    ["1,234,567", "en", "1234567"],
    ["1.234,567", "en", "1234.567"],
    ["1,234.5", "en", "1234.5"],
  ])("thousands or decimals: %s in %s", (text, locale, value) =>
    expect(parseNumber(text, locale)).toBe(value),
  );

  test.each(["1,234,56", "1,2345,678", "12,34,56", "1,234,5678"])("%s is neither", (text) => {
    expect(parseNumber(text, "en")).toBeNull();
    expect(parseNumber(text, "vi")).toBeNull();
  });

  test.each([
    ["1".repeat(20), "1".repeat(20)],
    ["1".repeat(21), null],
    ["1.1234567890", "1.1234567890"],
    ["1.12345678901", null],
  ])("%s has as many digits as a record holds, or one more", (text, value) =>
    expect(parseNumber(text, "en")).toBe(value),
  );

  test.each(["", "abc", "1-2", "1.2.3,4,5", "=1+1", "--", "1e5"])("%s is none", (text) =>
    expect(parseNumber(text, "en")).toBeNull(),
  );

  test.each([
    "12x",
    "x12",
    "12.3.4",
    "1.234.56",
    "12 34",
    "1,2,3",
    "5.",
    "12 Stk",
    "about 12",
    "USD12EURO",
    "1'23",
  ])("%s is understood in part alone, so it is none", (text) => {
    expect(parseNumber(text, "en")).toBeNull();
    expect(parseNumber(text, "vi")).toBeNull();
  });

  test.each(["--5", "-5-", "(-5)", "(5", "5)", "-(5)"])("%s has a sign too many or half a pair", (text) =>
    expect(parseNumber(text, "en")).toBeNull(),
  );

  test.each(["1".repeat(21), "1.12345678901", " ".repeat(50_000) + "1" + " ".repeat(9) + "x".repeat(99_999)])(
    "what no record can hold is none",
    (text) => expect(parseNumber(text, "en")).toBeNull(),
  );
});

test("digits beyond those of a float are kept", () =>
  expect(formatNumber("12345678901234567890.12", "en")).toBe("12,345,678,901,234,567,890.12"));

test("an amount has the decimals that it has, and at least those of its currency", () => {
  expect(formatMoney("1088", "EUR", "en")).toBe("€1,088.00");
  expect(formatMoney("1.2345", "EUR", "en")).toBe("€1.2345");
  expect(formatMoney("12500000", "VND", "vi")).toMatch(/^12\.500\.000\s₫$/);
  expect(formatMoney("5", null, "en")).toBe("5");
  expect(formatMoney("x", "EUR", "en")).toBe("x");
});

test("the sums of a check are written as the language writes them", () =>
  expect(localizeNumbers("1,000.00 + 80.00 = 1,080.00, printed 1,088.00", "vi")).toBe(
    "1.000,00 + 80,00 = 1.080,00, printed 1.088,00",
  ));

test("numbers inside of names stay", () =>
  expect(localizeNumbers("R3 v1.2 DE136695976", "vi")).toBe("R3 v1.2 DE136695976"));
