import { Option } from "commander";
import type { Definition } from "../command-line.ts";
import { keyPolicy } from "../commands/key-policy/key-policy.ts";
import { stageOption, withConfig } from "./options.ts";

export function defineKeyPolicy({ command, terminal, end }: Definition): void {
  withConfig(command)
    .addOption(stageOption("the stage that uses the key").default("prod"))
    .addOption(
      new Option("--field <name>", "only for this key (default: for each key in the configuration)").choices([
        "key",
        "reportKey",
      ]),
    )
    .option("--check", "ask KMS whether the key's policy has these statements; it only reads")
    .option("--json", "with --check, print one JSON object on each line for each problem")
    .addHelpText("after", ABOUT)
    .action(async (options) => end(await keyPolicy(options, terminal)));
}

const ABOUT = `
This is for a key of your own (organizationRules.key), which the stack uses instead
of making one. Without --check the command does not call AWS.

The key's policy has a statement if it allows the same actions to the same principal,
with the same condition or with none. A condition that says the same in other words
counts as missing.

Exit codes: 0 the policy has all statements; 1 a statement is missing, or the key
cannot be used; 2 the configuration names no key.

Example:
  tocsin key-policy --stage prod --check`;
