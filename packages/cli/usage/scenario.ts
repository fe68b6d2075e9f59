import { type Command, Option } from "commander";
import type { Definition } from "../command-line.ts";
import { textOf } from "./argument-parsers.ts";
import { withTable } from "./options.ts";

export function defineScenario(definition: Definition): void {
  const { command, terminal, end } = definition;
  command
    .command("test")
    .description("run scenarios, and say where people are told otherwise than expected")
    .argument("<files...>", "scenarios (YAML); see docs/scenarios.md")
    .option("--json", "print one JSON object a scenario")
    .addHelpText("after", ABOUT_SCENARIOS)
    .action(async (files: string[], options) => {
      // Neither needs what the other loads.
      const { testScenarios } = await import("../commands/scenario/test-scenarios.ts");
      end(await testScenarios(files, options, terminal));
    });
  defineRecording(withTable(command.command("record")), definition);
}

function defineRecording(command: Command, { terminal, end }: Definition): void {
  command
    .description("write a scenario of what became of alerts, and of what people were told of them")
    .argument("[ids...]", "alerts, by their ids or the beginnings of them")
    .addOption(
      new Option("--match <pattern>", "all alerts, over or not, that this event pattern (JSON) takes").argParser(
        textOf,
      ),
    )
    .option("-o, --output <file>", "write it to this file instead of standard output")
    .option("--force", "overwrite a file that exists")
    .addHelpText("after", ABOUT_RECORDING)
    .action(async (ids: string[], options) => {
      const { recordScenario } = await import("../commands/scenario/record-scenario.ts");
      end(await recordScenario(ids, options, terminal));
    });
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

const ABOUT_RECORDING = `
What:
  What was observed and decided, as the table keeps it; the policy, the
  directory and the silences that held then; and what people were told and when
  is what is expected. Nothing is written but the file. Run it by \`tocsin
  scenario test\`, and again with another policy in it: what changes is what
  that policy would have changed.

  It holds the names of your accounts and resources, and who decided what; of
  channels it holds no URL and no secret. Look at it before you share it.

Where it is not the past:
  Alerts that were told of in the same messages must be recorded together: the
  command that does so is printed. What else may come otherwise is said at the
  beginning of the file.

Examples:
  tocsin scenario record fe93 --output checkout.yaml
  tocsin scenario record --stage prod --match '{"condition": ["threat"], "account": ["111122223333"]}'`;
