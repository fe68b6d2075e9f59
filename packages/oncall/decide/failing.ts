/** A destination that does not answer: when it is tried again, and for how long it counts as failing. */
import { type Instant, shift } from "@tocsin/core/event/instant";
import type { DestinationState } from "./circumstances.ts";
import { minutesAfter, secondsAfter } from "./look.ts";

const RETRY_SECONDS = 30;
const LONGEST_RETRY_SECONDS = 15 * 60;
/** Between two attempts, whatever a receiver asks for. */
export const LONGEST_PAUSE_SECONDS = 60 * 60;
const FAILING_MINUTES = 5;

/**
 * When to try a destination again that did not accept this many notifications in a row: after 30 seconds, then twice as long each time, up
 * to 15 minutes. A longer pause that it asked for is respected, up to an hour, so that no receiver can delay by a day what somebody is
 * waiting for.
 */
export function nextTryAt(times: number, now: Instant, askedMilliseconds = 0): Instant {
  const grown = Math.min(RETRY_SECONDS * 2 ** (times - 1), LONGEST_RETRY_SECONDS);
  const asked = Math.min(Math.ceil(askedMilliseconds / 1000), LONGEST_PAUSE_SECONDS);
  return secondsAfter(now, Math.max(grown, asked));
}

/**
 * What is known of a failure, while there is one. If nobody has tried again for this long after the due time, there was nothing left to
 * tell. Then it is not known whether the destination answers, and the next failure counts from the beginning.
 */
export function stillFailing<T extends { readonly nextTryAt: Instant }>(
  failing: T | undefined,
  now: Instant,
): T | undefined {
  if (failing === undefined) return undefined;
  return now < shift(failing.nextTryAt, LONGEST_RETRY_SECONDS * 1000) ? failing : undefined;
}

/**
 * Gives a destination that is known not to answer `now` a beginning of its failure that is long enough ago for the fallback to hear of it.
 */
export function failingForLong(now: Instant): Instant {
  return minutesAfter(now, -FAILING_MINUTES);
}

/** Whether the destination has failed for so long that the fallback is to hear of its groups. */
export function failsForLong({ failing }: Pick<DestinationState, "failing">, now: Instant): boolean {
  return failing !== undefined && now >= minutesAfter(failing.since, FAILING_MINUTES);
}
