/** Hand a file over to the browser to be kept, under the name that the server gives it. */

import { authorizedFetch } from "../api/client";
import { problemOf } from "../api/problem";

/** Ask for a file and keep it. Throws `ApiProblem` or `Unreachable`. */
export async function download(path: string, init?: RequestInit): Promise<void> {
  const response = await authorizedFetch(path, init);
  if (!response.ok) throw problemOf(response, await response.json().catch(() => null));
  keep(await response.blob(), nameIn(response.headers.get("Content-Disposition")));
}

/** Go to an address that serves a file as attachment: the browser keeps it, and the page stays. */
export function follow(address: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.rel = "noreferrer";
  link.click();
}

function keep(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // the browser may still be reading it
}

/** The name in a header `attachment; filename="a.pdf"; filename*=UTF-8''%C3%A4.pdf`. */
export function nameIn(header: string | null): string {
  const extended = /filename\*=UTF-8''([^;]+)/i.exec(header ?? "")?.[1];
  if (extended !== undefined) return decodeURIComponent(extended);
  return /filename="([^"]*)"/.exec(header ?? "")?.[1] ?? "file";
}
