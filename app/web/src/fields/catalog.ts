/** Which fields a form shows, in which order. Those that every invoice should have are always there. */

import fields from "./fields.json"; // written from app/domain/fields.py
import type { Leaves } from "./leaves";

const GROUPS = ["document", "seller", "buyer", "amounts", "taxes", "payment", "more"] as const;

export interface Group {
  name: (typeof GROUPS)[number];
  paths: string[];
}

export type Kind = "date" | "number" | "code" | "text" | "long" | "type" | "currency" | "flag" | "time";

interface Field {
  path: string;
  kind: Kind;
  group: Group["name"];
  shown: "always" | "addable" | "inside" | "found";
  wanted: boolean;
}

const FIELDS = fields as readonly Field[];
const OF_LINES = "lines.*.";
const known = new Map(FIELDS.map((field) => [field.path, field]));

/** What is known of a value, also of one of a draft, whose lines have keys; nothing of one that a newer release knows. */
export function fieldAt(path: string): Field | undefined {
  return known.get(path.replace(/^lines\.\w+\./, OF_LINES).replace(/\.\d+(?=\.|$)/g, ".*"));
}

const firstOf = (pattern: string): string => pattern.replaceAll("*", "0");
const fieldsWith = (shown: Field["shown"]): readonly Field[] =>
  FIELDS.filter((field) => field.shown === shown && !field.path.startsWith(OF_LINES));

/** An invoice without one of these is not complete: it is asked for. */
export const WANTED: readonly string[] = FIELDS.filter(({ wanted }) => wanted).map(({ path }) => path);

/** Fields that may be added by hand when the reader did not find them. */
export const ADDABLE: readonly string[] = fieldsWith("addable").map(({ path }) => firstOf(path));

export function groupsOf(leaves: Leaves, added: readonly string[] = []): Group[] {
  const left = [...new Set([...leaves.keys(), ...added])].filter(
    (path) => !path.startsWith("lines.") && fieldAt(path)?.shown !== "inside",
  );
  const always = fieldsWith("always");
  const groups = GROUPS.map((name) => ({
    name,
    paths: always.filter(({ group }) => group === name).map(({ path }) => firstOf(path)),
  }));
  for (const path of left) {
    const name = fieldAt(path)?.group ?? "more";
    const group = groups.find((one) => one.name === name);
    if (group && !group.paths.includes(path)) group.paths.push(path);
  }
  return groups.filter(({ paths }) => paths.length > 0);
}

const columns = (shown: Field["shown"]): string[] =>
  FIELDS.filter((field) => field.path.startsWith(OF_LINES) && field.shown === shown).map(({ path }) =>
    path.slice(OF_LINES.length),
  );

/** Columns of the line grid: these always, others when a line has them. */
export const LINE_COLUMNS: readonly string[] = columns("always");
const MORE_COLUMNS: readonly string[] = columns("addable");

export function columnsOf(lines: readonly { values: Readonly<Record<string, string>> }[]): string[] {
  return [...LINE_COLUMNS, ...MORE_COLUMNS.filter((name) => lines.some((line) => line.values[name]))];
}
