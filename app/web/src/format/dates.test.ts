import { expect, test } from "vitest";

import { formatDate, parseDate, presentMonth } from "./dates";

test.each([
  ["2026-11-02", "en-US", "2026-11-02"],
  ["2026/1/2", "en-US", "2026-01-02"],
  ["02.11.2026", "vi", "2026-11-02"],
  ["02/11/2026", "en-GB", "2026-11-02"],
  ["02/11/2026", "en-US", "2026-02-11"],
  ["31/12/2026", "en-US", "2026-12-31"],
  ["2/1/26", "vi", "2026-01-02"],
  ["2 Nov 2026", "en-GB", "2026-11-02"],
  ["November 2, 2026", "en-US", "2026-11-02"],
  ["Nov 2, 2026", "vi", "2026-11-02"],
])("%s in %s", (text, locale, iso) => expect(parseDate(text, locale)).toBe(iso));

test.each([
  ["2nd of November 2026", "en-GB", "2026-11-02"],
  ["2. November 2026", "en-GB", "2026-11-02"],
  ["02-Nov-2026", "en-GB", "2026-11-02"],
  ["Sept 2, 2026", "en-US", "2026-09-02"],
  ["ngày 2 tháng 11 năm 2026", "vi", "2026-11-02"],
])("%s is read in %s", (text, locale, iso) => expect(parseDate(text, locale)).toBe(iso));

test.each([
  "2 Nov 2026x",
  "due 2 Nov 2026",
  "2 Nov 2026 10",
  "Nov 2 2026 or so",
  "1.2/2026",
  "2026-1.2",
  "02.11.2026.",
])("%s is understood in part alone, so it is none", (text) => expect(parseDate(text, "en-US")).toBeNull());

test.each(["", "31.02.2026", "13/13/2026", "tomorrow", "2026", "1.2"])("%s is none", (text) =>
  expect(parseDate(text, "en-US")).toBeNull(),
);

test.each(["en-US", "en-GB", "vi"])("what is shown can be read back in %s", (locale) => {
  for (let month = 1; month <= 12; month++) {
    const iso = `2026-${month.toString().padStart(2, "0")}-13`;
    expect(parseDate(formatDate(iso, locale), locale)).toBe(iso);
  }
});

test("the present month is that of the clock on the wall", () =>
  expect(presentMonth(new Date(2026, 10, 30, 23, 59))).toBe("2026-11"));
