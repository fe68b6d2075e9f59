/**
 * Runs Stryker over one file, in a process of its own whose working directory is a throw-away copy of the project, and sends what
 * became of each mutant to its parent.
 */
import { Stryker } from "@stryker-mutator/core";
import type { Mutant } from "./score.ts";

const [file = ""] = process.argv.slice(2);
const ownPackage = file.split("/").slice(0, 2).join("/");

const stryker = new Stryker({
  configFile: "lab/mutation/stryker.config.ts",
  mutate: [file],
  vitest: { dir: ownPackage },
});
const mutants: readonly Mutant[] = (await stryker.runMutationTest()).map(({ status }) => ({ status }));
process.send?.(mutants, () => process.disconnect());
