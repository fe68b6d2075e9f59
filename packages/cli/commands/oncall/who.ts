import { timeIn } from "@tocsin/channels/page/page-time";
import { type Instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import { boundsOf, type Week } from "@tocsin/core/event/week";
import type { Policy } from "@tocsin/core/policy/policy";
import type { Schedule } from "@tocsin/core/policy/schedule";
import { type Shift, shiftsBetween } from "@tocsin/oncall/schedule/shifts";
import { localInstant } from "@tocsin/oncall/schedule/turns";
import { type Column, table as tableText } from "../../output/table.ts";
import { exitCodes, type Terminal } from "../../output/terminal.ts";
import { createUnreadable } from "../../output/unreadable.ts";
import type { TableOptions } from "../../stack/open-table.ts";
import { nowBy, recordFor, stoppedClock } from "../../stack/run-record.ts";
import { type StageTableOptions, stageTable } from "../../stack/stage-table.ts";
import { policyFor } from "../policy-for.ts";
import { scheduleIn } from "./override.ts";

interface WhoOptions extends TableOptions, StageTableOptions {
  /** Of a file, in place of the policy in force. */
  readonly policy?: string;
  readonly at?: Instant;
  readonly week?: Week;
  readonly schedule?: string;
  readonly json?: boolean;
}

/** Whole, and not cut where what is asked for begins: a turn begins at its hand-over. */
interface ShownShift extends Omit<Shift, "from" | "until"> {
  /** Left out where it began before what is looked at. */
  readonly from?: Instant | undefined;
  /** Left out where it goes on beyond what is looked at. */
  readonly until?: Instant | undefined;
}

interface ScheduledShifts {
  readonly schedule: string;
  readonly timezone: string;
  readonly shifts: readonly ShownShift[];
}

/** Who is on call now, next, and after that. */
const NEXT = 2;
/** So far they are looked for. */
const FAR_DAYS = 400;

/** @throws CommandError for a schedule that there is not. */
export async function whoIsOnCall(options: WhoOptions, terminal: Terminal): Promise<number> {
  const place = { ...options, ...stageTable(options) };
  const record = await recordFor(place);
  const at = options.at ?? nowBy(record);
  const stopped = options.at || options.week ? undefined : stoppedClock(record);
  if (stopped !== undefined)
    terminal.stderr.write(`As of the end of the last run, ${stopped}; use --at for another time.\n`);
  const unreadable = createUnreadable(terminal);
  const policy = await policyFor(options.policy, place, unreadable, terminal);
  const schedules = options.schedule === undefined ? policy.schedules : [scheduleIn(policy, options.schedule)];
  const rows = schedules.map((schedule): ScheduledShifts => {
    const { name, timezone } = schedule;
    const ofWeek = options.week && weekIn(options.week, timezone);
    const shifts = ofWeek
      ? shiftsIn(schedule, policy, ofWeek)
      : shiftsIn(schedule, policy, { from: at, until: shift(at, FAR_DAYS * MILLISECONDS_PER_DAY) }).slice(0, NEXT + 1);
    return { schedule: name, timezone, shifts };
  });
  if (options.json) for (const row of rows) terminal.stdout.write(`${JSON.stringify({ at, ...row })}\n`);
  else if (rows.length === 0)
    terminal.stdout.write("The policy has no schedules: docs/people.md shows how to write one.\n");
  else terminal.stdout.write(shiftsTable(rows.flatMap(linesOf), terminal));
  return unreadable.exitCode() || exitCodes.ok;
}

interface Span {
  readonly from: Instant;
  readonly until: Instant;
}

/** Those of which a part lies in the span. */
function shiftsIn(schedule: Schedule, policy: Policy, { from, until }: Span): readonly ShownShift[] {
  const earliest = shift(from, -FAR_DAYS * MILLISECONDS_PER_DAY);
  const latest = shift(from, FAR_DAYS * MILLISECONDS_PER_DAY);
  return shiftsBetween(schedule, policy, earliest, latest)
    .filter((one) => one.until > from && one.from < until)
    .map((one) => ({
      ...one,
      from: one.from > earliest ? one.from : undefined,
      until: one.until < latest ? one.until : undefined,
    }));
}

/** From midnight to midnight, as the clocks of the time zone show them. */
function weekIn(week: Week, timezone: string): Span | undefined {
  const bounds = boundsOf(week);
  if (bounds === undefined) return undefined;
  const midnight = (at: Instant) => localInstant(`${at.slice(0, 10)}T00:00`, timezone);
  return { from: midnight(bounds.start), until: midnight(bounds.end) };
}

interface Line extends ShownShift {
  readonly schedule: string;
  readonly timezone: string;
}

function linesOf({ schedule, timezone, shifts }: ScheduledShifts): readonly Line[] {
  return shifts.map((one) => ({ ...one, schedule, timezone }));
}

/** Most weeks nobody takes over, and nothing is said of it. */
function shiftsTable(lines: readonly Line[], terminal: Terminal): string {
  const isOverridden = lines.some(({ overrides }) => overrides.length > 0);
  return tableText(lines, isOverridden ? [...columns, overrideColumn] : columns, terminal);
}

const overrideColumn: Column<Line> = { heading: "BY OVERRIDE", of: ({ overrides }) => overrides.join(", ") };

const columns: readonly Column<Line>[] = [
  { heading: "SCHEDULE", of: ({ schedule }) => schedule },
  { heading: "ON CALL", of: ({ person }) => person ?? "nobody" },
  {
    heading: "FROM",
    of: ({ from, timezone }) => (from === undefined ? "long before" : timeIn(timezone, from)),
    yields: 1,
  },
  { heading: "UNTIL", of: ({ until, timezone }) => (until === undefined ? "goes on" : timeIn(timezone, until)) },
];
