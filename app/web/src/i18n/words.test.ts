import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { preferredLanguage } from ".";
import en from "./en";
import vi from "./vi";

type Tree = { [name: string]: string | Tree };

function flat(tree: Tree, path = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(tree)) {
    if (typeof value === "string") found.set(path + name, value);
    else for (const [inner, text] of flat(value, `${path}${name}.`)) found.set(inner, text);
  }
  return found;
}

/** Vietnamese has one plural form, English two: `_one` has no match there. */
const withoutPlural = (key: string): string => key.replace(/_(one|other)$/, "");
const holes = (text: string): string[] => (text.match(/\{\{.*?\}\}/g) ?? []).sort();

const english = flat(en);
const vietnamese = flat(vi);

test("both languages say the same things", () =>
  expect([...new Set([...vietnamese.keys()].map(withoutPlural))].sort()).toEqual(
    [...new Set([...english.keys()].map(withoutPlural))].sort(),
  ));

test.each([...vietnamese])("%s fills the same holes", (key, text) => {
  const same = english.get(key) ?? english.get(`${withoutPlural(key)}_other`) ?? "";
  expect(holes(text)).toEqual(holes(same));
});

test("no text is empty, and none was left in the other language", () => {
  expect([...english, ...vietnamese].filter(([, text]) => text.trim() === "")).toEqual([]);
  const long = [...vietnamese].filter(
    ([key, text]) => english.get(key) === text && text.replace(/\{\{.*?\}\}/g, "").length > 12,
  );
  expect(long).toEqual([]);
});

describe("the first language", () => {
  test.each([
    ["vi", ["en-US"], "vi"],
    [null, ["de-DE", "vi-VN", "en"], "vi"],
    [null, ["de-DE"], "en"],
    ["xx", [], "en"],
  ])("kept %s, wanted %s", (kept, wanted, language) =>
    expect(preferredLanguage(kept, wanted)).toBe(language),
  );
});

test("every word is used somewhere", () => {
  const src = join(import.meta.dirname, "..");
  const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.tsx?$/.test(name),
  );
  const code = files
    .filter((name) => !name.includes("i18n"))
    .map((name) => readFileSync(join(src, name), "utf8"));
  const all = code.join("\n");
  // Groups whose keys come from the API: `codes.${code}` and the like.
  const dynamic = new Set([...all.matchAll(/[`"](?:\w+:)?([\w.]+)\.\$\{/g)].map((found) => found[1]));
  const unused = [...english.keys()].filter((key) => {
    const [, ...path] = key.split(".");
    const name = withoutPlural(path.join("."));
    return (
      !dynamic.has(path.slice(0, -1).join(".")) &&
      !new RegExp(`[":]${name.replaceAll(".", "\\.")}"`).test(all)
    );
  });
  expect(unused).toEqual([]);
});
