import { expect, test, vi } from "vitest";

import { ApiProblem } from "../api/problem";
import type { FullScan } from "../api/types";
import { Uploads } from "./uploads";

const file = (name: string) => new File(["x"], name);
const scan = (id: string, more: Partial<FullScan> = {}) =>
  ({ id, created_at: new Date().toISOString(), invoice_id: null, ...more }) as FullScan;
const settled = () => new Promise((resolve) => setTimeout(resolve));
const problem = (code: string, status: number, retryAfter: number | null = null) =>
  new ApiProblem({ type: "", title: "", status, detail: "no", instance: null, code }, retryAfter);

test("a file that arrived leaves the list and tells its scan", async () => {
  const arrived = vi.fn();
  const uploads = new Uploads(() => Promise.resolve(scan("scn_1")), arrived);
  uploads.add([file("a.pdf")]);
  await settled();
  expect(uploads.current()).toEqual([]);
  expect(arrived).toHaveBeenCalledOnce();
  expect(uploads.fileOf("scn_1")?.name).toBe("a.pdf");
});

test("three are sent at a time, in the order in which they came", async () => {
  const sent: string[] = [];
  const ends: (() => void)[] = [];
  const uploads = new Uploads((given) => {
    sent.push(given.name);
    return new Promise((resolve) => ends.push(() => resolve(scan(given.name))));
  });
  uploads.add(["1", "2", "3", "4", "5"].map(file));
  expect(sent).toEqual(["1", "2", "3"]);
  ends[0]?.();
  await settled();
  expect(sent).toEqual(["1", "2", "3", "4"]);
});

test("the same bytes as an earlier scan are told, not sent away", async () => {
  const old = scan("scn_1", { created_at: "2026-01-01T00:00:00Z", invoice_id: "inv_1" });
  const uploads = new Uploads(() => Promise.resolve(old));
  uploads.add([file("a.pdf")]);
  await settled();
  expect(uploads.current()[0]?.state).toEqual({ name: "known", scanId: "scn_1", invoiceId: "inv_1" });
});

test("a refused file stays with its reason, and can be tried again", async () => {
  const send = vi.fn().mockRejectedValueOnce(problem("damaged", 422)).mockResolvedValueOnce(scan("scn_1"));
  const uploads = new Uploads(send);
  uploads.add([file("a.pdf")]);
  await settled();
  expect(uploads.current()[0]?.state.name).toBe("failed");
  uploads.retryAll();
  await settled();
  expect(uploads.current()).toEqual([]);
});

test("too many at once waits and goes on", async () => {
  vi.useFakeTimers();
  const send = vi
    .fn()
    .mockRejectedValueOnce(problem("quota-exceeded", 429, 7))
    .mockImplementationOnce(() => Promise.resolve(scan("scn_1")));
  const uploads = new Uploads(send);
  uploads.add([file("a.pdf")]);
  await vi.advanceTimersByTimeAsync(6_000);
  expect(uploads.current()[0]?.state.name).toBe("waiting");
  await vi.advanceTimersByTimeAsync(2_000);
  vi.useRealTimers();
  await settled();
  expect(uploads.current()).toEqual([]);
});

test("a cancelled file is stopped and gone", async () => {
  let signal: AbortSignal | undefined;
  const uploads = new Uploads((_, sending) => {
    signal = sending.signal;
    return new Promise(() => undefined);
  });
  uploads.add([file("a.pdf")]);
  uploads.remove(uploads.current()[0]?.id ?? 0);
  await settled();
  expect(signal?.aborted).toBe(true);
  expect(uploads.current()).toEqual([]);
});
