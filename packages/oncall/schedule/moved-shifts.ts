/** The times at which different people are on call under two policies. */
import { earlier, type Instant } from "@tocsin/core/event/instant";
import type { Schedule } from "@tocsin/core/policy/schedule";
import { earliestOf } from "../decide/look.ts";
import { type Overriding, onCallAt } from "./shifts.ts";

export interface MovedShift {
  readonly schedule: string;
  readonly from: Instant;
  /** The first instant that is no longer in it. */
  readonly until: Instant;
  /** Nobody, where it is left out. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

interface Scheduling extends Overriding {
  readonly schedules: readonly Schedule[];
}

/** Those of each schedule of either policy, in order of time. If a policy does not have a schedule, nobody is on call in it. */
export function movedShifts(before: Scheduling, after: Scheduling, from: Instant, to: Instant): readonly MovedShift[] {
  const names = new Set([...before.schedules, ...after.schedules].map(({ name }) => name));
  return [...names].flatMap((name) => movedOf(name, before, after, from, to));
}

function movedOf(
  name: string,
  before: Scheduling,
  after: Scheduling,
  from: Instant,
  to: Instant,
): readonly MovedShift[] {
  const moved: MovedShift[] = [];
  for (let at = from; at < to; ) {
    const [one, other] = [before, after].map((scheduling) => standingAt(name, scheduling, at));
    const until = earlier(earliestOf(one?.until, other?.until) ?? to, to);
    const last = moved.at(-1);
    if (one?.person !== other?.person) {
      const goesOn = last?.until === at && last.before === one?.person && last.after === other?.person;
      const span = { schedule: name, from: goesOn ? last.from : at, until };
      moved.splice(goesOn ? -1 : moved.length, 1, { ...span, before: one?.person, after: other?.person });
    }
    at = until;
  }
  return moved;
}

function standingAt(name: string, scheduling: Scheduling, at: Instant) {
  const schedule = scheduling.schedules.find((one) => one.name === name);
  return schedule && onCallAt(schedule, scheduling, at);
}
