/** What kind of value a path holds: how it is shown, typed and read. */

import type { Format } from "../format/useFormat";

export type Kind = "date" | "number" | "code" | "text" | "long" | "type" | "currency" | "flag" | "time";

const DATES = new Set([
  "issue_date",
  "due_date",
  "tax_point_date",
  "order_date",
  "delivery_date",
  "start",
  "end",
  "date",
  "until",
]);
const NUMBERS = new Set([
  ...[
    "quantity",
    "unit_price",
    "discount",
    "charge",
    "amount",
    "tax_rate",
    "tax_amount",
    "rate",
    "base",
    "percent",
    "days",
  ],
  ...[
    "lines_total",
    "charges",
    "shipping",
    "service_charge",
    "tip",
    "net",
    "tax",
    "gross",
    "paid",
    "rounding",
  ],
  ...["prior_balance", "due", "exchange_rate"],
]);
const LONG = new Set(["terms", "exemption_reason", "note", "reason"]);

export const DOCUMENT_TYPES = [
  "invoice",
  "receipt",
  "credit_note",
  "debit_note",
  "proforma",
  "statement",
  "reminder",
  "quote",
  "order",
  "delivery_note",
  "payslip",
  "other",
] as const;

export function kindOf(path: string): Kind {
  const parts = path.split(".");
  const last = parts.at(-1) ?? "";
  if (path === "document_type") return "type";
  if (path === "lines_incomplete" || (last === "charge" && parts[0] === "allowances_charges")) return "flag";
  if (last === "issue_time") return "time";
  if (last === "currency" || last === "tax_currency") return "currency";
  if (DATES.has(last)) return "date";
  if (NUMBERS.has(last)) return "number";
  if (
    LONG.has(last) ||
    path.startsWith("notes.") ||
    path.endsWith("address.text") ||
    path.startsWith("other_fields.")
  )
    return "long";
  return last === "country" ? "code" : "text";
}

/** A stored value as it stands in an input. */
export function shown(value: string, kind: Kind, format: Format): string {
  if (kind === "number") return format.number(value);
  if (kind === "date") return format.date(value);
  return value;
}

/** What was typed as it is stored; null when it cannot be. Empty text empties the field. */
export function stored(text: string, kind: Kind, format: Format): string | null {
  const trimmed = text.trim();
  if (trimmed === "") return "";
  if (kind === "number") return format.parseNumber(trimmed);
  if (kind === "date") return format.parseDate(trimmed);
  if (kind === "currency") return /^[A-Za-z]{3}$/.test(trimmed) ? trimmed.toUpperCase() : null;
  if (kind === "code") return /^[A-Za-z]{2}$/.test(trimmed) ? trimmed.toUpperCase() : null;
  if (kind === "time") return storedTime(trimmed);
  return trimmed;
}

function storedTime(text: string): string | null {
  const [, hour = "", rest = ""] = /^(\d{1,2})(:[0-5]\d(?::[0-5]\d)?)$/.exec(text) ?? [];
  return hour !== "" && Number(hour) < 24 ? hour.padStart(2, "0") + rest : null;
}
