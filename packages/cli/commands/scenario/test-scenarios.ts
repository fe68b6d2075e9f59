/** `tocsin scenario test`: what was to come of each scenario, beside what came of it. */
import { sideBySide } from "@tocsin/aws/alerts/paging";
import { exitCodes, type Terminal } from "../../output/terminal.ts";
import { compare } from "../../scenario/compare.ts";
import { resultJson } from "../../scenario/result-json.ts";
import { runScenario } from "../../scenario/run-scenario.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { readScenario } from "../../scenario/scenario-file.ts";
import { isPassed, type Result, resultText } from "../../scenario/timeline.ts";

/** So many at a time: each waits for servers of its own for much of its time. */
const WIDTH = 3;

/** Nothing is run where one of the files is refused. @throws CommandError with everything that is wrong with it. */
export async function testScenarios(
  files: readonly string[],
  options: { readonly json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const scenarios: Scenario[] = [];
  for (const file of files) scenarios.push(await readScenario(file));
  let failed = 0;
  for await (const result of sideBySide(scenarios, WIDTH, (scenario) => resultOf(scenario, terminal))) {
    if (!isPassed(result)) failed += 1;
    terminal.stdout.write(options.json ? `${JSON.stringify(resultJson(result))}\n` : resultText(result, terminal));
  }
  if (!options.json && files.length > 1)
    terminal.stdout.write(`${scenarios.length - failed} of ${scenarios.length} scenarios are as expected.\n`);
  return failed > 0 ? exitCodes.refused : exitCodes.ok;
}

async function resultOf(scenario: Scenario, { environment }: Terminal): Promise<Result> {
  const { faults, ...outcome } = await runScenario(scenario, environment.PATH ?? "");
  return { scenario, faults, comparison: compare(scenario.wanted, outcome) };
}
