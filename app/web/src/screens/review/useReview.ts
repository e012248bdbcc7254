import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState, useSyncExternalStore } from "react";

import { api, bodyOf } from "../../api/client";
import { keys } from "../../api/queries";
import type { Check, FullScan } from "../../api/types";
import { draftOf, invoiceOf, type Draft } from "../../fields/draft";
import { DraftStore } from "../../fields/DraftStore";
import { leavesOf } from "../../fields/leaves";
import { reviewOf } from "./review";

const PAUSE = 250; // ms without a change, then the rules are asked

/** One document under review. Use it in a component with the scan's id as `key`. */
export function useReview(scan: FullScan) {
  const leaves = useMemo(() => leavesOf(scan.reading?.invoice), [scan.reading]);
  const [store] = useState(() => new DraftStore(`draft:${scan.id}`, draftOf(leaves)));
  const [added, setAdded] = useState<readonly string[]>([]);
  const draft = useSyncExternalStore(store.subscribe, store.current);
  const checks = useDraftChecks(scan.id, scan.reading?.checks ?? [], draft, store.isChanged);
  const review = useMemo(() => reviewOf(draft, leaves, checks, added), [draft, leaves, checks, added]);
  const add = (path: string) => setAdded((now) => [...now, path]);
  return { leaves, store, draft, review, checks, add };
}

/** The rules over the draft as it is now: those of the document until something changes, then the API's. */
export function useDraftChecks(
  scanId: string,
  read: readonly Check[],
  draft: Draft,
  isChanged: boolean,
): readonly Check[] {
  const [still] = useDebouncedValue(draft, PAUSE);
  const asked = useQuery({
    queryKey: keys.checks(scanId, still.values, still.lines),
    queryFn: async ({ signal }) =>
      bodyOf(
        await api.POST("/v1/invoices/checks", {
          body: { scan_id: scanId, invoice: invoiceOf(still) },
          signal,
        }),
      ).checks as Check[],
    enabled: isChanged,
    placeholderData: (before) => before,
    gcTime: 60_000,
    retry: false, // the save itself runs the rules: here they only help
  });
  return isChanged ? (asked.data ?? read) : read;
}
