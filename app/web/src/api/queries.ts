/** How the page remembers what the API said. */

import { QueryClient } from "@tanstack/react-query";

import { ApiProblem, Unreachable } from "./problem";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays a refusal; only what may pass by itself is asked again.
      retry: (failures, error) =>
        failures < 3 &&
        (error instanceof Unreachable || (error instanceof ApiProblem && error.status === 503)),
      retryDelay: (failures) => Math.min(500 * 2 ** failures, 5_000),
    },
    mutations: { networkMode: "always" },
  },
});

/** Names of what is remembered, in one place, so that a change knows what to ask for anew. */
export const keys = {
  scans: ["scans"] as const,
  scanList: (filter: Record<string, unknown>) => ["scans", "list", filter] as const,
  scan: (id: string) => ["scans", "one", id] as const,
  loose: ["loose"] as const,
  invoices: ["invoices"] as const,
  invoiceList: (filter: Record<string, unknown>) => ["invoices", "list", filter] as const,
  invoice: (id: string) => ["invoices", "one", id] as const,
  offer: (id: string) => ["invoices", "offer", id] as const,
  history: (id: string) => ["invoices", "history", id] as const,
  picture: (path: string) => ["picture", path] as const,
  words: (document: string, page: number) => ["words", document, page] as const,
  files: (document: string) => ["files", document] as const,
  checks: (scanId: string, values: unknown, lines: unknown) => ["checks", scanId, values, lines] as const,
  stats: ["stats"] as const,
};
