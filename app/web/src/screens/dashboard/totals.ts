/** The API's totals, added up for one view. Amounts of different currencies are never added. */

import type { components } from "../../api/openapi";
import type { StatsRow } from "../../api/types";
import { addDecimals } from "../../format/sums";

export type ReaderRow = components["schemas"]["ReaderTotals"];

export interface Total {
  name: string; // month, seller or currency; "" where it was not read
  count: number;
  net: string;
  tax: string;
  gross: string;
}

export type By = "month" | "seller" | "currency";

export function totalsBy(rows: readonly StatsRow[], by: By): Total[] {
  const found = new Map<string, Total>();
  for (const row of rows) {
    const name = row[by] ?? "";
    found.set(name, together(found.get(name) ?? nothing(name), row));
  }
  return [...found.values()];
}

/** Currencies, the most used first. */
export function currenciesOf(rows: readonly StatsRow[]): Total[] {
  return totalsBy(rows, "currency").sort((one, other) => other.count - one.count);
}

/** The last `length` months up to `present` (`2026-11`), without gaps. */
export function monthsOf(rows: readonly StatsRow[], present: string, length: number): Total[] {
  const known = new Map(totalsBy(rows, "month").map((total) => [total.name, total]));
  const months = Array.from({ length }, (_, index) => monthBefore(present, length - 1 - index));
  return months.map((name) => known.get(name) ?? nothing(name));
}

export type Outside = "earlier" | "later" | "undated";

/** What stands in none of those months, so that they and this are all there is. */
export function outsideOf(rows: readonly StatsRow[], months: readonly Total[]): [Outside, Total][] {
  const [first, last] = [months.at(0)?.name ?? "", months.at(-1)?.name ?? ""];
  const found: Record<Outside, Total[]> = { earlier: [], later: [], undated: [] };
  for (const total of totalsBy(rows, "month")) {
    if (total.name === "") found.undated.push(total);
    else if (total.name < first) found.earlier.push(total);
    else if (total.name > last) found.later.push(total);
  }
  return (Object.entries(found) as [Outside, Total[]][])
    .map(([name, totals]): [Outside, Total] => [name, totals.reduce(together, nothing(name))])
    .filter(([, { count }]) => count > 0);
}

export type Apart = "disputed" | "duplicates" | "not_counted";

/** What is left out of the sums, and why. */
export function apartOf(rows: readonly StatsRow[]): [Apart, Total][] {
  return (["disputed", "duplicates", "not_counted"] as const)
    .map((name): [Apart, Total] => [name, rows.map((row) => row[name]).reduce(together, nothing(name))])
    .filter(([, { count }]) => count > 0);
}

function nothing(name: string): Total {
  return { name, count: 0, net: "0", tax: "0", gross: "0" };
}

function together(sum: Total, one: Omit<Total, "name">): Total {
  return {
    name: sum.name,
    count: sum.count + one.count,
    net: addDecimals(sum.net, one.net),
    tax: addDecimals(sum.tax, one.tax),
    gross: addDecimals(sum.gross, one.gross),
  };
}

function monthBefore(month: string, by: number): string {
  const date = new Date(`${month}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() - by);
  return date.toISOString().slice(0, 7);
}

/** The largest, and all others as one. */
export function largestOf(
  totals: readonly Total[],
  most: number,
): { largest: Total[]; others: Total | null } {
  const counted = totals.filter(({ count }) => count > 0);
  const sorted = counted.toSorted((one, other) => Number(other.gross) - Number(one.gross));
  const rest = sorted.slice(most);
  if (rest.length === 0) return { largest: sorted, others: null };
  return { largest: sorted.slice(0, most), others: rest.reduce(together, nothing("")) };
}

export interface ReaderTotal {
  reader: string;
  documents: number;
  pages: number;
  usd: string;
}

export function readersOf(rows: readonly ReaderRow[]): ReaderTotal[] {
  const found = new Map<string, ReaderTotal>();
  for (const { reader, documents, pages, usd } of rows) {
    const before = found.get(reader) ?? { reader, documents: 0, pages: 0, usd: "0" };
    found.set(reader, {
      reader,
      documents: before.documents + documents,
      pages: before.pages + pages,
      usd: addDecimals(before.usd, usd),
    });
  }
  return [...found.values()].sort((one, other) => other.pages - one.pages);
}

export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const [one, other] = [sorted[middle - 1], sorted[middle]];
  if (other === undefined) return null;
  return sorted.length % 2 === 0 && one !== undefined ? (one + other) / 2 : other;
}
