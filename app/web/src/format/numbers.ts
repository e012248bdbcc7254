/** Amounts and numbers as people of a language write them. Values stay decimal text: floats would lose cents. */

const formats = new Map<string, Intl.NumberFormat>();

function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, options);
    formats.set(key, format);
  }
  return format;
}

const DECIMAL = /^-?\d+(\.\d+)?$/;

function placesOf(value: string): number {
  return value.split(".")[1]?.length ?? 0;
}

/** `1234.50` as `1,234.50` or `1.234,50`, with the decimals that it has. Other text is given back as it is. */
export function formatNumber(value: string, locale: string): string {
  if (!DECIMAL.test(value)) return value;
  const places = placesOf(value);
  return numberFormat(locale, { minimumFractionDigits: places, maximumFractionDigits: places }).format(
    value as Intl.StringNumericLiteral,
  );
}

/** An amount with its currency. An unknown or absent currency leaves the number. */
export function formatMoney(value: string | null, currency: string | null, locale: string): string {
  if (value === null) return "";
  if (!currency || !DECIMAL.test(value)) return formatNumber(value, locale);
  const places = placesOf(value);
  try {
    const usual =
      numberFormat(locale, { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
    const shown = Math.max(places, usual);
    const options = {
      style: "currency",
      currency,
      minimumFractionDigits: shown,
      maximumFractionDigits: shown,
    } as const;
    return numberFormat(locale, options).format(value as Intl.StringNumericLiteral);
  } catch {
    return `${formatNumber(value, locale)} ${currency}`; // three letters that are no currency code
  }
}

export function formatCount(value: number, locale: string): string {
  return numberFormat(locale, {}).format(value);
}

/** One place behind the point at most. */
export function formatDecimal(value: number, locale: string): string {
  return numberFormat(locale, { maximumFractionDigits: 1 }).format(value);
}

/** `1234567` as `1.2M`: for where there is little room. */
export function formatShort(value: string, locale: string): string {
  return numberFormat(locale, { notation: "compact", maximumFractionDigits: 1 }).format(Number(value));
}

export function formatPercent(part: number, locale: string): string {
  return numberFormat(locale, { style: "percent", maximumFractionDigits: 0 }).format(part);
}

export function formatBytes(bytes: number, locale: string): string {
  const mega = bytes >= 1_000_000;
  const size = mega ? bytes / 1_000_000 : Math.max(1, Math.round(bytes / 1_000));
  return `${numberFormat(locale, { maximumFractionDigits: mega ? 1 : 0 }).format(size)} ${mega ? "MB" : "kB"}`;
}

/** The numbers inside a sentence of the API, `1,088.00`, as the language writes them. */
export function localizeNumbers(sentence: string, locale: string): string {
  return sentence.replace(/(?<![\w.,])\d{1,3}(,\d{3})*(\.\d+)?(?![\w])/g, (found) =>
    formatNumber(found.replaceAll(",", ""), locale),
  );
}

// ---- typed and printed: a number only when all of the text is understood ----

const SPACE = "[\\s\\u00a0\\u2007\\u2009\\u202f]";
const GROUPS = [
  /^\d{1,3}(?:,\d{3})+$/, // 1,234,567
  /^\d{1,3}(?:\.\d{3})+$/,
  /^\d{1,3}(?:['’]\d{3})+$/,
  new RegExp(`^\\d{1,3}(?:${SPACE}\\d{3})+$`),
  /^\d{1,2}(?:,\d{2})+,\d{3}$/, // 12,34,567: lakhs
];
/** `Rs.500` is 500 and `$.50` is 0.50: a dot behind letters is theirs. */
const AROUND = new RegExp(
  `^(?<open>\\()?(?<sign>[-−+])?${SPACE}?(?<before>\\p{L}+\\.?|[^\\d\\s.,()+\\-−]+)?${SPACE}?(?<inner>[-−])?` +
    `(?<digits>[.,]?\\d(?:.*\\d)?)(?:[.,][-–—]{1,2})?(?<trail>[-−])?${SPACE}?(?<after>\\D*?)(?<close>\\))?$`,
  "u",
);
const CURRENCY_CODES = new Set(Intl.supportedValuesOf("currency"));
const CURRENCY_WORDS = /^(?:\p{L}{0,3}\p{Sc}|kr\.?|Kč|zł|Ft|lei|лв\.?|Rs\.?|Fr\.?|RM|đ|Đ|VNĐ|%)$/u;
const MOST_DIGITS = 20; // before the point, as the API takes them
const MOST_PLACES = 10;
const LONGEST = 60; // with marks and currency: nothing longer is looked at

/**
 * What a person typed, pasted or clicked, as decimal text; null when it is not wholly a number with, perhaps, its sign,
 * currency or percent. The last mark decides: `1.234,50` and `1,234.50` are both 1234.50. A single one followed by
 * exactly three digits is read as the language writes thousands.
 */
export function parseNumber(text: string, locale: string): string | null {
  const trimmed = text.trim();
  const found = trimmed.length > LONGEST ? undefined : AROUND.exec(trimmed)?.groups;
  if (!found) return null;
  const { open, sign, before = "", inner, digits = "", trail, after = "", close } = found;
  const signs = [sign, inner, trail, open].filter((one) => one !== undefined);
  if (!!open !== !!close || signs.length > 1 || !isCurrency(before) || !isCurrency(after)) return null;
  const plain = withPoint(digits, locale);
  if (plain === null) return null;
  const [whole = "", places] = plain.split(".");
  const front = whole.replace(/^0+(?=\d)/, "") || "0";
  if (front.length > MOST_DIGITS || (places ?? "").length > MOST_PLACES) return null;
  return `${signs.length > 0 && sign !== "+" ? "-" : ""}${front}${places ? `.${places}` : ""}`;
}

function isCurrency(text: string): boolean {
  return text === "" || CURRENCY_CODES.has(text.toUpperCase()) || CURRENCY_WORDS.test(text);
}

/** Digits and marks with a point alone; null when they do not fit together. */
function withPoint(text: string, locale: string): string | null {
  if (/^\d+$/.test(text)) return text;
  const single = /^(\d*)([.,])(\d+)$/.exec(text);
  if (single) {
    const [, head = "", mark, tail = ""] = single;
    const grouped = tail.length === 3 && /^[1-9]\d{0,2}$/.test(head) && mark === groupMark(locale);
    return grouped ? head + tail : `${head}.${tail}`;
  }
  if (isGrouped(text)) return text.replace(/\D/g, "");
  const [, head = "", mark = "", tail] = /^(.+)([.,])(\d+)$/.exec(text) ?? [];
  return tail !== undefined && !head.includes(mark) && isGrouped(head)
    ? `${head.replace(/\D/g, "")}.${tail}`
    : null;
}

const isGrouped = (text: string): boolean => GROUPS.some((form) => form.test(text));

function groupMark(locale: string): string {
  return (
    numberFormat(locale, { useGrouping: true })
      .formatToParts(1_000_000)
      .find((part) => part.type === "group")?.value ?? ","
  );
}
