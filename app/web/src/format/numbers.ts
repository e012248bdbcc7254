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

/**
 * What a person typed, pasted or clicked, as decimal text; null when it is no number. The last separator decides:
 * `1.234,50` and `1,234.50` are both 1234.50. A single one followed by exactly three digits is read as the language
 * writes thousands.
 */
export function parseNumber(text: string, locale: string): string | null {
  const rest = text
    .trim()
    .replace(/[\s'’\u00a0\u202f]/g, "")
    .replace(/^[^\d.,()+\-−=]+|[^\d.,()+\-−]+$/g, ""); // currency signs and codes
  const signed = /^(?:([-−+])?([\d.,]+)|([\d.,]+)([-−])|(\()([\d.,]+)\))$/.exec(rest);
  if (!signed) return null;
  const negative = /[-−]/.test(signed[1] ?? signed[4] ?? "") || signed[5] !== undefined;
  const digitsAndMarks = signed[2] ?? signed[3] ?? signed[6] ?? "";
  if (!/^\d[\d.,]*$|^[.,]\d+$/.test(digitsAndMarks)) return null;
  const plain = withPoint(digitsAndMarks, locale);
  if (plain === null) return null;
  const [whole = "", part] = plain.split(".");
  const digits = whole.replace(/^0+(?=\d)/, "") || "0";
  return `${negative ? "-" : ""}${digits}${part ? `.${part}` : ""}`;
}

function withPoint(text: string, locale: string): string | null {
  const marks = text.match(/[.,]/g) ?? [];
  const last = marks.at(-1);
  if (last === undefined) return text;
  const kinds = new Set(marks);
  const tail = text.slice(text.lastIndexOf(last) + 1);
  if (kinds.size === 2) {
    const grouped = text.slice(0, text.lastIndexOf(last));
    return grouped.includes(last) ? null : `${grouped.replace(/[.,]/g, "")}.${tail}`;
  }
  if (marks.length > 1) return text.replace(/[.,]/g, "");
  const groups = last === groupMark(locale) && tail.length === 3 && !text.startsWith("0");
  return groups ? text.replace(last, "") : text.replace(last, ".");
}

function groupMark(locale: string): string {
  return (
    numberFormat(locale, { useGrouping: true })
      .formatToParts(1_000_000)
      .find((part) => part.type === "group")?.value ?? ","
  );
}

/** The numbers inside a sentence of the API, `1,088.00`, as the language writes them. */
export function localizeNumbers(sentence: string, locale: string): string {
  return sentence.replace(/(?<![\w.,])\d{1,3}(,\d{3})*(\.\d+)?(?![\w])/g, (found) =>
    formatNumber(found.replaceAll(",", ""), locale),
  );
}
