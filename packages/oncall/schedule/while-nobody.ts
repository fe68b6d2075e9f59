import { earlier, type Instant, shift } from "@tocsin/core/event/instant";
import type { DestinationState } from "../decide/circumstances.ts";
import { failingForLong } from "../decide/failing.ts";

/** How soon a person who takes over by an override is told of what has waited for somebody. */
const LOOK_SECONDS = 15 * 60;

/** A schedule in which nobody is on call is a destination that is known not to answer: the fallback is told at once. */
export function whileNobody(until: Instant | undefined, now: Instant): NonNullable<DestinationState["failing"]> {
  const lookAt = shift(now, LOOK_SECONDS * 1000);
  return { since: failingForLong(now), nextTryAt: until === undefined ? lookAt : earlier(until, lookAt) };
}
