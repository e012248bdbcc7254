import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { ApiProblem, Unreachable } from "../../api/problem";

const asked = { format: "csv", rows: "invoices", filters: { q: "paper", sort: "gross" } } as const;
const answers: { status: number; body: unknown }[] = [];
const calls: string[] = [];
const followed: string[] = [];
const downloads: string[] = [];
let tooLarge = false;

vi.mock("../../hooks/saveFile", () => ({
  download: (path: string) => {
    downloads.push(path);
    const problem = {
      type: "",
      title: "",
      status: 413,
      detail: "",
      instance: null,
      code: "export-too-large",
    };
    return tooLarge ? Promise.reject(new ApiProblem(problem)) : Promise.resolve();
  },
  follow: (address: string) => followed.push(address),
}));
vi.mock("../../api/client", async () => {
  const { default: createClient } = await import("openapi-fetch");
  const fetch = (request: Request) => globalThis.fetch(request);
  return {
    api: createClient({ baseUrl: "http://page.test/", fetch }),
    bodyOf: ({ data }: { data?: unknown }) => data,
  };
});

const job = (state: string, more: object = {}) => ({
  status: 200,
  body: { id: "exp_1", state, url: null, reason: null, invoices_done: 0, ...more },
});

beforeEach(() => {
  vi.useFakeTimers();
  for (const list of [answers, calls, followed, downloads]) list.length = 0;
  tooLarge = false;
  vi.stubGlobal("fetch", async (request: Request) => {
    calls.push(`${request.method} ${new URL(request.url).pathname} ${await request.text()}`.trim());
    const answer = answers.shift() ?? job("running");
    if (answer.status === 0) throw new Unreachable(null);
    return new Response(answer.status === 204 ? null : JSON.stringify(answer.body), {
      status: answer.status,
      headers: { "Content-Type": "application/json" },
    });
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function run(few: boolean, stop = new AbortController()) {
  const { exportTable } = await import("./exporting");
  const told: number[] = [];
  const ended = exportTable(asked, { few, signal: stop.signal, onProgress: (done) => told.push(done) });
  const result = ended.then(
    () => null,
    (error: unknown) => error,
  );
  await vi.advanceTimersByTimeAsync(20_000);
  return { told, result };
}

test("a few invoices come in one answer", async () => {
  expect(await (await run(true)).result).toBeNull();
  expect(downloads).toEqual(["/v1/invoices/export?q=paper&sort=gross&format=csv&rows=invoices"]);
  expect(calls).toEqual([]);
});

test("many are made by the server, which is asked until they are there", async () => {
  answers.push(
    job("queued"),
    job("running", { invoices_done: 70 }),
    job("done", { url: "http://s3.test/x" }),
  );
  const { told, result } = await run(false);
  expect(await result).toBeNull();
  expect(downloads).toEqual([]);
  expect(told).toEqual([0, 70]);
  expect(followed).toEqual(["http://s3.test/x"]);
  expect(calls).toEqual([
    `POST /v1/exports {"format":"csv","rows":"invoices","q":"paper","sort":"gross"}`,
    "GET /v1/exports/exp_1",
    "GET /v1/exports/exp_1",
  ]);
});

test("what one answer does not hold is made by the server", async () => {
  tooLarge = true;
  answers.push(job("queued"), job("done", { url: "http://s3.test/x" }));
  expect(await (await run(true)).result).toBeNull();
  expect([downloads.length, followed.length]).toEqual([1, 1]);
});

test("the reason of a failure is told", async () => {
  answers.push(
    job("queued"),
    job("failed", { reason: { code: "spreadsheet-too-large", detail: "Too large." } }),
  );
  expect(await (await run(false)).result).toMatchObject({
    code: "spreadsheet-too-large",
    message: "Too large.",
  });
  expect(followed).toEqual([]);
});

test("an export that is stopped is deleted", async () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 1_000);
  answers.push(job("queued"));
  const { result } = await run(false, stop);
  expect(await result).not.toBeNull();
  expect(calls.at(-1)).toBe("DELETE /v1/exports/exp_1");
  expect(followed).toEqual([]);
});

test("a look that nobody answered ends nothing", async () => {
  const away = { status: 0, body: null };
  answers.push(job("queued"), away, away, job("done", { url: "http://s3.test/x" }));
  expect(await (await run(false)).result).toBeNull();
  expect(followed).toEqual(["http://s3.test/x"]);
});
