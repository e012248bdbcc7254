import { expect, test } from "vitest";

import { addDecimals } from "./sums";

test.each([
  ["1.5", "2.25", "3.75"],
  ["0.1", "0.2", "0.3"],
  ["-0.05", "0.01", "-0.04"],
  ["-12.50", "12.50", "0.00"],
  ["99999999999999999999.99", "0.01", "100000000000000000000.00"],
  ["7", "8", "15"],
])("%s and %s are %s", (one, other, sum) => expect(addDecimals(one, other)).toBe(sum));
