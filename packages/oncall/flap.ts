/** An alert that is over and comes back within the hour flaps: it is told, but does not ring each time. */
import { type Instant, shift } from "@tocsin/core/event/instant";

const FLAP_MINUTES = 60;

/** From when a returning alert counts as new. */
export function flapEnd(at: Instant): Instant {
  return shift(at, FLAP_MINUTES * 60_000);
}
