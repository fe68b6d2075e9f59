import { Option } from "commander";
import type { Definition } from "../command-line.ts";
import { upgrade } from "../commands/upgrade.ts";
import { stageOption, withConfig } from "./options.ts";

export function defineUpgrade({ command, terminal, end }: Definition): void {
  withConfig(command)
    .addOption(stageOption("the deployed stage").default("prod"))
    .option("--check", "say what the next deployment replaces; it changes nothing")
    .addOption(
      new Option(
        "--state <file>",
        "the output of `sst state export`; - for standard input (default: read the state from AWS)",
      ),
    )
    .option("--json", "print one JSON object")
    .addHelpText("after", ABOUT)
    .action(async (options) => end(await upgrade(options, terminal)));
}

const ABOUT = `
The command compares SST's state of the deployment with what this version and the
configuration would make. It lists what is replaced or removed and what is lost with
it, formats that change, and the steps of the changelog that a person must do.

It needs the deployer's permission to read SST's state, and does not call the
deployed resources. Use \`npm run diff\` to see resources that are only updated.

Exit codes: 0 nothing is replaced or lost; 1 something is; 2 it could not compare.

Examples:
  tocsin upgrade --check --stage prod
  npm run -s state -- export --stage prod | tocsin upgrade --check --stage prod --state -`;
