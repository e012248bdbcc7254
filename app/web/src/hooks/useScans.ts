import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { api, bodyOf } from "../api/client";
import { keys } from "../api/queries";
import type { ScanRow } from "../api/types";

const LOOK_AGAIN = 1_000; // ms, while something is being read
const LOOK_AGAIN_LATER = 30_000; // ms, while all that is not read waits for a quota
const MOST = 100; // rows of a page of the list, the API's limit

export const isRunning = (scan: ScanRow): boolean =>
  !scan.waits && (scan.state === "queued" || scan.state === "reading");

/** Scans from which nothing was saved yet, newest first; asked for again while one of them is being read. */
export function useOpenScans() {
  return useQuery({
    queryKey: keys.scanList({ unsaved: true }),
    queryFn: async ({ signal }) =>
      bodyOf(await api.GET("/v1/scans", { params: { query: { unsaved: true, limit: MOST } }, signal })),
    refetchInterval: (query) => {
      const items = query.state.data?.items ?? [];
      if (items.some(isRunning)) return LOOK_AGAIN;
      return items.some(({ waits }) => waits) ? LOOK_AGAIN_LATER : false;
    },
    placeholderData: keepPreviousData,
  });
}

/** What waits for a person, oldest first: a queue. */
export function useQueue(): { queue: ScanRow[]; isPending: boolean; more: boolean } {
  const { data, isPending } = useOpenScans();
  const queue = (data?.items ?? []).filter((scan) => scan.state === "done").reverse();
  return { queue, isPending, more: data?.next !== null && data?.next !== undefined };
}
