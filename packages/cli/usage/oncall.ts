import { Option } from "commander";
import type { Definition } from "../command-line.ts";
import { exportShifts } from "../commands/oncall/export.ts";
import { addOverride, cancelOverride, listOverrides } from "../commands/oncall/override.ts";
import { pauseOncall, resumeOncall } from "../commands/oncall/pause.ts";
import { oncallStatus } from "../commands/oncall/status.ts";
import { whoIsOnCall } from "../commands/oncall/who.ts";
import { instantOf, textOf, weekFrom, whyOf } from "./argument-parsers.ts";
import { withTable, withTerm } from "./options.ts";

export function defineOncall({ command, terminal, end }: Definition): void {
  const who = withTable(command.command("who", { isDefault: true }))
    .description("say who is on call now, next and after that, in the schedules of the policy")
    .option("--at <instant>", "at this instant, such as 2026-12-24T20:00:00Z", instantOf)
    .addOption(
      new Option("--week <week>", "all shifts of this week, such as 2026-W49").argParser(weekFrom).conflicts("at"),
    )
    .option("--schedule <name>", "only this schedule")
    .option("--policy <file>", "use this policy (YAML) instead of the one in force")
    .option("--json", "print one JSON object on each line")
    .addHelpText("after", ABOUT_SHIFTS)
    .action(async (options) => end(await whoIsOnCall(options, terminal)));
  // Without a command's name, the options of `who` are allowed too.
  command.addHelpText("after", () =>
    who.helpInformation().replace(/^[\s\S]*?Options:/, "\nOptions of who, the default command:"),
  );
  const exported = withTable(command.command("export"))
    .description("write who is on call as a calendar (.ics), which calendar programs import")
    .option("--schedule <name>", "only this schedule", textOf)
    .option("--from <instant>", "where the calendar begins, such as 2026-12-24T09:00:00Z (default: now)", instantOf)
    .option("--policy <file>", "use this policy (YAML) instead of the one in force")
    .option("-o, --output <file>", "write it to this file instead of standard output")
    .option("--force", "overwrite a file that exists")
    .addHelpText("after", ABOUT_CALENDARS)
    .action(async (options) => end(await exportShifts(options, terminal)));
  withTerm(exported, "how far ahead, at most 400 days (default: 12w)");
  defineOverride(command.command("override"), terminal, end);
  const pause = withTable(command.command("pause"))
    .description("notify nobody for some time, whatever the severity")
    .requiredOption("--why <text>", "the reason, for whoever asks later", whyOf)
    .option("--json", "print one JSON object")
    .addHelpText("after", ABOUT_PAUSES)
    .action(async (options) => end(await pauseOncall(options, terminal)));
  withTerm(pause, "how long it lasts, at most a day (default: 2h)");
  withTable(command.command("resume"))
    .description("end a pause early")
    .option("--json", "print one JSON object")
    .action(async (options) => end(await resumeOncall(options, terminal)));
  withTable(command.command("status"))
    .description("say whether people are notified, which notifications are owed, and which destinations accept none")
    .option("--json", "print one JSON object")
    .action(async (options) => end(await oncallStatus(options, terminal)));
}

function defineOverride(
  command: Definition["command"],
  terminal: Definition["terminal"],
  end: Definition["end"],
): void {
  command.description("let somebody take over a schedule for some time, whatever its layers say");
  const add = withTable(command.command("add"))
    .description("let somebody take over a schedule")
    .requiredOption("--schedule <name>", "the schedule's name in the policy", textOf)
    .requiredOption("--person <name>", "the name of the person in the policy; nobody for a gap", textOf)
    .option("--from <instant>", "when it begins, such as 2026-12-24T09:00:00Z (default: now)", instantOf)
    .requiredOption("--why <text>", "the reason, for whoever asks later", whyOf)
    .option("--json", "print one JSON object")
    .addHelpText("after", ABOUT_OVERRIDES)
    .action(async (options) => end(await addOverride(options, terminal)));
  withTerm(add, "how long they take over, at most 90 days");
  withTable(command.command("list"))
    .description("list present and future overrides")
    .option("--past", "also those of the last ninety days that are over")
    .option("--json", "print one JSON object on each line")
    .action(async (options) => end(await listOverrides(options, terminal)));
  withTable(command.command("cancel"))
    .description("cancel an override, so that the schedule applies again")
    .argument("<id>", "the override's id, or at least its first four characters", textOf)
    .requiredOption("--why <text>", "the reason, for whoever asks later", whyOf)
    .option("--json", "print one JSON object")
    .action(async (id: string, options) => end(await cancelOverride(id, options, terminal)));
}

const ABOUT_OVERRIDES = `
If several overrides apply at one time, the one made last counts. Make a permanent
swap, or a long absence, in the policy instead, where it is reviewed.

Examples:
  tocsin oncall override add --schedule primary --person grace --for 4h --why "ada is on a train"
  tocsin oncall override add --schedule primary --person grace --from 2026-12-24T09:00:00Z \\
    --until 2026-12-27T09:00:00Z --why "swapped for new year" --stage prod`;

const ABOUT_SHIFTS = `
Times are in the schedule's time zone, and in UTC. A shift that has begun already is
shown from the time asked about. If it lasts more than 400 days from then, no end is
shown.

Examples:
  tocsin oncall
  tocsin oncall --at 2026-12-24T20:00:00Z --stage prod
  tocsin oncall --policy policy.yaml --week 2026-W52`;

const ABOUT_CALENDARS = `
The calendar (iCalendar, RFC 5545) has an event for each shift, with overrides and in
UTC, but does not say how anybody is reached. The first and the last shift are complete.
A time without anybody on call has no event, and the command says so. If you import the
calendar again, existing events move.

Examples:
  tocsin oncall export --stage prod --output oncall.ics
  tocsin oncall export --schedule primary --policy policy.yaml --for 26w > primary.ics`;

const ABOUT_PAUSES = `
Use a pause if the notifications themselves are the problem. It changes no alert, and
mutes even CRITICAL alerts; for expected alerts, use \`tocsin silence add\`, which mutes
less. When the pause ends, people are told the state at that time, not everything that
they missed.

Examples:
  tocsin oncall pause --why "the receiver is being moved" --stage prod
  tocsin oncall pause --why "game day" --for 6h --stage prod`;
