/** A person's version of an invoice while it is being made. Pure: every change gives a new draft. */

import type { InvoiceInput, Point } from "../api/types";
import { nest, type Leaves } from "./leaves";

export interface Line {
  key: string; // the number of the line as it was read, or `new…`
  values: Readonly<Record<string, string>>;
}

export interface Place {
  page: number;
  polygon: Point[];
}

export interface Draft {
  values: Readonly<Record<string, string>>; // by path, without lines
  lines: readonly Line[];
  accepted: readonly string[]; // paths that a person has looked at
  places: Readonly<Record<string, Place>>; // of values that were pointed at
  unread: Readonly<Record<string, string>>; // by path: text that was typed or pointed at, and is not understood
}

/** A path of a line's value names the line by its key: `lines.3.amount`, wherever the line stands now. */
export const cellPath = (key: string, name: string): string => `lines.${key}.${name}`;

export function cellOf(path: string): { key: string; name: string } | null {
  const [first, key, ...rest] = path.split(".");
  return first === "lines" && key !== undefined && rest.length > 0 ? { key, name: rest.join(".") } : null;
}

export function draftOf(leaves: Leaves): Draft {
  const values: Record<string, string> = {};
  const lines = new Map<string, Record<string, string>>();
  for (const [path, { value }] of leaves) {
    const cell = cellOf(path);
    if (!cell) {
      values[path] = value ?? "";
      continue;
    }
    const line = lines.get(cell.key) ?? {};
    line[cell.name] = value ?? "";
    lines.set(cell.key, line);
  }
  return {
    values,
    lines: [...lines].map(([key, line]) => ({ key, values: line })),
    accepted: [],
    places: {},
    unread: {},
  };
}

export function valueOf(draft: Draft, path: string): string {
  const cell = cellOf(path);
  if (!cell) return draft.values[path] ?? "";
  return draft.lines.find(({ key }) => key === cell.key)?.values[cell.name] ?? "";
}

/** Put a value in, as looked at. */
export function withValue(draft: Draft, path: string, value: string, place?: Place): Draft {
  const cell = cellOf(path);
  const places = place ? { ...draft.places, [path]: place } : draft.places;
  const next = accepted(withoutUnread({ ...draft, places }, path), path);
  if (!cell) return { ...next, values: { ...next.values, [path]: value } };
  return {
    ...next,
    lines: next.lines.map((line) => (line.key === cell.key ? put(line, cell.name, value) : line)),
  };
}

function put(line: Line, name: string, value: string): Line {
  return { ...line, values: { ...line.values, [name]: value } };
}

/** Keep text that is not understood beside the value, which stays as it was and is in doubt. */
export function withUnread(draft: Draft, path: string, text: string): Draft {
  if (draft.unread[path] === text) return draft;
  return {
    ...draft,
    unread: { ...draft.unread, [path]: text },
    accepted: draft.accepted.filter((one) => one !== path),
  };
}

export function withoutUnread(draft: Draft, path: string): Draft {
  if (draft.unread[path] === undefined) return draft;
  return {
    ...draft,
    unread: Object.fromEntries(Object.entries(draft.unread).filter(([one]) => one !== path)),
  };
}

/** What is not understood in the values and lines that there are: path and text. */
export function unreadOf(draft: Draft): [path: string, text: string][] {
  const keys = new Set(draft.lines.map(({ key }) => key));
  return Object.entries(draft.unread).filter(([path]) => keys.has(cellOf(path)?.key ?? "") || !cellOf(path));
}

export function accepted(draft: Draft, path: string): Draft {
  return draft.accepted.includes(path) ? draft : { ...draft, accepted: [...draft.accepted, path] };
}

// ---- lines ----

function newLine(draft: Draft, values: Record<string, string>, ahead = 0): Line {
  const used = draft.lines.map(({ key }) => Number(/^new(\d+)$/.exec(key)?.[1] ?? 0));
  return { key: `new${(Math.max(0, ...used) + 1 + ahead).toString()}`, values };
}

