/** What kind of value a path holds: how it is shown, typed and read. */

import type { Format } from "../format/useFormat";
import { fieldAt, type Kind } from "./catalog";

export type { Kind };

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
  return fieldAt(path)?.kind ?? "text";
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
