import { useQuery } from "@tanstack/react-query";

import { authorizedFetch } from "../api/client";
import type { components } from "../api/openapi";
import { problemOf } from "../api/problem";
import { keys } from "../api/queries";
import type { DocumentPath } from "./usePagePicture";

export type PageWord = components["schemas"]["PageWord"];
export type Box = { left: number; top: number; right: number; bottom: number };

/** The words of a page, or of a part of it: that part is read anew and more exactly. */
export async function fetchWords(
  document: DocumentPath,
  page: number,
  region: Box | null,
  signal: AbortSignal,
): Promise<readonly PageWord[]> {
  const sides = region && [region.left, region.top, region.right, region.bottom];
  const query = sides ? `?region=${sides.map((side) => Number(side.toFixed(5)).toString()).join(",")}` : "";
  const response = await authorizedFetch(`${document}/pages/${page.toString()}/words${query}`, { signal });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw problemOf(response, body);
  return (body as components["schemas"]["PageWords"]).words;
}

/** All words of a page, to be pointed at. Reading them from a picture takes seconds, so they are asked for early. */
export function usePageWords(document: DocumentPath, page: number, enabled: boolean): readonly PageWord[] {
  const { data } = useQuery({
    queryKey: keys.words(document, page),
    queryFn: ({ signal }) => fetchWords(document, page, null, signal),
    staleTime: Infinity,
    retry: false,
    enabled,
  });
  return data ?? [];
}
