import type { components } from "./openapi";

export type ProblemBody = components["schemas"]["Problem"];

/** A refusal of the API (RFC 9457). Programs look at `code`, people read `message`. */
export class ApiProblem extends Error {
  readonly code: string;
  readonly status: number;
  readonly errors: NonNullable<ProblemBody["errors"]>;
  readonly requestId: string | null;
  readonly retryAfter: number | null; // seconds

  constructor(body: ProblemBody, retryAfter: number | null = null) {
    super(body.detail);
    this.name = "ApiProblem";
    this.code = body.code;
    this.status = body.status;
    this.errors = body.errors ?? [];
    this.requestId = body.request_id ?? null;
    this.retryAfter = retryAfter;
  }
}

/** No answer came: offline, the server is away, or the connection broke. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super("The server cannot be reached.", { cause });
    this.name = "Unreachable";
  }
}

export function isProblem(error: unknown, code: string): error is ApiProblem {
  return error instanceof ApiProblem && error.code === code;
}

/** The problem in an answer, whatever wrote it: a gateway in front of the API may answer with anything. */
export function problemOf(response: Response, body: unknown): ApiProblem {
  const retryAfter = Number(response.headers.get("Retry-After") ?? Number.NaN);
  const given = typeof body === "object" && body !== null ? (body as Partial<ProblemBody>) : {};
  return new ApiProblem(
    {
      type: given.type ?? "about:blank",
      title: given.title ?? response.statusText,
      status: response.status,
      detail: given.detail ?? `The server answered ${response.status.toString()}.`,
      instance: given.instance ?? null,
      code: given.code ?? `http-${response.status.toString()}`,
      ...(given.errors ? { errors: given.errors } : {}),
      ...(given.request_id ? { request_id: given.request_id } : {}),
    },
    Number.isFinite(retryAfter) ? retryAfter : null,
  );
}
