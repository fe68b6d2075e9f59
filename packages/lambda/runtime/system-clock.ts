import { type Instant, instantOfEpoch, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";

/** The machine's clock: the one place where deployed code reads it. */
export function systemNow(): Instant {
  return instantOfEpoch(Date.now());
}

/** Later than any clock in the organization can be while it is kept at all. */
export function systemTomorrow(): Instant {
  return shift(systemNow(), MILLISECONDS_PER_DAY);
}
