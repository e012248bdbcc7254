import { expect, test } from "vitest";

import { nameIn } from "./saveFile";

test.each([
  [`attachment; filename="invoices-2026-11-25.csv"`, "invoices-2026-11-25.csv"],
  [`attachment; filename="a.pdf"; filename*=UTF-8''h%C3%B3a%20%C4%91%C6%A1n.pdf`, "hóa đơn.pdf"],
  [null, "file"],
])("%s", (header, name) => expect(nameIn(header)).toBe(name));
