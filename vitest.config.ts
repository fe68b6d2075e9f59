import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "packages/**/*.test.ts",
      "infra/**/*.test.ts",
      "functions/**/*.test.ts",
      "test/**/*.test.ts",
      "lab/**/*.test.ts",
    ],
    globalSetup: "test/synth/synthesis/global-setup.ts",
    // Two cores; the embedded stack runs a server of its own.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
