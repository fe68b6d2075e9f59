import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

export default defineConfig({
  test: {
    projects: [
      // Beside what they test. `npm run test:quick` runs those of them that a change concerns.
      {
        extends: true,
        test: {
          name: "unit",
          include: ["packages/**/*.test.ts", "infra/**/*.test.ts"],
          // No module has state that a file could leave to the next one, and to load them anew for each costs as much as the tests.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "whole",
          include: ["test/**/*.test.ts", "lab/**/*.test.ts"],
          isolate: false,
          globalSetup: "test/synth/synthesis/global-setup.ts",
        },
      },
    ],
    setupFiles: "test/support/seed.ts",
    sequence: { sequencer: longestFirst() },
    // Two cores; the embedded stack runs a server of its own.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

/** What takes long would otherwise be run last, by one worker, where no run before has shown how long it takes. */
function longestFirst() {
  const beginnings = ["/packages/oncall/laws.", "/lab/", "/test/"];
  const rank = ({ moduleId }: TestSpecification) => {
    const place = beginnings.findIndex((beginning) => moduleId.slice(import.meta.dirname.length).startsWith(beginning));
    return place === -1 ? beginnings.length : place;
  };
  return class extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
    }
  };
}
