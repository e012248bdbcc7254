/** What an invoice adds to sums, as a row of a list shows it. The rule itself is the API's. */

import { useTranslation } from "react-i18next";

import type { Summary } from "../api/types";
import { DOCUMENT_TYPES } from "../fields/kinds";

type Row = Pick<Summary, "document_type" | "gross" | "counts">;

const USUAL = new Set<string | null>(["invoice", "receipt", null]);

/** The total with the sign that it has: a credit note has a minus, whether it was printed or not. */
export function amountOf({ document_type, gross }: Pick<Row, "document_type" | "gross">): string | null {
  const plain = gross !== null && /[1-9]/.test(gross) && !gross.startsWith("-");
  return plain && document_type === "credit_note" ? `-${gross}` : gross;
}

/** What kind it is when that is no invoice, and that it is in no sum; null for what is as usual. */
export function useCountsNote({ document_type, counts }: Row): string | null {
  const { t } = useTranslation(["library", "fields"]);
  const known = DOCUMENT_TYPES.find((name) => name === document_type);
  const kind = known && !USUAL.has(known) ? t(`fields:types.${known}`) : null;
  const why = counts === "not_counted" && !kind ? "no_invoice" : counts;
  const leftOut = why === "adds" || why === "reduces" ? null : t(`library:counts.${why}`);
  return [kind, leftOut].filter(Boolean).join(", ") || null;
}
