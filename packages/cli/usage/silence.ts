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
    .description("mute matching alerts for some time; first show which alerts that mutes now, and ask")
    .option("--match <pattern>", "all alerts that match this event pattern (JSON), like a policy's `match`", textOf)
    .addOption(
      new Option("--alert <id>", "this alert alone, by its id or its first characters")
        .argParser(textOf)
        .conflicts("match"),
    )
    .requiredOption("--why <text>", "the reason, for whoever asks later", whyOf)
    .addOption(
      new Option("--up-to <severity>", "more severe alerts are still told").choices(severities).default("HIGH"),
    )
    .option("--even-if-worse", "mute CRITICAL alerts too")
    .option("--ticket <text>", "a ticket about it, such as OPS-231", textOf)
    .option("--yes", "do not ask")
    .option("--json", "print one JSON object")
    .addHelpText("after", ABOUT_SILENCES)
    .action(async (options) => end(await addSilence(options, terminal)));
  withTerm(add, "how long it mutes, at most 90 days (default: 4h)");
  withTable(command.command("list"))
    .description("list the silences, and what each mutes now")
    .option("--expired", "also those that ended in the last week")
    .option("--json", "print one JSON object on each line")
    .action(async (options) => end(await listSilences(options, terminal)));
  withTable(command.command("expire"))
    .description("end a silence early: people are told of the alerts that are still open")
    .argument("<id>", "the silence's id, or at least its first four characters", textOf)
    .requiredOption("--why <text>", "the reason, for whoever asks later", whyOf)
    .option("--json", "print one JSON object")
    .addHelpText("after", '\nExample:\n  tocsin silence expire 5f3a --why "the migration is done"')
    .action(async (id: string, options) => end(await expireSilence(id, options, terminal)));
}

const ABOUT_SILENCES = `
What:
  A silence mutes notifications and changes no alert: muted alerts stay open,
  are in the digest, and are told when the silence ends. It also mutes alerts
  that match later. Alerts that are more severe than --up-to are still told, so
  a rise breaks through.

Until when:
  For four hours, or as --for and --until say. If --for is longer than a working
  day (8 hours), the silence ends on the working morning after that, at 10:00 in
  the policy's time zone, when somebody is there for the muted alerts; or on the
  last working morning within 90 days. An hour before its end (or a tenth of its
  length), a mail tells the alarm addresses what it still mutes. If something is
  to be muted every week, put it into the policy, under \`silences\`.

Examples:
  tocsin silence add --match '{"account": ["111122223333"]}' --why "moving the cluster" --for 6h
  tocsin silence add --match '{"condition": ["vulnerability"], "attributes": {"cve": ["CVE-2026-92608"]}}' \\
    --why "fixed by the rebuild of Thursday" --for 3d --ticket SEC-118
  tocsin silence add --alert fe93 --why "the vendor knows" --even-if-worse`;
