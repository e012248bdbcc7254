import { useMutation, useQuery } from "@tanstack/react-query";

import { api, bodyOf } from "../api/client";
import { keys, queryClient } from "../api/queries";
import type { FullScan, LooseRow } from "../api/types";

const MOST = 100; // rows of a page of the list, the API's limit

/** Documents without records, and whether documents and database belong together. */
export function useLoose() {
  return useQuery({
    queryKey: keys.loose,
    queryFn: async ({ signal }) =>
      bodyOf(await api.GET("/v1/loose-documents", { params: { query: { limit: MOST } }, signal })),
    staleTime: 60_000, // they come with a restore, not while somebody works
  });
}

/** Take documents in again, one after the other: those that can be. Gives the scans, and the first failure. */
export function useTakeIn() {
  return useMutation({
    mutationFn: async (rows: LooseRow[]) => {
      const scans: FullScan[] = [];
      let failure: unknown = null;
      for (const { id } of rows) {
        try {
          scans.push(await takeIn(id));
        } catch (error) {
          failure ??= error;
        }
      }
      return { scans, failure };
    },
    onSettled: refresh,
  });
}

export function useDeleteLoose() {
  return useMutation({
    mutationFn: async ({ id }: LooseRow) =>
      bodyOf(
        await api.DELETE("/v1/loose-documents/{document_id}", { params: { path: { document_id: id } } }),
      ),
    onSettled: refresh,
  });
}

async function takeIn(id: string): Promise<FullScan> {
  const started = await api.POST("/v1/scans/kept", {
    params: { header: { Prefer: "respond-async" } },
    body: { document_id: id, read_again: false },
  });
  return bodyOf(started) as FullScan;
}

async function refresh(): Promise<void> {
  await Promise.all(
    [keys.loose, keys.scans, keys.invoices].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
  );
}
