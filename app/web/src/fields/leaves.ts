/** The full form of an invoice as a flat table: path to value with evidence. */

import type { Candidate, Point, Source } from "../api/types";

export interface Leaf {
  value: string | null;
  raw: string | null;
  confidence: number | null;
  page: number | null;
  polygon: Point[] | null;
  source: Source | null;
  candidates: readonly Candidate[];
  checks: readonly string[];
  lookedAt: boolean | null; // by a person; null: nobody said
}

export type Leaves = ReadonlyMap<string, Leaf>;

/** Every value of a full form by its dotted path, `lines.0.amount`. */
export function leavesOf(full: unknown): Leaves {
  const found = new Map<string, Leaf>();
  collect(full, "", found);
  return found;
}

function collect(node: unknown, path: string, found: Map<string, Leaf>): void {
  if (typeof node !== "object" || node === null) return;
  if (!Array.isArray(node) && "value" in node && "source" in node) {
    found.set(path, leaf(node));
    return;
  }
  for (const [name, inner] of Object.entries(node)) collect(inner, path ? `${path}.${name}` : name, found);
}

function leaf(given: object & Partial<Record<string, unknown>>): Leaf {
  const { value } = given;
  return {
    value:
      value === null || value === undefined
        ? null
        : typeof value === "string"
          ? value
          : JSON.stringify(value),
    raw: (given.raw as string | null | undefined) ?? null,
    confidence: (given.confidence as number | null | undefined) ?? null,
    page: (given.page as number | null | undefined) ?? null,
    polygon: (given.polygon as Point[] | null | undefined) ?? null,
    source: (given.source as Source | null | undefined) ?? null,
    candidates: (given.candidates as Candidate[] | undefined) ?? [],
    checks: (given.checks as string[] | undefined) ?? [],
    lookedAt: (given.looked_at as boolean | null | undefined) ?? null,
  };
}

/** The plain form from a flat table: the reverse, for what is sent. Empty values are left out, lists are closed up. */
export function nest(flat: Iterable<readonly [string, string]>): Record<string, unknown> {
  const tree: Tree = new Map();
  for (const [path, value] of flat) {
    if (value === "") continue;
    const parts = path.split(".");
    const last = parts.pop() ?? "";
    let node = tree;
    for (const name of parts) node = childOf(node, name);
    node.set(last, value);
  }
  return plain(tree) as Record<string, unknown>;
}

type Tree = Map<string, Tree | string>;

function childOf(node: Tree, name: string): Tree {
  const child = node.get(name);
  if (child instanceof Map) return child;
  const made: Tree = new Map();
  node.set(name, made);
  return made;
}

function plain(node: Tree | string): unknown {
  if (typeof node === "string") return node === "true" ? true : node === "false" ? false : node;
  const names = [...node.keys()];
  if (names.length > 0 && names.every((name) => /^\d+$/.test(name))) {
    return names.sort((one, other) => Number(one) - Number(other)).map((name) => plain(node.get(name) ?? ""));
  }
  return Object.fromEntries(names.map((name) => [name, plain(node.get(name) ?? "")]));
}
