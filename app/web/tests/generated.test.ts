import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

const HERE = join(import.meta.dirname, "..");

test("the types of the API are those of app/openapi.json", () => {
  const made = execFileSync(
    process.execPath,
    ["node_modules/openapi-typescript/bin/cli.js", "../openapi.json"],
    {
      cwd: HERE,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
  const kept = readFileSync(join(HERE, "src/api/openapi.ts"), "utf8");
  expect(kept === made, "The API changed: run `npm run types`").toBe(true);
}, 60_000);
