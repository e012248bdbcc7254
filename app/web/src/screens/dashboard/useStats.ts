import { useQuery } from "@tanstack/react-query";

import { api, bodyOf } from "../../api/client";
import { keys } from "../../api/queries";

export function useStats() {
  return useQuery({
    queryKey: keys.stats,
    queryFn: async ({ signal }) => {
      const { rows, readers, next_month } = bodyOf(await api.GET("/v1/stats", { signal }));
      const every = [...rows];
      for (let month = next_month; month;) {
        const query = { month_from: month };
        const part = bodyOf(await api.GET("/v1/stats", { params: { query }, signal }));
        every.push(...part.rows);
        month = part.next_month;
      }
      return { rows: every, readers };
    },
  });
}

const MOST = 100;

/** How many saved invoices a person has not looked at yet; `more`: there are more than that. */
export function useUnreviewed(): { count: number; more: boolean } {
  const { data } = useQuery({
    queryKey: [...keys.invoices, "unreviewed"],
    queryFn: async ({ signal }) =>
      bodyOf(
        await api.GET("/v1/invoices", { params: { query: { status: "needs_review", limit: MOST } }, signal }),
      ),
  });
  return { count: data?.items.length ?? 0, more: (data?.next ?? null) !== null };
}
