import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

const SRC = join(import.meta.dirname, "..", "src");
const FILES = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".css"));

/** What is out of the flow inside of it would else lengthen the page as a whole, which then scrolls into nothing. */
test.each(FILES)("%s: whatever scrolls holds all that lies in it", (name) => {
  const text = readFileSync(join(SRC, name), "utf8").replace(/\/\*.*?\*\//gs, "");
  const blocks = [...text.matchAll(/([^{}]+)\{([^{}]*)\}/g)].map(([, selector = "", body = ""]) => ({
    selector: selector.trim(),
    body,
  }));
  const held = (selector: string) =>
    blocks.some(
      (one) => one.selector === selector && /position: (relative|absolute|fixed|sticky)/.test(one.body),
    );
  const loose = blocks.filter(({ body }) => /overflow(-[xy])?: (auto|scroll)/.test(body));
  expect(loose.map(({ selector }) => selector).filter((selector) => !held(selector))).toEqual([]);
});
