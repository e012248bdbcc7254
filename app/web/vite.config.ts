import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

import { themeCss } from "./plugins/theme-css.ts";

export default defineConfig({
  plugins: [react(), themeCss()],
  build: {
    target: "es2023",
    // Everything is a file of its own: the content policy allows neither inline code nor data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    chunkSizeWarningLimit: 750, // kB before gzip; the first load as a whole is measured by tests/bench/page.py
    rolldownOptions: {
      output: {
        // Libraries change seldom: browsers keep them over new versions of the page.
        codeSplitting: { groups: [{ name: "libraries", test: /node_modules/, tags: ["$initial"] }] },
      },
    },
  },
});
