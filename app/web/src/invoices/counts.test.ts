import { expect, test } from "vitest";

import { amountOf } from "./counts";

test.each([
  ["credit_note", "119.00", "-119.00"],
  ["credit_note", "-119.00", "-119.00"],
  ["credit_note", "0.00", "0.00"],
  ["credit_note", null, null],
  ["invoice", "119.00", "119.00"],
  ["invoice", "-119.00", "-119.00"],
  [null, "119.00", "119.00"],
])("a %s of %s is shown as %s", (document_type, gross, shown) =>
  expect(amountOf({ document_type, gross })).toBe(shown),
);
