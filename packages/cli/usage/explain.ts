import type { Definition } from "../command-line.ts";
import { explain } from "../commands/explain.ts";
import { DIRECTORY, FILES } from "./options.ts";

export function defineExplain({ command, terminal, end }: Definition): void {
  command
    .addHelpText(
      "after",
      `
The command starts and stores nothing. It shows each alert as it would be at the time
of its event. Below the alert it says whom the policy tells: the destination, how soon
and why, the route, and with which other alerts it is grouped.

Examples:
  tocsin explain events.json
  tocsin explain events.json --policy policy.yaml`,
    )
    .argument("[files...]", FILES)
    .option("--policy <file>", "the organization's policy (YAML)")
    .option("--directory <file>", DIRECTORY)
    .option("--json", "print one JSON object on each line")
    .action(async (files: string[], options) => end(await explain(files, options, terminal)));
}
