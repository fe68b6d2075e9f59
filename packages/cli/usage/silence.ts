import { severities } from "@tocsin/core/alert/severity";
import { Option } from "commander";
import type { Definition } from "../command-line.ts";
import { addSilence } from "../commands/silence/add.ts";
import { expireSilence } from "../commands/silence/expire.ts";
import { listSilences } from "../commands/silence/list.ts";
import { textOf, whyOf } from "./argument-parsers.ts";
import { withTable, withTerm } from "./options.ts";

export function defineSilence({ command, terminal, end }: Definition): void {
  const add = withTable(command.command("add"))
    .description("mute what matches, until it ends; show first what that is now, and ask")
    .option("--match <pattern>", "alerts that this event pattern (JSON) takes, as a policy's `match` does", textOf)
    .addOption(
      new Option("--alert <id>", "this alert alone, by its id or the beginning of it")
        .argParser(textOf)
        .conflicts("match"),
    )
    .requiredOption("--why <text>", "the reason, for whoever asks later", whyOf)
    .addOption(
      new Option("--up-to <severity>", "what is more severe is told all the same").choices(severities).default("HIGH"),
    )
    .option("--even-if-worse", "mute what is CRITICAL, too")
    .option("--ticket <text>", "where it is written down, such as OPS-231", textOf)
    .option("--yes", "do not ask")
    .option("--json", "print one JSON object")
    .addHelpText("after", ABOUT_SILENCES)
    .action(async (options) => end(await addSilence(options, terminal)));
  withTerm(add, "so long it mutes, at most 90 days (default: 4h)");
  withTable(command.command("list"))
    .description("list the silences with what each mutes now")
    .option("--expired", "with those that ended in the last week")
    .option("--json", "print one JSON object a line")
    .action(async (options) => end(await listSilences(options, terminal)));
  withTable(command.command("expire"))
    .description("end a silence before its time: what is still open is told")
    .argument("<id>", "the silence's id, or the beginning of it, at least four characters", textOf)
    .requiredOption("--why <text>", "the reason, for whoever asks later", whyOf)
    .option("--json", "print one JSON object")
    .addHelpText("after", '\nExample:\n  tocsin silence expire 5f3a --why "the migration is done"')
    .action(async (id: string, options) => end(await expireSilence(id, options, terminal)));
}

const ABOUT_SILENCES = `
What:
  A silence mutes notifications and changes no alert: what it mutes stays open,
  is in the digest, and is told when the silence ends. It mutes what will match
  as well as what does now. What is more severe than --up-to is told all the
  same, so a rise breaks through.

Until when:
  For four hours, or as --for and --until say. One that is to last longer than a
  working day (8 hours) by --for ends on the next working morning at 10:00 in
  the policy's time zone, when somebody is there for what it has muted, or on the
  last one within 90 days. An hour before (or a tenth of its length) the alarm
  addresses are mailed what it still mutes. What is muted every week belongs into
  the policy, under \`silences\`.

Examples:
  tocsin silence add --match '{"account": ["111122223333"]}' --why "moving the cluster" --for 6h
  tocsin silence add --match '{"condition": ["vulnerability"], "attributes": {"cve": ["CVE-2026-92608"]}}' \\
    --why "fixed by the rebuild of Thursday" --for 3d --ticket SEC-118
  tocsin silence add --alert fe93 --why "the vendor knows" --even-if-worse`;
