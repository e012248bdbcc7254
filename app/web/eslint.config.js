import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import ts from "typescript-eslint";

// These write <style> elements into the page, which its content policy refuses. Lay out with CSS modules.
const WITH_INLINE_STYLES = ["AppShell", "Flex", "Grid", "SimpleGrid", "ColorSchemeScript"];
// These lock scrolling with a <style> element, and a modal hides the work.
const MODAL = ["Modal", "Drawer"];

export default ts.config(
  { ignores: ["dist", "node_modules", "src/api/openapi.ts"] },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  hooks.configs.flat["recommended-latest"],
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "no-restricted-imports": [
        "error",
        { paths: [{ name: "@mantine/core", importNames: [...WITH_INLINE_STYLES, ...MODAL] }] },
      ],
      // A document is hostile input: it is shown as text only.
      "no-restricted-syntax": [
        "error",
        { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: "Text only, never HTML." },
        {
          selector: "AssignmentExpression[left.property.name=/^(inner|outer)HTML$/]",
          message: "Text only, never HTML.",
        },
      ],
    },
  },
  {
    // Which keys mean something is decided in one place, or a shortcut eats what somebody types.
    files: ["src/**/*.{ts,tsx}"],
    ignores: ["src/keys/**"],
    rules: {
      "no-restricted-properties": [
        "error",
        ...["key", "code", "ctrlKey", "altKey", "metaKey"].map((property) => ({
          ...{ object: "event", property, message: "Use `act` or `useShortcuts` of src/keys." },
        })),
      ],
    },
  },
  { files: ["eslint.config.js"], extends: [ts.configs.disableTypeChecked] },
);
