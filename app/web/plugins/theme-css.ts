import {
  convertCssVariables,
  defaultCssVariablesResolver,
  deepMerge,
  mergeMantineTheme,
  DEFAULT_THEME,
} from "@mantine/core";
import type { Plugin } from "vite";

import { moreVariables, theme } from "../src/theme/theme.ts";

const NAME = "virtual:theme.css";

/**
 * The theme's variables as a style sheet. Mantine would write them into a <style> element when the page runs, which the
 * content policy refuses.
 */
export function themeCss(): Plugin {
  return {
    name: "theme-css",
    resolveId: (id) => (id === NAME ? `\0${NAME}` : null),
    load: (id) => (id === `\0${NAME}` ? sheet() : null),
  };
}

function sheet(): string {
  const whole = mergeMantineTheme(DEFAULT_THEME, theme);
  return convertCssVariables(deepMerge(defaultCssVariablesResolver(whole), moreVariables(whole)), ":root");
}
