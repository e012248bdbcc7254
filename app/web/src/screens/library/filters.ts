/** What the library shows, as the address says it: a list can be linked to, and the way back leads to the same one. */

import type { operations } from "../../api/openapi";

export type ListQuery = NonNullable<operations["listInvoices"]["parameters"]["query"]>;
export type Sort = NonNullable<ListQuery["sort"]>;

export const FIELDS = [
  ...["q", "seller", "date_from", "date_to", "gross_min", "gross_max"],
  ...["currency", "status", "failed_check"],
] as const;
export const SORTS: readonly Sort[] = [
  "-created_at",
  "created_at",
  "-issue_date",
  "issue_date",
  "-gross",
  "gross",
  "seller",
  "-seller",
];

/** Only what is asked for. `sort` is left out when it is the usual one. */
export type Filters = Partial<Record<string, string>>;

export const USUAL_SORT: Sort = "-created_at";
const FORMS: Record<string, RegExp> = {
  date_from: /^\d{4}-\d{2}-\d{2}$/,
  date_to: /^\d{4}-\d{2}-\d{2}$/,
  gross_min: /^-?\d+(\.\d+)?$/,
  gross_max: /^-?\d+(\.\d+)?$/,
  currency: /^[A-Z]{3}$/,
  status: /^(needs_review|reviewed|disputed)$/,
  failed_check: /^\w+$/,
};

/** What somebody wrote into the address and makes no sense is left out. */
export function filtersOf(address: URLSearchParams): Filters {
  const found: Filters = {};
  for (const name of FIELDS) {
    const value = address.get(name)?.trim() ?? "";
    if (value !== "" && (FORMS[name]?.test(value) ?? true)) found[name] = value;
  }
  const sort = address.get("sort") as Sort | null;
  if (sort !== null && SORTS.includes(sort) && sort !== USUAL_SORT) found.sort = sort;
  return found;
}

export function addressOf(filters: Filters): URLSearchParams {
  const address = new URLSearchParams();
  for (const name of [...FIELDS, "sort"]) {
    const value = filters[name]?.trim();
    if (value) address.set(name, value);
  }
  return address;
}

/** Everything but text and order: what the filter button counts. */
export function countOf(filters: Filters): number {
  return FIELDS.filter((name) => name !== "q" && filters[name] !== undefined).length;
}

export const queryOf = (filters: Filters): ListQuery => filters;
