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
    .description("say who is on call now, next and after that, by the schedules of the policy")
    .option("--at <instant>", "at this instant, such as 2026-12-24T20:00:00Z", instantOf)
    .addOption(
      new Option("--week <week>", "all shifts of this week, such as 2026-W49").argParser(weekFrom).conflicts("at"),
    )
    .option("--schedule <name>", "of this schedule alone")
    .option("--policy <file>", "by this policy (YAML), in place of the one in force")
    .option("--json", "print one JSON object a line")
    .addHelpText("after", ABOUT_SHIFTS)
    .action(async (options) => end(await whoIsOnCall(options, terminal)));
  // Whoever names no command may give its options all the same.
  command.addHelpText("after", () =>
    who.helpInformation().replace(/^[\s\S]*?Options:/, "\nOptions of who, which is meant where no command is named:"),
  );
  const exported = withTable(command.command("export"))
    .description("write who is on call as a calendar (.ics), which others import")
    .option("--schedule <name>", "of this schedule alone", textOf)
    .option("--from <instant>", "from then on, such as 2026-12-24T09:00:00Z (default: now)", instantOf)
    .option("--policy <file>", "by this policy (YAML), in place of the one in force")
    .option("-o, --output <file>", "write it to this file, in place of standard output")
    .option("--force", "overwrite a file that exists")
    .addHelpText("after", ABOUT_CALENDARS)
    .action(async (options) => end(await exportShifts(options, terminal)));
  withTerm(exported, "so far ahead, at most 400 days (default: 12w)");
  defineOverride(command.command("override"), terminal, end);
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

function defineOverride(
  command: Definition["command"],
  terminal: Definition["terminal"],
  end: Definition["end"],
): void {
  command.description("say who takes over a schedule for some time, whatever its layers say");
  const add = withTable(command.command("add"))
    .description("have somebody take over a schedule")
    .requiredOption("--schedule <name>", "the schedule, by its name in the policy", textOf)
    .requiredOption("--person <name>", "who takes over, by the name in the policy; nobody for a gap", textOf)
    .option("--from <instant>", "from then on, such as 2026-12-24T09:00:00Z (default: now)", instantOf)
    .requiredOption("--why <text>", "the reason, for whoever asks later", whyOf)
    .option("--json", "print one JSON object")
    .addHelpText("after", ABOUT_OVERRIDES)
    .action(async (options) => end(await addOverride(options, terminal)));
  withTerm(add, "so long they take over, at most 90 days");
  withTable(command.command("list"))
    .description("list who takes over, or will")
    .option("--past", "with those of the last ninety days that are over")
    .option("--json", "print one JSON object a line")
    .action(async (options) => end(await listOverrides(options, terminal)));
  withTable(command.command("cancel"))
    .description("have the schedule hold again")
    .argument("<id>", "the override's id, or the beginning of it, at least four characters", textOf)
    .requiredOption("--why <text>", "the reason, for whoever asks later", whyOf)
    .option("--json", "print one JSON object")
    .action(async (id: string, options) => end(await cancelOverride(id, options, terminal)));
}

const ABOUT_OVERRIDES = `
Of several overrides at one time the last that was made holds. Who has a swap that
stays, or is away for long, is better moved in the policy, where it is reviewed.

Examples:
  tocsin oncall override add --schedule primary --person grace --for 4h --why "ada is on a train"
  tocsin oncall override add --schedule primary --person grace --from 2026-12-24T09:00:00Z \\
    --until 2026-12-27T09:00:00Z --why "swapped for new year" --stage prod`;

const ABOUT_SHIFTS = `
Times are by the clocks of the schedule's time zone, beside UTC. A shift that goes on
at the time that is asked about is shown from there, and goes on where it is the
same person for 400 days.

Examples:
  tocsin oncall
  tocsin oncall --at 2026-12-24T20:00:00Z --stage prod
  tocsin oncall --policy policy.yaml --week 2026-W52`;

const ABOUT_CALENDARS = `
The calendar has an event for each shift (iCalendar, RFC 5545), with its overrides
and in UTC, and nothing of how anybody is reached. Shifts at its ends are whole.
Where nobody is on call it has no event, and the command says so. Importing it
again moves the events that are there already.

Examples:
  tocsin oncall export --stage prod --output oncall.ics
  tocsin oncall export --schedule primary --policy policy.yaml --for 26w > primary.ics`;

const ABOUT_PAUSES = `
A pause is for when notifications themselves are the trouble. It changes no alert,
and mutes what is CRITICAL, too; for what is expected, \`tocsin silence add\` mutes
less. When it ends people are told how things are then, and not what they missed.

Examples:
  tocsin oncall pause --why "the receiver is being moved" --stage prod
  tocsin oncall pause --why "game day" --for 6h --stage prod`;
