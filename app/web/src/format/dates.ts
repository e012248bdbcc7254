/** Dates as people of a language write them. Values are ISO 8601; a date has no time zone and never moves by one. */

const ISO = /^(\d{4})-(\d{2})-(\d{2})$/;

/** `2026-11-02` as `2 Nov 2026` or `2 thg 11, 2026`. Other text is given back as it is. */
export function formatDate(iso: string | null, locale: string): string {
  if (iso === null || !ISO.test(iso)) return iso ?? "";
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(
    new Date(`${iso}T00:00:00Z`),
  );
}

export function formatMonth(month: string, locale: string): string {
  const date = new Date(`${month}-01T00:00:00Z`);
  return new Intl.DateTimeFormat(locale, { year: "numeric", month: "short", timeZone: "UTC" }).format(date);
}

/** The month that it is now where the person is: `2026-11`. */
export function presentMonth(now = new Date()): string {
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}`;
}

/** A moment in the person's own time zone. */
export function formatMoment(iso: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
}

// ---- typed and printed: a date only when all of the text is understood ----

const NUMERIC = /^(\d{1,2})\s?([-./ ])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})$/;
const YEAR_FIRST = /^(\d{4})([-./])(\d{1,2})\2(\d{1,2})$/;
/** `M` stands for the name of a month. */
const WITH_NAME = [
  /^(?:ngày )?(?<day>\d{1,2})(?:st|nd|rd|th)?[.,]?[ /-]?(?:of )?M[.,]?[ /-]?(?:năm )?(?<year>\d{4})$/,
  /^M[. ]? ?(?<day>\d{1,2})(?:st|nd|rd|th)?,? (?<year>\d{4})$/,
  /^(?<year>\d{4})[ -]M[ -](?<day>\d{1,2})$/,
];

/** What a person typed, pasted or clicked, as an ISO date; null when it is none. Takes month names of the language. */
export function parseDate(text: string, locale: string): string | null {
  const trimmed = text.trim().replace(/\s+/g, " ");
  const [, year, , month, day] = YEAR_FIRST.exec(trimmed) ?? [];
  if (year !== undefined) return valid(year, month, day);
  const numbers = NUMERIC.exec(trimmed);
  return numbers ? numeric(numbers, locale) : withMonthName(trimmed.toLowerCase(), locale);
}

function numeric([, first, , second, year]: RegExpExecArray, locale: string): string | null {
  const monthFirst = monthComesFirst(locale);
  return (
    (monthFirst ? valid(year, first, second) : valid(year, second, first)) ??
    (monthFirst ? valid(year, second, first) : valid(year, first, second))
  );
}

function monthComesFirst(locale: string): boolean {
  const parts = new Intl.DateTimeFormat(locale, { dateStyle: "short", timeZone: "UTC" }).formatToParts(0);
  return parts.findIndex((part) => part.type === "month") < parts.findIndex((part) => part.type === "day");
}

function withMonthName(text: string, locale: string): string | null {
  for (const [name, month] of monthNames(locale)) {
    const at = text.indexOf(name);
    if (at < 0) continue;
    const form = `${text.slice(0, at)}M${text.slice(at + name.length)}`;
    const found = WITH_NAME.map((one) => one.exec(form)?.groups).find((groups) => groups !== undefined);
    return found ? valid(found.year, month.toString(), found.day) : null;
  }
  return null;
}

/** Long names before short ones, so that `thg 11` is not taken for `thg 1`. */
function monthNames(locale: string): [string, number][] {
  const names: [string, number][] = [["sept", 9]]; // which of both is its short name depends on the country
  for (const language of new Set([locale, "en"])) {
    for (const month of ["long", "short"] as const) {
      const format = new Intl.DateTimeFormat(language, {
        day: "numeric",
        month,
        year: "numeric",
        timeZone: "UTC",
      });
      for (let number = 0; number < 12; number++) {
        const parts = format.formatToParts(Date.UTC(2000, number, 15));
        const name = parts
          .find((part) => part.type === "month")
          ?.value.toLowerCase()
          .replace(/\.$/, "");
        if (name && /\p{L}/u.test(name)) names.push([name, number + 1]);
      }
    }
  }
  return names.sort(([one], [other]) => other.length - one.length);
}

function valid(year = "", month = "", day = ""): string | null {
  const full = year.length === 2 ? `20${year}` : year;
  const iso = `${full}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== iso ? null : iso;
}
