import { useMutation } from "@tanstack/react-query";

import { api, bodyOf } from "../../api/client";
import { keys, queryClient } from "../../api/queries";
import type { FullRecord, FullScan, InvoiceInput } from "../../api/types";

/** Keep the invoice. Lists that showed the scan are mended at once, so that the next document opens without waiting. */
export function useSave(scan: FullScan) {
  return useMutation({
    mutationFn: async (invoice: InvoiceInput) =>
      bodyOf(await api.POST("/v1/invoices", { body: { scan_id: scan.id, invoice } })) as FullRecord,
    onSuccess: () => {
      queryClient.setQueriesData<{ items: { id: string }[] }>(
        { queryKey: [...keys.scans, "list"] },
        (list) => list && { ...list, items: list.items.filter(({ id }) => id !== scan.id) },
      );
      queryClient.removeQueries({ queryKey: keys.scan(scan.id) });
      void queryClient.invalidateQueries({ queryKey: keys.scans });
      void queryClient.invalidateQueries({ queryKey: keys.invoices });
      void queryClient.invalidateQueries({ queryKey: keys.stats });
    },
  });
}
