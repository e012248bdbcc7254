import { useMutation, useQuery } from "@tanstack/react-query";

import { api, bodyOf } from "../../api/client";
import { ApiProblem } from "../../api/problem";
import { keys, queryClient } from "../../api/queries";
import type { FullRecord, FullScan, Offer, StartedScan } from "../../api/types";

const LONGEST_WAIT = 20; // seconds, of one call

/** What was found when the invoice was read again, until it is taken or left. */
export function useOffer(invoiceId: string) {
  return useQuery({ queryKey: keys.offer(invoiceId), queryFn: () => offerTo(invoiceId) });
}

/** How reading again ended: with another reading, the same one, or without any since no newer reader is there. */
export type ReadAgain = "other" | "same" | "not-needed";

export function useReadAgain(invoiceId: string) {
  return useMutation({
    mutationFn: async (): Promise<ReadAgain> => {
      const scan = await ended(
        bodyOf(
          await api.POST("/v1/scans/again", {
            params: { header: { Prefer: "respond-async" } },
            body: { invoice_id: invoiceId },
          }),
        ) as StartedScan,
      );
      if (scan.reason && scan.again_of) throw problemOf(scan);
      const offer = await offerTo(invoiceId);
      if (offer?.changes.length === 0) await leave(invoiceId);
      if (!scan.again_of) return offer?.changes.length ? "other" : "not-needed";
      return offer?.changes.length ? "other" : "same";
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.offer(invoiceId) }),
  });
}

export function useTakeOffer(invoiceId: string) {
  return useMutation({
    mutationFn: async ({ paths, version }: { paths: string[]; version: number }) =>
      bodyOf(
        await api.POST("/v1/invoices/{invoice_id}/offer", {
          params: {
            path: { invoice_id: invoiceId },
            header: { "If-Match": `"${version.toString()}"` },
          },
          body: { paths },
        }),
      ) as FullRecord,
    onSuccess: (record) => {
      queryClient.setQueryData(keys.invoice(invoiceId), record);
      queryClient.setQueryData(keys.offer(invoiceId), null);
      void queryClient.invalidateQueries({ queryKey: [...keys.invoices, "list"] });
      void queryClient.invalidateQueries({ queryKey: keys.stats });
    },
  });
}

export function useLeaveOffer(invoiceId: string) {
  return useMutation({
    mutationFn: () => leave(invoiceId),
    onSuccess: () => queryClient.setQueryData(keys.offer(invoiceId), null),
  });
}

async function offerTo(invoiceId: string): Promise<Offer | null> {
  const path = { invoice_id: invoiceId };
  const answer = bodyOf(await api.GET("/v1/invoices/{invoice_id}/offer", { params: { path } }));
  return answer.offer as Offer | null;
}

async function leave(invoiceId: string): Promise<void> {
  const path = { invoice_id: invoiceId };
  bodyOf(await api.DELETE("/v1/invoices/{invoice_id}/offer", { params: { path } }));
}

async function ended(scan: FullScan): Promise<FullScan> {
  let last = scan;
  while (last.state === "queued" || last.state === "reading") {
    const query = { wait: LONGEST_WAIT };
    last = bodyOf(
      await api.GET("/v1/scans/{scan_id}", { params: { path: { scan_id: scan.id }, query } }),
    ) as FullScan;
  }
  return last;
}

function problemOf({ reason }: FullScan): ApiProblem {
  const { code = "", detail = "" } = reason ?? {};
  return new ApiProblem({ type: "", title: detail, status: 422, detail, instance: null, code });
}
