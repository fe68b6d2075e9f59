import { type Instant, instantOfEpoch } from "@tocsin/core/instant";

/** The machine's clock: the one place where deployed code reads it. */
export function systemNow(): Instant {
  return instantOfEpoch(Date.now());
}
