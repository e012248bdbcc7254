import { expect, test } from "vitest";

import type { FullRecord } from "../../api/types";
import { leavesOf } from "../../fields/leaves";
import { startOf } from "./useEdit";

const leaf = (looked_at: boolean | null) => ({
  value: "1",
  source: "text",
  confidence: 0.9,
  checks: [],
  looked_at,
});

function accepted(status: string, marks: Record<string, boolean | null>, failed: string[] = []) {
  const invoice = Object.fromEntries(Object.entries(marks).map(([path, mark]) => [path, leaf(mark)]));
  const checks = [{ id: "gross_total", outcome: "failed", detail: "", fields: failed }];
  return startOf({ status, checks, invoice } as unknown as FullRecord, leavesOf(invoice)).accepted;
}

test("what somebody has looked at is looked at, and nothing else", () =>
  expect(accepted("disputed", { net: true, tax: false, gross: true }, ["gross"])).toEqual(["net", "gross"]));

test("where nobody said, all of a reviewed one was looked at but what fails a check", () => {
  expect(accepted("disputed", { net: null, gross: null }, ["gross"])).toEqual(["net"]);
  expect(accepted("needs_review", { net: null, gross: null })).toEqual([]);
});
