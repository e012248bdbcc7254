import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

// prettier-ignore
const ink: MantineColorsTuple = [
  "#eaf2fb", "#d3e3f5", "#a6c6ea", "#76a8df", "#4e8ed5", "#347dcf", "#2372c8", "#175fae", "#0d549c", "#00498b",
];

export const theme = createTheme({
  colors: { ink },
  primaryColor: "ink",
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono", monospace',
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
});

/** Softer and darker tones than Mantine's: text of 4.5 to 1 on every background; and our own names for states. */
export const moreVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-text": "#1a1d21",
    "--mantine-color-dimmed": "#495057",
    "--mantine-color-placeholder": "#5c636a",
    "--mantine-color-error": "#b42318",
    "--surface": "#ffffff",
    "--canvas": "#f4f5f7",
    "--line": "#d8dce1",
    "--good": "#1e6b3a",
    "--good-soft": "#e6f4ea",
    "--look": "#8a5300",
    "--look-soft": "#fff3d6",
    "--bad": "#b42318",
    "--bad-soft": "#fdecea",
  },
  dark: {
    "--mantine-color-body": "#16181b",
    "--mantine-color-text": "#e6e8eb",
    "--mantine-color-dimmed": "#a9b0b8",
    "--mantine-color-placeholder": "#a0a7af",
    "--mantine-color-error": "#ff9d94",
    "--surface": "#1e2125",
    "--canvas": "#121416",
    "--line": "#3a3f45",
    "--good": "#7dd69b",
    "--good-soft": "#16301f",
    "--look": "#f5c264",
    "--look-soft": "#3a2c0d",
    "--bad": "#ff9d94",
    "--bad-soft": "#431a17",
  },
});
