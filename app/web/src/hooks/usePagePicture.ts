import { queryOptions, useQuery } from "@tanstack/react-query";

import { fetchBlob } from "../api/client";
import { keys, queryClient } from "../api/queries";

/** `/v1/scans/…` or `/v1/invoices/…`: whose pages are shown. */
export type DocumentPath = `/v1/scans/${string}` | `/v1/invoices/${string}`;

function pictureQuery(document: DocumentPath, page: number) {
  const path = `${document}/pages/${page.toString()}`;
  return queryOptions({
    queryKey: keys.picture(path),
    queryFn: async ({ signal }) => URL.createObjectURL(await fetchBlob(path, signal)),
    staleTime: Infinity,
    gcTime: 5 * 60_000,
  });
}

/** The address of a page's picture in memory, for `<img src>`. */
export function usePagePicture(document: DocumentPath, page: number, enabled = true) {
  return useQuery({ ...pictureQuery(document, page), enabled });
}

export function prefetchPicture(document: DocumentPath, page: number): void {
  queryClient.query(pictureQuery(document, page)).catch(() => undefined); // told when it is opened
}

// Pictures that nothing shows any more give their memory back.
queryClient.getQueryCache().subscribe((event) => {
  const address: unknown = event.query.state.data;
  if (
    event.type === "removed" &&
    (event.query.queryKey as readonly unknown[])[0] === "picture" &&
    typeof address === "string"
  ) {
    URL.revokeObjectURL(address);
  }
});
