/** The shifts that a calendar's file has, by which a schedule can go. */
import { type Instant, instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import { NOBODY, type PlannedShift } from "@tocsin/core/policy/schedule";
import { MOST_SHIFTS } from "@tocsin/core/policy/schema/schedules-schema";
import { amountOf } from "../output/terminal.ts";
import { eventsIn, type FileProblem } from "./calendar-events.ts";
import { type Occurrence, occurrencesIn } from "./occurrences.ts";
import { type Calling, titleText, whoIsMeant } from "./who-is-meant.ts";

export interface CalendarReading {
  readonly timezone: string;
  readonly callings: readonly Calling[];
  readonly now: Instant;
  /** An instant, as people read it. */
  readonly timeText: (at: Instant) => string;
}

export interface ReadShifts {
  readonly shifts: readonly PlannedShift[];
  /** With any, the calendar is refused. */
  readonly errors: readonly FileProblem[];
  readonly warnings: readonly FileProblem[];
}

/** What a policy is planned against lies behind, and what recurs goes on for ever. */
const DAYS_BEHIND = 91;
const DAYS_AHEAD = 400;

/** The same all month: what was read on a day is, on the next, no change. */
function lookedAt(now: Instant) {
  const month = instant(`${now.slice(0, 7)}-01T00:00:00Z`);
  return {
    from: shift(month, -DAYS_BEHIND * MILLISECONDS_PER_DAY),
    until: shift(month, DAYS_AHEAD * MILLISECONDS_PER_DAY),
  };
}
/** Events may overlap, and so be more than the shifts that come of them. */
const MOST_OCCURRENCES = 5 * MOST_SHIFTS;

/** The shifts from three months before this one until 400 days after its begin. Of two events at one time the one that began last holds. */
export function shiftsIn(text: string, reading: CalendarReading): ReadShifts {
  const { timezone, now } = reading;
  const span = lookedAt(now);
  const { events, problems } = eventsIn(text, timezone);
  const { occurrences, problems: more } = occurrencesIn(events, span);
  if (problems.length + more.length > 0) return refused([...problems, ...more]);
  const tooMany = (what: string, most: number) =>
    refused([{ problem: `has more than ${most} ${what} from ${span.from} to ${span.until}` }]);
  if (occurrences.length > MOST_OCCURRENCES) return tooMany("events", MOST_OCCURRENCES);
  const { plans, unknown } = plansOf(occurrences, reading);
  if (unknown.length > 0) return refused(unknown);
  const { shifts, overlaps } = withoutOverlaps(plans);
  if (shifts.length > MOST_SHIFTS) return tooMany("shifts", MOST_SHIFTS);
  return { shifts, errors: [], warnings: overlapTexts(overlaps, reading) };
}

const MOST_ERRORS = 20;

function refused(errors: readonly FileProblem[]): ReadShifts {
  const more = errors.length - MOST_ERRORS;
  const rest = more > 0 ? [{ problem: `has ${amountOf(more, "further problem")}` }] : [];
  return { shifts: [], errors: [...errors.slice(0, MOST_ERRORS), ...rest], warnings: [] };
}

interface Plan extends Occurrence {
  /** Or `nobody`. */
  readonly person: string;
}

/** Whoever had a shift that is over may have left since: that it is not known whose it was changes nothing. */
function plansOf(
  occurrences: readonly Occurrence[],
  { callings, now, timeText }: CalendarReading,
): { readonly plans: readonly Plan[]; readonly unknown: readonly FileProblem[] } {
  const plans: Plan[] = [];
  const unknown: FileProblem[] = [];
  for (const [event, ofEvent] of Map.groupBy(occurrences, (one) => one.event)) {
    const meant = whoIsMeant(event, callings);
    const ahead = ofEvent.find(({ until }) => until > now);
    if ("person" in meant) plans.push(...ofEvent.map((one) => ({ ...one, person: meant.person })));
    else if (ahead !== undefined)
      unknown.push({
        line: event.line,
        problem: `has an event ${titleText(event)}, from ${timeText(ahead.from)}, that ${meant.problem}`,
      });
  }
  return { plans, unknown };
}

interface Overlap {
  readonly holder: Plan;
  readonly other: Plan;
  readonly from: Instant;
  readonly until: Instant;
}

/** Of those at one instant the one that began last holds; of two that began together the shorter, and else the later in the file. */
function withoutOverlaps(plans: readonly Plan[]): {
  readonly shifts: readonly PlannedShift[];
  readonly overlaps: readonly Overlap[];
} {
  const shifts: PlannedShift[] = [];
  const overlaps: Overlap[] = [];
  const waiting = plans.toSorted((a, b) => compare(a.from, b.from) || compare(b.until, a.until));
  const edges = [...new Set(plans.flatMap(({ from, until }) => [from, until]))].sort();
  let current: readonly Plan[] = [];
  let begun = 0;
  for (const [i, from] of edges.entries()) {
    const until = edges[i + 1];
    const first = begun;
    while (waiting[begun]?.from === from) begun += 1;
    current = [...current, ...waiting.slice(first, begun)].filter((plan) => plan.until > from);
    const holder = current.at(-1);
    if (until === undefined || holder === undefined || holder.person === NOBODY) continue;
    const other = current.findLast(({ person }) => person !== holder.person && person !== NOBODY);
    if (other !== undefined) overlaps.push({ holder, other, from, until });
    const last = shifts.at(-1);
    const goesOn = last?.person === holder.person && last.until === from;
    shifts.splice(goesOn ? -1 : shifts.length, 1, { person: holder.person, from: goesOn ? last.from : from, until });
  }
  return { shifts, overlaps };
}

function compare(a: Instant, b: Instant): number {
  return a < b ? -1 : Number(a > b);
}

/** One of each two people: what is over is left out. */
function overlapTexts(overlaps: readonly Overlap[], { now, timeText }: CalendarReading): readonly FileProblem[] {
  const ahead = overlaps.filter(({ until }) => until > now);
  const byPair = Map.groupBy(ahead, ({ holder, other }) => JSON.stringify([holder.person, other.person]));
  return [...byPair.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return [];
    const { holder, other, from, until } = first;
    const times = more.length === 0 ? "" : `${more.length + 1} times, first `;
    const span = `${times}from ${timeText(from)} to ${timeText(until)}`;
    const problem = `has an event ${titleText(holder.event)} at the time of ${titleText(other.event)} (line ${other.event.line}), ${span}: it began last, so ${holder.person} is on call`;
    return [{ line: holder.event.line, problem }];
  });
}
