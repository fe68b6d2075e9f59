/** How Stryker mutates: what does not depend on the file. Stryker itself checks the names and the values. */
export default {
  plugins: [import.meta.resolve("@stryker-mutator/vitest-runner")],
  testRunner: "vitest",
  vitest: { configFile: "lab/mutation/vitest.config.ts", related: true },
  coverageAnalysis: "perTest",
  // What acts only while a module loads would need every test, each time with all modules loaded again.
  ignoreStatic: true,
  // Otherwise Stryker makes a copy of its own, for which it rewrites tsconfig.json by an API that TypeScript 7 lacks.
  inPlace: true,
  concurrency: 2,
  // On a busy machine a sound test is slow too.
  timeoutMS: 60_000,
  dryRunTimeoutMinutes: 30,
  logLevel: "warn",
  reporters: ["progress-append-only", "clear-text"],
  clearTextReporter: { logTests: false, reportTests: false, reportScoreTable: false },
};
