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
  ])("%s in %s", (text, locale, value) => expect(parseNumber(text, locale)).toBe(value));

  test.each(["", "abc", "1-2", "1.2.3,4,5", "=1+1", "--", "1e5"])("%s is none", (text) =>
    expect(parseNumber(text, "en")).toBeNull(),
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
