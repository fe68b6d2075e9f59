import type { Definition } from "../command-line.ts";
import { pauseOncall, resumeOncall } from "../commands/oncall/pause.ts";
import { oncallStatus } from "../commands/oncall/status.ts";
import { whyOf } from "./argument-parsers.ts";
import { withTable, withTerm } from "./options.ts";

export function defineOncall({ command, terminal, end }: Definition): void {
  const pause = withTable(command.command("pause"))
    .description("notify nobody for some time, of whatever severity")
    .requiredOption("--why <text>", "the reason, for whoever asks later", whyOf)
    .option("--json", "print one JSON object")
    .addHelpText("after", ABOUT_PAUSES)
    .action(async (options) => end(await pauseOncall(options, terminal)));
  withTerm(pause, "so long it lasts, at most a day (default: 2h)");
  withTable(command.command("resume"))
    .description("end a pause before its time")
    .option("--json", "print one JSON object")
    .action(async (options) => end(await resumeOncall(options, terminal)));
  withTable(command.command("status"))
    .description("say whether people are notified, what they are yet to be told, and which destinations take nothing")
    .option("--json", "print one JSON object")
    .action(async (options) => end(await oncallStatus(options, terminal)));
}

const ABOUT_PAUSES = `
A pause is for when notifications themselves are the trouble. It changes no alert,
and mutes what is CRITICAL, too; for what is expected, \`tocsin silence add\` mutes
less. When it ends people are told how things are then, and not what they missed.

Examples:
  tocsin oncall pause --why "the receiver is being moved" --stage prod
  tocsin oncall pause --why "game day" --for 6h --stage prod`;
