import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";

import { api, bodyOf } from "../../api/client";
import { keys } from "../../api/queries";
import { queryOf, type Filters } from "./filters";

const FIRST = 50; // rows: more than a screen
const FURTHER = 100; // the API's limit

/** The invoices that fit, part by part. Changes made on this page are entered into what is remembered, so nothing is
 * asked for again by itself: after long scrolling that would be hundreds of parts. */
export function useInvoices(filters: Filters) {
  return useInfiniteQuery({
    queryKey: keys.invoiceList(filters),
    queryFn: async ({ pageParam, signal }) => {
      const limit = pageParam === null ? FIRST : FURTHER;
      const place = pageParam === null ? {} : { cursor: pageParam };
      const query = { ...queryOf(filters), limit, ...place };
      return bodyOf(await api.GET("/v1/invoices", { params: { query }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) =>
      last.next === null ? null : new URL(last.next, location.origin).searchParams.get("cursor"),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
}
