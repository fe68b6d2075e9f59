/** `tocsin oncall export`: who is on call, as a calendar for people's own programs. */
import { timeIn } from "@tocsin/channels/page/page-time";
import { earlier, type Instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import type { Schedule } from "@tocsin/core/policy/schedule";
import { type Overriding, type Shift, shiftsBetween } from "@tocsin/oncall/schedule/shifts";
import { type CalendarShift, writtenCalendar } from "../../calendar/written-calendar.ts";
import { CommandError, exitCodes, type Terminal } from "../../output/terminal.ts";
import { createUnreadable } from "../../output/unreadable.ts";
import { writeAnew } from "../../output/written-file.ts";
import type { TableOptions } from "../../stack/open-table.ts";
import { nowBy, recordFor, stoppedClock } from "../../stack/run-record.ts";
import { type StageTableOptions, stageTable } from "../../stack/stage-table.ts";
import { policyFor } from "../policy-for.ts";
import { endFrom, type Term } from "../term.ts";
import { scheduleIn } from "./override.ts";

interface ExportOptions extends TableOptions, StageTableOptions, Term {
  /** Of a file, in place of the policy in force. */
  readonly policy?: string;
  readonly schedule?: string;
  readonly output?: string;
  readonly force?: boolean;
}

const DEFAULT_DAYS = 84;
const MOST_DAYS = 400;
/** So long before and after the time that is asked for, shifts are looked for whole. */
const WHOLE_DAYS = 35;

/** @throws CommandError where there are no schedules, for one that there is not, and where nobody is on call in all of the time. */
export async function exportShifts(options: ExportOptions, terminal: Terminal): Promise<number> {
  const place = { ...options, ...stageTable(options) };
  const record = await recordFor(place);
  const now = nowBy(record);
  const from = options.from ?? now;
  const until = endFrom(options, now, MOST_DAYS) ?? shift(from, DEFAULT_DAYS * MILLISECONDS_PER_DAY);
  const stopped = options.from ? undefined : stoppedClock(record);
  if (stopped !== undefined)
    terminal.stderr.write(`From the end of the last run on, ${stopped}; use --from for another beginning.\n`);
  const unreadable = createUnreadable(terminal);
  const policy = await policyFor(options.policy, place, unreadable, terminal);
  const schedules = options.schedule === undefined ? policy.schedules : [scheduleIn(policy, options.schedule)];
  if (schedules.length === 0)
    throw new CommandError("the policy has no schedules: docs/people.md shows how to write one", exitCodes.refused);
  const gaps = schedules.flatMap((schedule) => gapText(schedule, policy, from, until));
  const shifts = schedules.flatMap((schedule) => wholeShifts(schedule, policy, from, until));
  if (shifts.length === 0)
    throw new CommandError(`there is nothing to export: nobody is on call from ${from} to ${until}`, exitCodes.refused);
  for (const gap of gaps) terminal.stderr.write(`${gap}\n`);
  const names = schedules.map(({ name }) => name);
  const text = writtenCalendar(`On call: ${names.join(", ")}`, shifts, now);
  if (options.output === undefined) terminal.stdout.write(text);
  else await writeAnew(options.output, text, options.force === true);
  return unreadable.exitCode();
}

/** Those of which a part lies in the time, each as long as it is: cut anew on every day, an event would be another on every day. */
function wholeShifts(
  schedule: Schedule,
  overriding: Overriding,
  from: Instant,
  until: Instant,
): readonly CalendarShift[] {
  const earliest = shift(from, -WHOLE_DAYS * MILLISECONDS_PER_DAY);
  const latest = shift(until, WHOLE_DAYS * MILLISECONDS_PER_DAY);
  const around = shiftsBetween(schedule, overriding, earliest, latest);
  return around.flatMap((one): readonly CalendarShift[] => {
    const { person, overrides } = one;
    if (person === undefined || one.until <= from || one.from >= until) return [];
    const goesOn = one.from === earliest;
    const end = one.until === latest ? earlier(one.until, until) : one.until;
    return [{ schedule: schedule.name, person, from: goesOn ? from : one.from, until: end, overrides, goesOn }];
  });
}

/** Time in which nobody is on call is time without an event. */
function gapText(schedule: Schedule, overriding: Overriding, from: Instant, until: Instant): readonly string[] {
  const gaps = shiftsBetween(schedule, overriding, from, until).filter(({ person }) => person === undefined);
  const [first] = gaps;
  if (first === undefined) return [];
  const { name, timezone } = schedule;
  const span = (gap: Shift) => `from ${timeIn(timezone, gap.from)} to ${timeIn(timezone, gap.until)}`;
  const times = gaps.length === 1 ? span(first) : `${gaps.length} times, first ${span(first)}`;
  return [`By ${name} nobody is on call ${times}; the calendar has no event for that time.`];
}
