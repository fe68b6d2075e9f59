import { Option } from "commander";
import type { Definition } from "../command-line.ts";
import { digest, digestFormats } from "../commands/digest/digest.ts";
import { reviewed } from "../commands/digest/reviewed.ts";
import { accountOf, textOf, weekFrom, whyOf } from "./argument-parsers.ts";
import { withTable } from "./options.ts";

export function defineDigest({ command, terminal, end }: Definition): void {
  // Options after the name of a subcommand are its own.
  command.enablePositionalOptions();
  withTable(command)
    .option(
      "--week <week>",
      "an ISO week such as 2026-W47 (default: the week of the latest transition; with --stage the week before this one)",
      weekFrom,
    )
    .option("--owner <name>", "the edition of this owner; unowned for alerts without an owner", textOf)
    .option("--ou <path>", "the edition of an organizational unit and the units below it", textOf)
    .option("--account <id>", "the edition of this account", accountOf)
    .addOption(
      new Option("--format <format>", "how to print it; of several, the last counts")
        .choices(digestFormats)
        .default("text")
        .conflicts("json"),
    )
    .option("--json", "the same as --format json; with --out, print the paths as JSON; with --send, the outcome")
    .option("--out <dir>", "write every format into this directory and print the paths instead", textOf)
    .option("--scope <name>", "what the digest covers, as its readers name it (default: as the run named it)")
    .option("--send", "let the stage send the edition now to those of its channels that did not get it yet; asks first")
    .option("--yes", "do not ask")
    .addHelpText("after", ABOUT_DIGESTS)
    .action(async (options) => end(await digest(options, terminal)));
  withTable(command.command("reviewed"))
    .description("record that you have read the digest of a week; the next digest shows that")
    .argument("<week>", "an ISO week such as 2026-W47", weekFrom)
    .requiredOption("--note <text>", "what was decided, for whoever asks later", whyOf)
    .option("--json", "print one JSON object")
    .action(async (week: string, options) => end(await reviewed(week, options, terminal)));
}

const ABOUT_DIGESTS = `
What:
  For a week that is over and was reported, this shows the stored report, byte
  for byte, in any format. Otherwise it builds a report from the table, and does
  not store it.

Examples:
  tocsin digest --week 2026-W47 --owner payments --format mail
  tocsin digest reviewed 2026-W47 --note "three assigned, one suppressed until May"
`;
