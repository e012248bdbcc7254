import { useMutation } from "@tanstack/react-query";

import { api, bodyOf } from "../../api/client";
import { keys, queryClient } from "../../api/queries";
import type { FullRecord, FullScan, InvoiceInput } from "../../api/types";

export interface Version {
  invoice: InvoiceInput;
  looked_at: string[]; // paths of the values that a person has looked at
}

/** Keep the invoice. Lists that showed the scan are mended at once, so that the next document opens without waiting. */
export function useSave(scan: FullScan) {
  return useMutation({
    mutationFn: async (version: Version) =>
      bodyOf(await api.POST("/v1/invoices", { body: { scan_id: scan.id, ...version } })) as FullRecord,
    onSuccess: () => {
      queryClient.setQueriesData<{ items: { id: string }[] }>(
        { queryKey: [...keys.scans, "list"] },
        (list) => list && { ...list, items: list.items.filter(({ id }) => id !== scan.id) },
      );
      // The scan itself is looked at no more: asked for again now, it would lead to its invoice, and not to the next one.
      void queryClient.invalidateQueries({ queryKey: keys.scan(scan.id), refetchType: "none" });
      void queryClient.invalidateQueries({ queryKey: [...keys.scans, "list"] });
      void queryClient.invalidateQueries({ queryKey: keys.invoices });
      void queryClient.invalidateQueries({ queryKey: keys.stats });
    },
  });
}
