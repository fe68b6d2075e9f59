import type { Definition } from "../command-line.ts";
import { listUnowned } from "../commands/owners.ts";
import { DIRECTORY, withTable } from "./options.ts";

export function defineOwners({ command, terminal, end }: Definition): void {
  withTable(command)
    .requiredOption("--missing", "the accounts that have no owner, or have open alerts that have none")
    .option("--directory <file>", `${DIRECTORY} (default: what is in force in the table)`)
    .option("--policy <file>", "the organization's policy (YAML) (default: what is in force in the table)")
    .option("--json", "print one JSON object a line")
    .addHelpText("after", ABOUT_OWNERS)
    .action(async (options) => end(await listUnowned(options, terminal)));
}

const ABOUT_OWNERS = `
An alert is owned by whom the first matching rule of the policy's owners names,
else by its account's owner in the directory, else by the policy's fallbackOwner.
What only the fallback owns counts as unowned here: the list is what is left to
assign. Nothing is written. The exit code is 0 whether or not there is any.`;
