import { type Command, Option } from "commander";
import type { Definition } from "../command-line.ts";
import { textOf } from "./argument-parsers.ts";
import { withTable } from "./options.ts";

export function defineScenario(definition: Definition): void {
  const { command, terminal, end } = definition;
  command
    .command("test")
    .description("run scenarios, and show how the notifications differ from what was expected")
    .argument("<files...>", "scenarios (YAML); see docs/scenarios.md")
    .option("--json", "print one JSON object for each scenario")
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
    .description("write a scenario from the history of alerts, and of what people were told of them")
    .argument("[ids...]", "the alerts' ids, or their first characters")
    .addOption(
      new Option("--match <pattern>", "all alerts, over or not, that match this event pattern (JSON)").argParser(
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
  silences, pushes of a policy, destinations that accept nothing; and which
  notifications must follow. It runs through the deployed handlers with a
  simulated clock, so weeks take seconds. Whatever channels the policy names,
  nothing is sent, and no secret is read.

How it ends:
  If everything is as expected, the command prints a line for each scenario, and
  its exit code is 0. Otherwise it shows what was expected beside what arrived,
  and its exit code is 1. If a scenario is malformed, the command names the line
  and runs none; then its exit code is 2.

Example:
  tocsin scenario test test/scenarios/*.yaml`;

const ABOUT_RECORDING = `
What:
  The scenario has the observations and decisions that the table keeps, and the
  policy, the directory and the silences of that time. It expects what people
  were told, and when. Only the file is written. Run it with \`tocsin scenario
  test\`, then replace its policy and run it again: the difference is what the
  new policy would have changed.

  The file contains the names of your accounts and resources, and who decided
  what, but no URL and no secret of a channel. Look at it before you share it.

Where it may differ from the past:
  Record alerts together if the same messages told of them: the command prints
  how. The beginning of the file lists everything else that may differ.

Examples:
  tocsin scenario record fe93 --output checkout.yaml
  tocsin scenario record --stage prod --match '{"condition": ["threat"], "account": ["111122223333"]}'`;
