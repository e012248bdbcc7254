import { useMutation } from "@tanstack/react-query";

import { api, bodyOf } from "../../api/client";
import { isProblem } from "../../api/problem";
import { keys, queryClient } from "../../api/queries";
import type { FullRecord } from "../../api/types";
import type { Version } from "../review/useSave";

interface NewVersion extends Version {
  version: number; // that it replaces
}

/** Put a version in place of the one it was made from. When there is a newer one by now, that is asked for. */
export function useReplace(invoiceId: string) {
  return useMutation({
    mutationFn: async ({ version, ...made }: NewVersion) =>
      bodyOf(
        await api.PUT("/v1/invoices/{invoice_id}", {
          params: {
            path: { invoice_id: invoiceId },
            header: { "If-Match": `"${version.toString()}"` },
          },
          body: made,
        }),
      ) as FullRecord,
    onSuccess: (record) => {
      queryClient.setQueryData(keys.invoice(invoiceId), record);
      void queryClient.invalidateQueries({ queryKey: [...keys.invoices, "list"] });
      void queryClient.invalidateQueries({ queryKey: keys.stats });
    },
    onError: (error) => {
      if (isProblem(error, "stale"))
        void queryClient.invalidateQueries({ queryKey: keys.invoice(invoiceId) });
    },
  });
}
