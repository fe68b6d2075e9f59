/** Whether events come in the order of their times, by which a run goes. */
import { type Instant, later, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";

export interface Lateness {
  /** Takes note of the next event's time. */
  note(at: Instant | undefined): void;
  /** How many were more than a day older than one before them. */
  readonly late: () => number;
}

/**
 * EventBridge tries for a day to deliver an event: what is later than that is so by how a file was written.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html
 */
const TOLERATED_MILLISECONDS = MILLISECONDS_PER_DAY;

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
