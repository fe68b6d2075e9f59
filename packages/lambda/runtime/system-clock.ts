import { type Instant, instantOfEpoch, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";

/** The machine's clock: the only place where deployed code reads it. */
export function systemNow(): Instant {
  return instantOfEpoch(Date.now());
}

/** Later than any maintained clock in the organization can be. */
export function systemTomorrow(): Instant {
  return shift(systemNow(), MILLISECONDS_PER_DAY);
}
