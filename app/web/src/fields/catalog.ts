/** Which fields a form shows, in which order. Those that every invoice should have are always there. */

import type { Leaves } from "./leaves";

export interface Group {
  name: "document" | "seller" | "buyer" | "amounts" | "taxes" | "payment" | "more";
  paths: string[];
}

/** An invoice without one of these is not complete: it is asked for. */
export const WANTED = ["invoice_number", "issue_date", "seller.name", "currency", "amounts.gross"] as const;

const ALWAYS: Record<Group["name"], string[]> = {
  document: ["document_type", "invoice_number", "issue_date", "due_date", "purchase_order"],
  seller: ["seller.name", "seller.vat_id", "seller.address.text"],
  buyer: ["buyer.name"],
  amounts: ["currency", "amounts.net", "amounts.tax", "amounts.gross", "amounts.due"],
  taxes: [],
  payment: ["payment.accounts.0.iban", "payment.reference"],
  more: [],
};

/** Nobody corrects these: parts of what is shown whole, and what only programs need. */
const INSIDE = /^(language|country|lines_incomplete)$|\.address\.(street|city|region|postal_code)$/;

export function groupsOf(leaves: Leaves, added: readonly string[] = []): Group[] {
  const left = [...new Set([...leaves.keys(), ...added])].filter(
    (path) => !path.startsWith("lines.") && !INSIDE.test(path),
  );
  const groups = (Object.keys(ALWAYS) as Group["name"][]).map((name) => ({ name, paths: [...ALWAYS[name]] }));
  for (const path of left) {
    const group = groups.find(({ name }) => name === groupOf(path));
    if (group && !group.paths.includes(path)) group.paths.push(path);
  }
  return groups.filter(({ paths }) => paths.length > 0);
}

function groupOf(path: string): Group["name"] {
  const first = path.split(".")[0] ?? "";
  if (first === "seller" || first === "buyer" || first === "taxes" || first === "payment") return first;
  if (first === "amounts" || first === "currency" || first === "exchange_rate" || first === "tax_currency")
    return "amounts";
  return /^(document_type|invoice_number|invoice_series|.*_date|issue_time|issue_time_zone|purchase_order|.*_reference|preceding_invoice)$/.test(
    first,
  )
    ? "document"
    : "more";
}

/** Fields that may be added by hand when the reader did not find them. */
export const ADDABLE = [
  ...[
    "delivery_date",
    "order_date",
    "tax_point_date",
    "service_period.start",
    "service_period.end",
    "buyer_reference",
  ],
  ...[
    "contract_reference",
    "preceding_invoice",
    "seller.phone",
    "seller.email",
    "seller.website",
    "buyer.vat_id",
  ],
  ...[
    "buyer.address.text",
    "buyer.customer_id",
    "amounts.lines_total",
    "amounts.discount",
    "amounts.charges",
  ],
  ...["amounts.shipping", "amounts.service_charge", "amounts.tip", "amounts.paid", "amounts.rounding"],
  ...["amounts.prior_balance", "exchange_rate", "payment.terms", "payment.method", "payment.accounts.0.bic"],
  ...[
    "payment.accounts.0.number",
    "payment.accounts.0.holder",
    "taxes.0.rate",
    "taxes.0.base",
    "taxes.0.amount",
  ],
  ...["notes.0"],
] as const;

/** Columns of the line grid: these always, others when a line has them. */
export const LINE_COLUMNS = ["description", "quantity", "unit", "unit_price", "tax_rate", "amount"] as const;
const MORE_COLUMNS = [
  "line_no",
  "product_code",
  "discount",
  "charge",
  "tax_amount",
  "date",
  "purchase_order",
] as const;

export function columnsOf(lines: readonly { values: Readonly<Record<string, string>> }[]): string[] {
  const more = MORE_COLUMNS.filter((name) => name !== "line_no" && lines.some((line) => line.values[name]));
  return [...LINE_COLUMNS, ...more];
}
