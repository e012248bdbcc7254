import { queryOptions, useQuery } from "@tanstack/react-query";

import { api, bodyOf } from "../api/client";
import { keys, queryClient } from "../api/queries";
import type { FullScan } from "../api/types";

export function scanQuery(scanId: string) {
  return queryOptions({
    queryKey: keys.scan(scanId),
    queryFn: async ({ signal }) =>
      bodyOf(
        await api.GET("/v1/scans/{scan_id}", { params: { path: { scan_id: scanId } }, signal }),
      ) as FullScan,
    staleTime: 5 * 60_000, // what was read does not change
  });
}

export function useScan(scanId: string, enabled = true) {
  return useQuery({ ...scanQuery(scanId), enabled });
}

/** Have a scan at hand before it is opened. */
export function prefetchScan(scanId: string): void {
  queryClient.query(scanQuery(scanId)).catch(() => undefined); // told when it is opened
}
