import { Option } from "commander";
import type { Definition } from "../command-line.ts";
import { keyPolicy } from "../commands/key-policy/key-policy.ts";
import { stageOption, withConfig } from "./options.ts";

export function defineKeyPolicy({ command, terminal, end }: Definition): void {
  withConfig(command)
    .addOption(stageOption("the stage that is to use the key").default("prod"))
    .addOption(
      new Option("--field <name>", "of this key alone (default: of each that the configuration names)").choices([
        "key",
        "reportKey",
      ]),
    )
    .option("--check", "ask KMS whether the key's policy says so; it only reads")
    .option("--json", "with --check, print one JSON object a line for what is wrong")
    .addHelpText("after", ABOUT)
    .action(async (options) => end(await keyPolicy(options, terminal)));
}

const ABOUT = `
For a key that the organization brings (organizationRules.key), in place of one
that the stack makes. Without --check it calls nothing in AWS.

A statement counts that allows the same to the same, on the same condition or on
none; one whose condition says the same in other words counts as missing.

Exit codes: 0 the policy says what it must; 1 something is missing, or the key is
of no use; 2 the configuration names no key.

Example:
  tocsin key-policy --stage prod --check`;
