/** Why a person should look at a value. */

import type { Check } from "../api/types";
import { WANTED } from "./catalog";
import type { Leaf, Leaves } from "./leaves";

/** Below this the readers are wrong often enough to be looked over. */
export const LEAST_CONFIDENCE = 0.7;
const NEARLY_AS_GOOD = 0.1; // a candidate this near to the value's own confidence is a real choice
const NEEDS_NO_LOOK = new Set(["language", "country", "document_type"]);
/** Told once for the document: no value of it is wrong by itself. */
const OF_THE_DOCUMENT = new Set([
  "duplicate_file",
  "duplicate_image",
  "duplicate_business",
  "not_an_invoice",
  "missing",
  "several_documents",
]);

export type Doubt =
  | { why: "unread"; path: string } // what was typed is not understood
  | { why: "check"; check: Check }
  | { why: "missing" }
  | { why: "unsure" } // nothing was chosen: there are candidates
  | { why: "choice" } // another candidate is nearly as good
  | { why: "confidence"; confidence: number };

/** The doubts about one value, strongest first. `value`: as it is now, perhaps corrected. */
export function doubtsOf(
  path: string,
  value: string,
  leaf: Leaf | undefined,
  failed: readonly Check[],
): Doubt[] {
  const about = failed.filter((check) => !OF_THE_DOCUMENT.has(check.id) && check.fields.includes(path));
  const doubts: Doubt[] = about.map((check) => ({ why: "check", check }));
  const corrected = value !== (leaf?.value ?? "");
  if (corrected) return doubts;
  if (value === "") {
    if (leaf && leaf.candidates.length > 0) doubts.push({ why: "unsure" });
    else if (WANTED.includes(path)) doubts.push({ why: "missing" });
    return doubts;
  }
  const confidence = leaf?.confidence;
  if (confidence === null || confidence === undefined || NEEDS_NO_LOOK.has(path)) return doubts;
  if (confidence < LEAST_CONFIDENCE) doubts.push({ why: "confidence", confidence });
  else if (leaf?.candidates.some((one) => isReal(one.value, one.confidence, value, confidence))) {
    doubts.push({ why: "choice" });
  }
  return doubts;
}

function isReal(other: string, confidence: number | null | undefined, value: string, own: number): boolean {
  return (
    other !== value && confidence !== null && confidence !== undefined && confidence >= own - NEARLY_AS_GOOD
  );
}

export function failedOf(checks: readonly Check[] | undefined): Check[] {
  return (checks ?? []).filter((check) => check.outcome === "failed");
}

/** Failed checks that are about the document as a whole. */
export function ofTheDocument(failed: readonly Check[]): Check[] {
  return failed.filter((check) => OF_THE_DOCUMENT.has(check.id) || check.fields.length === 0);
}

/** How many values of a fresh reading a person would be led to. */
export function countDoubts(leaves: Leaves, failed: readonly Check[]): number {
  const paths = new Set<string>([...leaves.keys(), ...WANTED]);
  let count = 0;
  for (const path of paths) {
    if (path.endsWith(".raw_row")) continue;
    const leaf = leaves.get(path);
    if (doubtsOf(path, leaf?.value ?? "", leaf, failed).length > 0) count += 1;
  }
  return count;
}
