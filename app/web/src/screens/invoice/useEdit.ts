import { useEffect, useMemo, useState, useSyncExternalStore } from "react";

import type { FullRecord } from "../../api/types";
import { failedOf } from "../../fields/doubts";
import { draftOf, invoiceOf, unreadOf, type Draft } from "../../fields/draft";
import { DraftStore } from "../../fields/DraftStore";
import { leavesOf, type Leaves } from "../../fields/leaves";
import { reviewOf } from "../review/review";
import { useDraftChecks } from "../review/useReview";

/** The version that a person's changes were begun on, kept beside them: a later one must not be overwritten unseen. */
interface Base {
  version: number;
  draft: Draft;
}

const draftKey = (id: string): string => `draft:${id}`;
const baseKey = (id: string): string => `draft-base:${id}`;

/** One saved invoice being looked at, perhaps changed. */
export function useEdit(record: FullRecord) {
  const leaves = useMemo(() => leavesOf(record.invoice), [record.invoice]);
  const [base] = useState<Base>(
    () => keptBase(record.id) ?? { version: record.version, draft: startOf(record, leaves) },
  );
  const [store] = useState(() => new DraftStore(draftKey(record.id), base.draft));
  const [added, setAdded] = useState<readonly string[]>([]);
  const draft = useSyncExternalStore(store.subscribe, store.current);
  const isChanged = useMemo(() => !isSame(draft, base.draft), [draft, base]);
  const isTouched = isChanged || unreadOf(draft).length > 0 || hasNew(draft.accepted, base.draft.accepted);
  const checks = useDraftChecks(record.scan_id, record.checks, draft, isChanged);
  const review = useMemo(() => reviewOf(draft, leaves, checks, added), [draft, leaves, checks, added]);
  useEffect(() => {
    if (isTouched) keepBase(record.id, base);
  }, [isTouched, base, record.id]);
  const add = (path: string) => setAdded((now) => [...now, path]);
  return { leaves, store, draft, base, isChanged, isTouched, review, add };
}

/** Nothing is left of what was typed: it was saved, or thrown away. */
export function forgetDraft(id: string): void {
  sessionStorage.removeItem(draftKey(id));
  sessionStorage.removeItem(baseKey(id));
}

/**
 * What somebody has looked at stays so. Of older records, and of those whose sender did not say, nobody knows: then all
 * of a reviewed one counts as looked at, except where a check fails.
 */
export function startOf(record: FullRecord, leaves: Leaves): Draft {
  const failed = new Set(failedOf(record.checks).flatMap(({ fields }) => fields));
  const passed = record.status !== "needs_review";
  const seen = [...leaves].filter(([path, { lookedAt }]) => lookedAt ?? (passed && !failed.has(path)));
  return { ...draftOf(leaves), accepted: seen.map(([path]) => path) };
}

const hasNew = (now: readonly string[], before: readonly string[]): boolean =>
  now.length > before.length || now.some((path) => !before.includes(path));

export function isSame(one: Draft, other: Draft): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(draft: Draft): unknown {
  const values = Object.entries(draft.values).filter(([, value]) => value !== "");
  return [values.sort(([a], [b]) => (a < b ? -1 : 1)), (invoiceOf(draft) as { lines?: unknown }).lines ?? []];
}

function keptBase(id: string): Base | null {
  const text = sessionStorage.getItem(baseKey(id));
  return text === null || sessionStorage.getItem(draftKey(id)) === null ? null : (JSON.parse(text) as Base);
}

function keepBase(id: string, base: Base): void {
  try {
    sessionStorage.setItem(baseKey(id), JSON.stringify(base));
  } catch {
    // The tab's storage is full: the draft goes on in memory alone.
  }
}
