import { useQuery } from "@tanstack/react-query";

import { authorizedFetch } from "../api/client";
import type { components } from "../api/openapi";
import { problemOf } from "../api/problem";
import { keys } from "../api/queries";
import { hasPages } from "../viewer/hasPages";
import type { DocumentPath } from "./usePagePicture";

export type AttachedFile = components["schemas"]["AttachedFile"];

/** The files inside a document. Only a PDF and an XML hold any. */
export function useAttachedFiles(document: DocumentPath, mediaType: string): readonly AttachedFile[] {
  const { data } = useQuery({
    queryKey: keys.files(document),
    queryFn: async ({ signal }) => {
      const response = await authorizedFetch(`${document}/attachments`, { signal });
      const body: unknown = await response.json().catch(() => null);
      if (!response.ok) throw problemOf(response, body);
      return (body as components["schemas"]["AttachedFiles"]).attachments;
    },
    staleTime: Infinity,
    enabled: mediaType === "application/pdf" || !hasPages(mediaType),
  });
  return data ?? [];
}
