import { describe, expect, test } from "vitest";

import { isSign, nameOf, takesText, type Pressed } from "./press";
import { SHORTCUTS, shortcutOf, type Shortcut } from "./shortcuts";

const ALL = Object.keys(SHORTCUTS) as Shortcut[];
const as = (tagName: string, type = ""): EventTarget => ({ tagName, type }) as unknown as EventTarget;
const FIELD = as("INPUT", "text");
const PAGE = as("DIV");

function press(key: string, more: Partial<Pressed> & { altGraph?: boolean } = {}): Pressed {
  const code = /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : /^\d$/.test(key) ? `Digit${key}` : key;
  const plain = {
    ctrlKey: false,
    altKey: false,
    metaKey: false,
    shiftKey: false,
    isComposing: false,
    keyCode: 0,
  };
  return { key, code, ...plain, target: FIELD, getModifierState: () => more.altGraph ?? false, ...more };
}

describe("in a text field", () => {
  const signs = "0123456789abcdefghijklmnopqrstuvwxyzFZ?/+-=., ¡£[ăđ".split(/(?:)/u);
  test.each(signs)("%s is text", (sign) => expect(shortcutOf(press(sign), ALL)).toBeNull());
  test.each(signs)("%s with Shift is text", (sign) =>
    expect(shortcutOf(press(sign, { shiftKey: true }), ALL)).toBeNull(),
  );

  test("no shortcut that acts there writes a sign", () =>
    expect(ALL.filter((one) => SHORTCUTS[one].inText && SHORTCUTS[one].keys.some(isSign))).toEqual([]));

  test.each([
    [press("Enter"), "accept"],
    [press("Enter", { shiftKey: true }), "back"],
    [press("Enter", { ctrlKey: true }), "save"],
    [press("Enter", { metaKey: true }), "save"],
    [press("Enter", { altKey: true }), "newline"],
    [press("Escape"), "undo"],
    [press("3", { altKey: true }), "candidate"],
    [press("&", { altKey: true, code: "Digit1" }), "candidate"], // a French keyboard
    [press("n", { altKey: true }), "addLine"],
    [press("ArrowDown"), "lineDown"],
  ] as const)("%o means something", (event, shortcut) => expect(shortcutOf(event, ALL)).toBe(shortcut));

  const KEYS = ["Enter", "Escape", "ArrowDown", "ArrowUp", "F6", "Tab"];
  test.each(KEYS)("%s while text is composed belongs to the input method", (key) => {
    for (const more of [{ isComposing: true }, { keyCode: 229 }, { isComposing: true, ctrlKey: true }])
      expect(shortcutOf(press(key, more), ALL)).toBeNull();
  });
  test.each(["Process", "Dead", "Unidentified"])("%s is a part of text", (key) =>
    expect(shortcutOf(press(key, { altKey: true, code: "KeyN" }), ALL)).toBeNull(),
  );
  test.each([
    ["n", "ń"],
    ["s", "ś"],
    ["1", "¹"],
    ["Enter", "Enter"],
  ])("AltGr and %s writes", (key, written) => {
    const event = press(key, { altKey: true, ctrlKey: true });
    expect(shortcutOf({ ...event, key: written }, ALL)).toBeNull();
    expect(shortcutOf(press(key, { altGraph: true, altKey: true }), ALL)).toBeNull();
  });
  test("Alt and the number pad write signs by their code", () =>
    expect(shortcutOf(press("1", { altKey: true, code: "Numpad1" }), ALL)).toBeNull());
  test.each(["ArrowUp", "ArrowDown", "F6", "Escape"])("%s with another key is the browser's", (key) => {
    for (const more of [{ shiftKey: true }, { ctrlKey: true }, { altKey: true }, { metaKey: true }])
      expect(shortcutOf(press(key, more), ALL)).toBeNull();
  });
  test("an event without a key is none", () =>
    expect(nameOf({ ...press("a"), key: undefined } as unknown as Pressed)).toBeNull());
});

describe("on a Mac", () => {
  test.each([
    ["¡", "Digit1"],
    ["£", "Digit3"],
    ["˜", "KeyN"],
    ["ß", "KeyS"],
  ])("Option writes %s", (key, code) =>
    expect(shortcutOf(press(key, { altKey: true, code }), ALL, true)).toBeNull(),
  );
  test.each([
    [press("1", { ctrlKey: true }), "candidate"],
    [press("n", { ctrlKey: true }), "addLine"],
    [press("Enter", { metaKey: true }), "save"],
    [press("Enter", { ctrlKey: true }), "save"],
    [press("Enter", { altKey: true }), "newline"],
  ] as const)("Control stands for Alt: %o", (event, shortcut) =>
    expect(shortcutOf(event, ALL, true)).toBe(shortcut),
  );
  test("Command and a digit is the browser's", () =>
    expect(shortcutOf(press("1", { metaKey: true }), ALL, true)).toBeNull());
});

test("elsewhere signs are shortcuts", () => {
  const on = (key: string, among: Shortcut[]) => shortcutOf(press(key, { target: PAGE }), among);
  expect(on("F", ["fit"])).toBe("fit");
  expect(on("?", ["help"])).toBe("help");
  expect(on("/", ["search"])).toBe("search");
  expect(shortcutOf(press("z", { target: PAGE, ctrlKey: true }), ["undelete", "zoomToValue"])).toBe(
    "undelete",
  );
  expect(shortcutOf(press("z", { ctrlKey: true }), ["undelete"])).toBeNull(); // in a field it takes typing back
});

test("where text goes", () => {
  for (const type of ["text", "search", "number", "password", ""])
    expect(takesText(as("INPUT", type))).toBe(true);
  for (const type of ["checkbox", "radio", "file"]) expect(takesText(as("INPUT", type))).toBe(false);
  expect(takesText(as("TEXTAREA"))).toBe(true);
  expect(takesText(as("SELECT"))).toBe(true);
  expect(takesText(PAGE)).toBe(false);
  expect(takesText(null)).toBe(false);
});
