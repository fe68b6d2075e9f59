import type { Definition } from "../command-line.ts";
import { explain } from "../commands/explain.ts";
import { DIRECTORY, FILES } from "./options.ts";

export function defineExplain({ command, terminal, end }: Definition): void {
  command
    .addHelpText(
      "after",
      `
Nothing is started or stored. An alert is shown as it would be at the time of its
event. Below it stands whom the policy tells of it: the destination, how soon and
why, the route, and by what it is told together with other alerts.

Examples:
  tocsin explain events.json
  tocsin explain events.json --policy policy.yaml`,
    )
    .argument("[files...]", FILES)
    .option("--policy <file>", "the organization's policy (YAML)")
    .option("--directory <file>", DIRECTORY)
    .option("--json", "print one JSON object a line")
    .action(async (files: string[], options) => end(await explain(files, options, terminal)));
}
