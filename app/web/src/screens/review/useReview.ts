import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState, useSyncExternalStore } from "react";

import { api, bodyOf } from "../../api/client";
import { keys } from "../../api/queries";
import type { Check, FullScan } from "../../api/types";
import { draftOf, invoiceOf } from "../../fields/draft";
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
  const checks = useDraftChecks(scan, store, draft);
  const review = useMemo(() => reviewOf(draft, leaves, checks, added), [draft, leaves, checks, added]);
  const add = (path: string) => setAdded((now) => [...now, path]);
  return { leaves, store, draft, review, checks, add };
}

/** The rules over the draft as it is now: those of the reading until something changes, then the API's. */
function useDraftChecks(
  scan: FullScan,
  store: DraftStore,
  draft: ReturnType<DraftStore["current"]>,
): readonly Check[] {
  const [still] = useDebouncedValue(draft, PAUSE);
  const read = scan.reading?.checks ?? [];
  const asked = useQuery({
    queryKey: keys.checks(scan.id, still.values, still.lines),
    queryFn: async ({ signal }) =>
      bodyOf(
        await api.POST("/v1/invoices/checks", {
          body: { scan_id: scan.id, invoice: invoiceOf(still) },
          signal,
        }),
      ).checks as Check[],
    enabled: store.isChanged,
    placeholderData: (before) => before,
    gcTime: 60_000,
    retry: false, // the save itself runs the rules: here they only help
  });
  return store.isChanged ? (asked.data ?? read) : read;
}
