/** What is over and comes back within the hour comes and goes: it is told, but does not ring each time. */
import { type Instant, shift } from "@tocsin/core/event/instant";

const FLAP_MINUTES = 60;

/** From when on what comes back is as new. */
export function flapEnd(at: Instant): Instant {
  return shift(at, FLAP_MINUTES * 60_000);
}
