import { expect, test, vi } from "vitest";

import { ApiProblem } from "../api/problem";
import type { StartedScan } from "../api/types";
import type { Shelf } from "./shelf";
import { Uploads } from "./uploads";

const file = (name: string) => new File(["x"], name);
const scan = (id: string, more: Partial<StartedScan> = {}) =>
  ({ id, invoice_id: null, known: false, ...more }) as StartedScan;
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

test.each([null, "inv_1"])(
  "bytes that were there already are told, with what there is of them",
  async (saved) => {
    const uploads = new Uploads(() => Promise.resolve(scan("scn_1", { known: true, invoice_id: saved })));
    uploads.add([file("a.pdf")]);
    await settled();
    expect(uploads.current()[0]?.state).toEqual({ name: "known", scanId: "scn_1", invoiceId: saved });
  },
);

test("of a pile no file goes without a word", async () => {
  const taken = new Set<string>();
  const uploads = new Uploads(async (given) => {
    const bytes = await given.text();
    const known = taken.has(bytes);
    taken.add(bytes);
    return scan(`scn_${bytes}`, { known });
  });
  const pile = Array.from({ length: 80 }, (_, number) => new File([`${number % 77}`], `${number}.pdf`));
  uploads.add(pile);
  for (let round = 0; round < 100; round++) await settled();
  expect(uploads.current().map(({ file: { name }, state }) => [name, state])).toEqual(
    ["77.pdf", "78.pdf", "79.pdf"].map((name, number) => [
      name,
      { name: "known", scanId: `scn_${number}`, invoiceId: null },
    ]),
  );
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

// ---- a reload ----

function shelfOf(kept: Map<string, File>): Shelf {
  return {
    put: (key, given) => Promise.resolve(void kept.set(key, given)),
    drop: (key) => Promise.resolve(void kept.delete(key)),
    all: () => Promise.resolve([...kept].map(([key, given]) => ({ key, file: given }))),
    clear: () => {
      kept.clear();
      return Promise.resolve();
    },
  };
}

const never = () => new Promise<StartedScan>(() => undefined);

test("files that were not sent go on after a reload, in their order", async () => {
  const kept = new Map<string, File>();
  const before = new Uploads(never);
  await before.resume(shelfOf(kept));
  before.add(["1", "2", "3", "4"].map(file));
  expect([...kept.values()].map(({ name }) => name)).toEqual(["1", "2", "3", "4"]);

  const sent: string[] = [];
  const after = new Uploads((given) => {
    sent.push(given.name);
    return Promise.resolve(scan(given.name));
  });
  await after.resume(shelfOf(kept));
  for (let round = 0; round < 10; round++) await settled();
  expect(sent).toEqual(["1", "2", "3", "4"]);
  expect(kept.size).toBe(0);
});

test("a file that came before the shelf is kept, too", async () => {
  const kept = new Map<string, File>();
  const uploads = new Uploads(never);
  uploads.add([file("a.pdf")]);
  await uploads.resume(shelfOf(kept));
  expect(kept.size).toBe(1);
});

test.each([
  ["sent", () => Promise.resolve(scan("scn_1")), 0],
  ["known", () => Promise.resolve(scan("scn_1", { known: true })), 0],
  ["refused, so that it can be tried again", () => Promise.reject(problem("damaged", 422)), 1],
])("what is kept of a file that was %s", async (_, send, many) => {
  const kept = new Map<string, File>();
  const uploads = new Uploads(send);
  await uploads.resume(shelfOf(kept));
  uploads.add([file("a.pdf")]);
  await settled();
  expect(kept.size).toBe(many);
  for (const { id } of uploads.current()) uploads.remove(id);
  expect(kept.size).toBe(0);
});

test("a browser that keeps nothing sends all the same", async () => {
  const broken: Shelf = {
    put: () => Promise.reject(new Error("full")),
    drop: () => Promise.reject(new Error("gone")),
    all: () => Promise.reject(new Error("closed")),
    clear: () => Promise.reject(new Error("gone")),
  };
  const uploads = new Uploads(() => Promise.resolve(scan("scn_1")));
  await uploads.resume(broken);
  await uploads.resume({ ...broken, all: () => Promise.resolve([]) });
  uploads.add([file("a.pdf")]);
  await settled();
  expect(uploads.current()).toEqual([]);
  await uploads.clear();
});

test("whoever leaves takes everything along", async () => {
  const kept = new Map<string, File>();
  let signal: AbortSignal | undefined;
  const uploads = new Uploads((_, sending) => {
    signal = sending.signal;
    return never();
  });
  await uploads.resume(shelfOf(kept));
  uploads.add([file("a.pdf"), file("b.pdf")]);
  expect(uploads.isSending()).toBe(true);
  await uploads.clear();
  expect([signal?.aborted, kept.size, uploads.current(), uploads.isSending()]).toEqual([true, 0, [], false]);
});
