/** The one way to the API: typed by its OpenAPI description, with the access token, renewed once when it is refused. */

import createClient from "openapi-fetch";

import { session } from "../auth/session";
import type { paths } from "./openapi";
import { problemOf, Unreachable } from "./problem";

/** `fetch` with the caller's token. Throws `Unreachable` when no answer comes. */
export async function authorizedFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init);
  const again = request.clone();
  const response = await send(request, await session.accessToken());
  if (response.status !== 401) return response;
  const renewed = await session.renew();
  return renewed === null ? response : await send(again, renewed);
}

async function send(request: Request, token: string | null): Promise<Response> {
  if (token !== null) request.headers.set("Authorization", `Bearer ${token}`);
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new Unreachable(error);
  }
}

export const api = createClient<paths>({ baseUrl: "/", fetch: authorizedFetch });

interface Answer<Data> {
  data?: Data | undefined;
  error?: unknown;
  response: Response;
}

/** The body of a good answer; throws `ApiProblem` for any other. */
export function bodyOf<Data>(answer: Answer<Data>): Data {
  if (!answer.response.ok) throw problemOf(answer.response, answer.error);
  return answer.data as Data;
}

/** A picture behind the API, which an `<img>` alone cannot ask for because it sends no token. */
export async function fetchBlob(path: string, signal: AbortSignal): Promise<Blob> {
  const response = await authorizedFetch(path, { signal });
  if (!response.ok) throw problemOf(response, await response.json().catch(() => null));
  return await response.blob();
}
