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
        "the state that `sst state export` has printed; - for standard input (default: it is asked)",
      ),
    )
    .option("--json", "print one JSON object")
    .addHelpText("after", ABOUT)
    .action(async (options) => end(await upgrade(options, terminal)));
}

const ABOUT = `
It compares what SST keeps of the deployment with what this version and the
configuration would make, and names what is replaced or removed and what is lost
with it, formats that change, and what the changelog has for a person to do.

It takes what the deployer's role may read (SST's state), and calls nothing that
is deployed. What is only updated, \`npm run diff\` shows: it asks AWS's provider.

Exit codes: 0 nothing is replaced or lost; 1 something is; 2 it could not compare.

Examples:
  tocsin upgrade --check --stage prod
  npm run -s state -- export --stage prod | tocsin upgrade --check --stage prod --state -`;
