import type { Definition } from "../command-line.ts";
import { testScenarios } from "../commands/scenario/test-scenarios.ts";

export function defineScenario({ command, terminal, end }: Definition): void {
  command
    .command("test")
    .description("run scenarios, and say where people are told otherwise than expected")
    .argument("<files...>", "scenarios (YAML); see docs/scenarios.md")
    .option("--json", "print one JSON object a scenario")
    .addHelpText("after", ABOUT_SCENARIOS)
    .action(async (files: string[], options) => end(await testScenarios(files, options, terminal)));
}

const ABOUT_SCENARIOS = `
What:
  A scenario says what happens at which instants: events, acknowledgements,
  silences, pushes of a policy, destinations that take nothing; and which
  notifications are to come of it. It runs through the handlers that are
  deployed, by a clock of its own: weeks take seconds. Whatever channels the
  policy names, nothing is sent, and no secret is read.

How it ends:
  Where all is as expected there is a line for each scenario, and the exit code
  is 0. Else what was expected is shown beside what arrived, and the exit code
  is 1. A scenario that is malformed is refused with the line, and none is run;
  then the exit code is 2.

Example:
  tocsin scenario test test/scenarios/*.yaml`;
