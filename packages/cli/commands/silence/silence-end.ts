/** Until when a silence mutes, where its author says so much. */
import { epochOf, type Instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import { nextWorkingMorning } from "@tocsin/oncall/working-time";
import { endFrom, type Term } from "../term.ts";

const DEFAULT_HOURS = 4;
/** A silence for longer than this ends in the morning, when somebody is there for what it has muted. */
const WORKING_DAY_HOURS = 8;
const MOST_DAYS = 90;
/** From a working morning to the next are three days at most, and an hour where clocks are put back. */
const BETWEEN_MORNINGS_DAYS = 4;

const HOUR = 3_600_000;

/**
 * For four hours, where nothing is said. An instant is taken as it is; of a length of more than a working day the end is the next working
 * morning, or, where that is more than 90 days away, the last one before. @throws CommandError for an end that is past, or more than 90 days away.
 */
export function silenceEnd(term: Term, now: Instant, timezone: string): Instant {
  const end = endFrom(term, now, MOST_DAYS) ?? shift(now, DEFAULT_HOURS * HOUR);
  if (term.for === undefined || epochOf(end) - epochOf(now) <= WORKING_DAY_HOURS * HOUR) return end;
  // One that is at ten already stays.
  const morning = nextWorkingMorning(shift(end, -1), timezone);
  const latest = shift(now, MOST_DAYS * MILLISECONDS_PER_DAY);
  return morning <= latest ? morning : workingMorningUpTo(latest, timezone);
}

/** The last time up to then that it is ten o'clock of a working day. */
function workingMorningUpTo(latest: Instant, timezone: string): Instant {
  let morning = shift(latest, -BETWEEN_MORNINGS_DAYS * MILLISECONDS_PER_DAY);
  for (let next = morning; next <= latest; next = nextWorkingMorning(next, timezone)) morning = next;
  return morning;
}
