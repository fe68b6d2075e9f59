import type { Definition } from "../command-line.ts";
import { listUnowned } from "../commands/owners.ts";
import { DIRECTORY, withTable } from "./options.ts";

export function defineOwners({ command, terminal, end }: Definition): void {
  withTable(command)
    .requiredOption("--missing", "the accounts that have no owner, or have open alerts without an owner")
    .option("--directory <file>", `${DIRECTORY} (default: the directory in force in the table)`)
    .option("--policy <file>", "the organization's policy (YAML) (default: the policy in force in the table)")
    .option("--json", "print one JSON object on each line")
    .addHelpText("after", ABOUT_OWNERS)
    .action(async (options) => end(await listUnowned(options, terminal)));
}

const ABOUT_OWNERS = `
The owner of an alert is the one that the first matching rule of the policy's owners
names, else its account's owner in the directory, else the policy's fallbackOwner.
Alerts that only the fallback owns count as unowned here, as they are left to assign.
Nothing is written. The exit code is 0 whether or not the list is empty.`;
