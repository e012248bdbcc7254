import { useQuery } from "@tanstack/react-query";

import { api, bodyOf } from "../api/client";
import { keys } from "../api/queries";
import type { FullRecord } from "../api/types";

export function useInvoice(invoiceId: string) {
  return useQuery({
    queryKey: keys.invoice(invoiceId),
    queryFn: async ({ signal }) =>
      bodyOf(
        await api.GET("/v1/invoices/{invoice_id}", { params: { path: { invoice_id: invoiceId } }, signal }),
      ) as FullRecord,
  });
}

/** What was changed when, oldest first. `version`: of the invoice, so that a change shows at once. */
export function useHistory(invoiceId: string, version: number) {
  return useQuery({
    queryKey: [...keys.history(invoiceId), version],
    queryFn: async ({ signal }) =>
      bodyOf(
        await api.GET("/v1/invoices/{invoice_id}/history", {
          params: { path: { invoice_id: invoiceId } },
          signal,
        }),
      ).changes,
  });
}
