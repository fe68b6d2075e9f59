/**
 * A scenario runs the stack in the time of its events: the clock moves to each event, and everything due in between is reviewed exactly at
 * its instant. A fortnight takes seconds.
 */
import { type Instant, parseInstant, shift } from "@tocsin/core/event/instant";
import type { Taken } from "./bus.ts";
import { isKnownTime, type VirtualClock } from "./clock.ts";
import type { Stack } from "./stack.ts";

export interface Scenario {
  /** Delivers an event at its time, or at once if that has passed: a late event does not move the clock back. */
  deliver(event: object): Promise<void>;
  /** Delivers held-back events, waits until nothing is on its way, and moves the clock on to `at`. */
  runUntil(at: Instant): Promise<void>;
}

export interface ScenarioOptions {
  readonly stack: Pick<Stack, "bus" | "drain" | "review" | "nextReview">;
  readonly clock: VirtualClock;
  /** No event moves the clock beyond this: an event that claims to come from the future does not set the time. */
  readonly latest: Instant;
  /** Called with events that were put on the bus, and with the outcome of each. */
  readonly onTaken: (events: readonly object[], taken: readonly Taken[]) => void;
}

/** Events within a minute of each other share a delivery, as they would share a batch. */
const GRAIN_MILLISECONDS = 60_000;
const HELD_LIMIT = 200;
/** Work that one review leaves at an instant, because it was written meanwhile, is done by the next ones. */
const REVIEWS_AT_ONCE = 10;

export function createScenario({ stack, clock, latest, onTaken }: ScenarioOptions): Scenario {
  let held: object[] = [];

  return {
    async deliver(event) {
      const time = timeOf(event);
      if (time !== undefined && time <= latest && time > shift(clock.now(), GRAIN_MILLISECONDS)) {
        if (isSet()) await settle();
        await moveTo(time);
      }
      held.push(event);
      if (held.length >= HELD_LIMIT) await flush();
    },
    async runUntil(at) {
      if (!isSet()) await moveTo(at);
      await settle();
      await moveTo(at);
    },
  };

  /** Events without a time wait until one that has a time sets the clock; otherwise they would seem to be of 1970. */
  function isSet(): boolean {
    return isKnownTime(clock.now());
  }

  async function flush(): Promise<void> {
    const events = held;
    held = [];
    if (events.length > 0) onTaken(events, await stack.bus.put(events));
  }

  async function settle(): Promise<void> {
    await flush();
    await stack.drain();
  }

  /** Stops at every instant on the way at which something is due, and reviews it there. Failures are left for the next time. */
  async function moveTo(at: Instant): Promise<void> {
    let last: Instant | undefined;
    let reviews = 0;
    for (let due = await stack.nextReview(at); due !== undefined; due = await stack.nextReview(at)) {
      reviews = due === last ? reviews + 1 : 1;
      if (reviews > REVIEWS_AT_ONCE) break;
      last = due;
      clock.advanceTo(due);
      await stack.review();
      await stack.drain();
    }
    clock.advanceTo(at);
  }
}

function timeOf(event: object): Instant | undefined {
  const time = "time" in event ? parseInstant(event.time) : undefined;
  return time && isKnownTime(time) ? time : undefined;
}
