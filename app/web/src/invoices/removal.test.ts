import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Removal, type Removed } from "./removal";

const A = { id: "inv_a", version: 1 };
const B = { id: "inv_b", version: 2 };
let sent: string[] = [];
const removal = (refuse?: Removed) =>
  new Removal((one) => {
    if (one === refuse) return Promise.reject(new Error("stale"));
    sent.push(one.id);
    return Promise.resolve();
  });

beforeEach(() => {
  sent = [];
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

test("hidden at once, removed after a while, hidden for good", async () => {
  const one = removal();
  one.remove([A, B]);
  expect([...one.current().hidden]).toEqual(["inv_a", "inv_b"]);
  expect(sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sent).toEqual(["inv_a", "inv_b"]);
  expect(one.current()).toMatchObject({ waiting: [], failed: [] });
  expect(one.current().hidden.size).toBe(2);
});

test("taken back: nothing is removed", async () => {
  const one = removal();
  one.remove([A]);
  one.undo();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent).toEqual([]);
  expect(one.current().hidden.size).toBe(0);
});

test("the time stands still while somebody looks at the way back", async () => {
  const one = removal();
  one.remove([A]);
  one.hold();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent).toEqual([]);
  one.goOn();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sent).toEqual(["inv_a"]);
});

test("the next one ends the wait of the one before", async () => {
  const one = removal();
  one.remove([A]);
  one.remove([B]);
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual(["inv_a"]);
  one.undo();
  expect([...one.current().hidden]).toEqual(["inv_a"]);
});

test("what cannot be removed is shown again, with the reason", async () => {
  const one = removal(A);
  one.remove([A, B]);
  await one.finish();
  expect(one.current()).toMatchObject({ failed: [A], error: new Error("stale") });
  expect([...one.current().hidden]).toEqual(["inv_b"]);
});
