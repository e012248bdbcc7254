/** The state of a review, put together: what is shown, in which order, and what is doubtful about it. */

import type { Candidate, Check, FullScan } from "../../api/types";
import { columnsOf, groupsOf, type Group } from "../../fields/catalog";
import { failedOf, doubtsOf, type Doubt } from "../../fields/doubts";
import { cellPath, draftPath, valueOf, type Draft } from "../../fields/draft";
import type { Leaf, Leaves } from "../../fields/leaves";

export interface FieldState {
  path: string;
  value: string;
  unread: string | undefined; // typed in its place, and not understood
  leaf: Leaf | undefined;
  doubts: Doubt[];
  accepted: boolean;
  changed: boolean;
}

export interface Review {
  groups: Group[];
  columns: string[];
  fields: ReadonlyMap<string, FieldState>; // in the order of the form, lines at the end
  open: string[]; // paths that are doubtful and not looked at
  failed: Check[];
}

export function reviewOf(
  draft: Draft,
  leaves: Leaves,
  checks: readonly Check[],
  added: readonly string[],
): Review {
  const failed = failedOf(checks).map((check) => ({
    ...check,
    fields: check.fields.map((path) => draftPath(draft, path)),
  }));
  const groups = groupsOf(leaves, [...added, ...Object.keys(draft.values)]);
  const columns = columnsOf(draft.lines);
  const paths = [
    ...groups.flatMap((group) => group.paths),
    ...draft.lines.flatMap((line) => columns.map((name) => cellPath(line.key, name))),
  ];
  const fields = new Map(paths.map((path) => [path, fieldOf(path, draft, leaves, failed)]));
  const open = paths.filter((path) => {
    const field = fields.get(path);
    return field && field.doubts.length > 0 && !field.accepted;
  });
  return { groups, columns, fields, open, failed };
}

function fieldOf(path: string, draft: Draft, leaves: Leaves, failed: readonly Check[]): FieldState {
  const value = valueOf(draft, path);
  const unread = draft.unread[path];
  const leaf = leaves.get(path);
  const doubts = doubtsOf(path, value, leaf, failed);
  return {
    path,
    value,
    unread,
    leaf,
    doubts: unread === undefined ? doubts : [{ why: "unread", path }, ...doubts],
    accepted: draft.accepted.includes(path),
    changed: value !== (leaf?.value ?? ""),
  };
}

export type StateName = "good" | "person" | "changed" | "look" | "bad" | "empty";

export function stateOf({ value, doubts, accepted, changed }: FieldState): StateName {
  if (doubts.length > 0 && !accepted) return doubts.some(({ why }) => why === "check") ? "bad" : "look";
  if (changed) return "changed";
  if (accepted) return "person";
  return value === "" ? "empty" : "good";
}

/** The next doubtful path behind `path` in the order of the form, from the start again at the end; null when none is left. */
export function nextOpen({ fields, open }: Review, path: string | null, by: 1 | -1): string | null {
  const order = [...fields.keys()];
  const from = path === null ? (by === 1 ? -1 : order.length) : order.indexOf(path);
  const ahead = (one: string) => (order.indexOf(one) - from) * by > 0;
  const candidates = by === 1 ? open : open.toReversed();
  return candidates.find(ahead) ?? candidates.find((one) => one !== path) ?? null;
}

export interface Choice {
  value: string;
  raw: string | null;
  candidate: Candidate | null; // null: the value as it was read
}

const MOST_CHOICES = 9;

/** What could be put in instead: the reader's other finds, and its own value when that was changed. */
export function choicesOf({ leaf, value, unread }: FieldState): Choice[] {
  const found: Choice[] = [];
  const add = (choice: Choice) => {
    const isThere = choice.value === value && unread === undefined;
    if (!isThere && !found.some((one) => one.value === choice.value)) found.push(choice);
  };
  if (leaf?.value) add({ value: leaf.value, raw: leaf.raw, candidate: null });
  for (const candidate of leaf?.candidates ?? []) {
    add({ value: candidate.value, raw: candidate.raw ?? null, candidate });
  }
  return found.slice(0, MOST_CHOICES);
}

export function titleOf(scan: FullScan, draft: Draft): string {
  return draft.values["seller.name"] || (scan.document.file_name ?? scan.id);
}