/** A line behind that of `key`; at the end without one. */
export function withLine(
  draft: Draft,
  key: string | null,
  values: Record<string, string> = {},
): [Draft, Line] {
  const line = newLine(draft, values);
  const at = draft.lines.findIndex((one) => one.key === key);
  return [{ ...draft, lines: draft.lines.toSpliced(at < 0 ? draft.lines.length : at + 1, 0, line) }, line];
}

export function withoutLine(draft: Draft, key: string): Draft {
  return { ...draft, lines: draft.lines.filter((line) => line.key !== key) };
}

/** Two lines of one: the description is cut at `at`, the numbers stay with the first. */
export function splitLine(draft: Draft, key: string, at: number): [Draft, Line | null] {
  const line = draft.lines.find((one) => one.key === key);
  if (!line) return [draft, null];
  const text = line.values.description ?? "";
  const [first, second] = [text.slice(0, at).trim(), text.slice(at).trim()];
  return withLine(withValue(draft, cellPath(key, "description"), first), key, { description: second });
}

/**
 * Rows of a spreadsheet, put in from a cell on to the right and down; lines are added as they are needed. `read`: the
 * value of a text, null when it is not understood.
 */
export function withPasted(
  draft: Draft,
  from: { key: string; name: string },
  rows: readonly (readonly string[])[],
  columns: readonly string[],
  read: (text: string, name: string) => string | null,
): Draft {
  const firstColumn = columns.indexOf(from.name);
  const firstRow = draft.lines.findIndex((line) => line.key === from.key);
  const lines = [...draft.lines];
  const unread: [path: string, text: string][] = [];
  rows.forEach((cells, row) => {
    const index = firstRow + row;
    const before = lines[index] ?? newLine(draft, {}, index - draft.lines.length);
    const values: Record<string, string> = { ...before.values };
    cells.forEach((text, column) => {
      const name = columns[firstColumn + column];
      if (name === undefined) return;
      const value = read(text, name);
      if (value === null) unread.push([cellPath(before.key, name), text]);
      else values[name] = value;
    });
    lines[index] = { ...before, values };
  });
  return unread.reduce<Draft>((made, [path, text]) => withUnread(made, path, text), { ...draft, lines });
}

/** Rows and cells of what a spreadsheet puts on the clipboard; null when it is a single cell. */
export function rowsOf(text: string): string[][] | null {
  const rows = text
    .replace(/\r\n?/g, "\n")
    .replace(/\n$/, "")
    .split("\n")
    .map((row) => row.split("\t"));
  return rows.length > 1 || (rows[0]?.length ?? 0) > 1 ? rows : null;
}

// ---- out ----

/** Lines that are sent: those that hold any value. */
function sentLines({ lines }: Draft): Line[] {
  return lines.filter((line) => Object.values(line.values).some((value) => value !== ""));
}

/** What is sent: the plain form, lines in their present order. */
export function invoiceOf(draft: Draft): InvoiceInput {
  const flat = Object.entries(draft.values);
  sentLines(draft).forEach((line, index) => {
    for (const [name, value] of Object.entries(line.values))
      flat.push([cellPath(index.toString(), name), value]);
  });
  return nest(flat) as InvoiceInput;
}

/** What is sent beside it: the paths of the values that a person has looked at, lines by their number. */
export function lookedAt(draft: Draft): string[] {
  const places = new Map(sentLines(draft).map(({ key }, index) => [key, index.toString()]));
  return draft.accepted.flatMap((path) => {
    const cell = cellOf(path);
    const place = cell && places.get(cell.key);
    return cell ? (place === undefined || place === null ? [] : [cellPath(place, cell.name)]) : [path];
  });
}

/** The path of the API, with a line's number, as the path of the draft, with its key. */
export function draftPath(draft: Draft, path: string): string {
  const cell = cellOf(path);
  return cell ? cellPath(sentLines(draft)[Number(cell.key)]?.key ?? cell.key, cell.name) : path;
}
