/** Hand one file over to the API. `XMLHttpRequest` where progress is wanted: `fetch` tells none while it sends. */

import { api, bodyOf } from "../api/client";
import { problemOf, Unreachable } from "../api/problem";
import type { StartedScan } from "../api/types";
import { session } from "../auth/session";

/** More than this a request in the cloud may not carry (6 MB, with the file as text): larger files go to the storage. */
const LARGEST_REQUEST = 4_000_000;

export interface Sending {
  signal: AbortSignal;
  progress: (share: number) => void;
}

/** The scan that was started, or the one that these bytes have already. Throws `ApiProblem` or `Unreachable`. */
export async function sendFile(file: File, sending: Sending): Promise<StartedScan> {
  return file.size > LARGEST_REQUEST ? await sendLarge(file, sending) : await sendSmall(file, sending);
}

async function sendSmall(file: File, sending: Sending, again = false): Promise<StartedScan> {
  const token = again ? await session.renew() : await session.accessToken();
  const answer = await post("/v1/scans", file, sending, {
    ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
    // Not what the browser takes the file for: gateways turn what is called a text into UTF-8.
    "Content-Type": "application/octet-stream",
    "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    Prefer: "respond-async",
  });
  if (answer.status === 401 && !again) return await sendSmall(file, sending, true);
  if (!answer.ok) throw problemOf(answer, await answer.json().catch(() => null));
  return (await answer.json()) as StartedScan;
}

async function sendLarge(file: File, sending: Sending): Promise<StartedScan> {
  const ticket = bodyOf(
    await api.POST("/v1/uploads", {
      body: { media_type: file.type || null, size: file.size, file_name: file.name, keep: false },
      signal: sending.signal,
    }),
  );
  const form = new FormData();
  for (const [name, value] of Object.entries(ticket.fields)) form.append(name, value);
  form.append("file", file);
  const put = await post(ticket.url, form, sending, {});
  if (!put.ok) throw problemOf(put, await put.json().catch(() => null));
  const started = await api.POST("/v1/scans/kept", {
    params: { header: { Prefer: "respond-async" } },
    body: { upload_id: ticket.upload_id, file_name: file.name, read_again: false },
    signal: sending.signal,
  });
  return bodyOf(started) as StartedScan;
}

function post(
  url: string,
  body: Blob | FormData,
  sending: Sending,
  headers: Record<string, string>,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) sending.progress(event.loaded / event.total);
    };
    request.onload = () => resolve(responseOf(request));
    request.onerror = () => reject(new Unreachable(null));
    request.onabort = () => reject(new DOMException("cancelled", "AbortError"));
    sending.signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(body);
  });
}

function responseOf(request: XMLHttpRequest): Response {
  const headers = new Headers();
  const retryAfter = request.getResponseHeader("Retry-After");
  if (retryAfter !== null) headers.set("Retry-After", retryAfter);
  const empty = request.status === 204 || request.status === 304;
  return new Response(empty ? null : request.responseText, { status: request.status, headers });
}
