/** How the tests run that are to notice a mutant: without what the whole suite prepares, and alike every time. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    setupFiles: [fileURLToPath(new URL("same-samples.ts", import.meta.url))],
    // Instrumented code is slow. A mutant that hangs is stopped by Stryker.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
