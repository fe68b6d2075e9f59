/** Whether events come in the order of their times, by which a run goes. */
import { type Instant, later, shift } from "@tocsin/core/event/instant";

export interface Lateness {
  /** Takes note of the next event's time. */
  note(at: Instant | undefined): void;
  /** How many were more than an hour older than one before them. */
  readonly late: () => number;
}

/** Services report a change within the hour in whatever order: more than that is of how a file was written. */
const TOLERATED_MILLISECONDS = 3_600_000;

/** @param since what the clock shows already, where it does. */
export function createLateness(since: Instant | undefined): Lateness {
  let latest = since;
  let late = 0;
  return {
    note(at) {
      if (at === undefined) return;
      if (latest !== undefined && at < shift(latest, -TOLERATED_MILLISECONDS)) late += 1;
      latest = latest === undefined ? at : later(latest, at);
    },
    late: () => late,
  };
}
