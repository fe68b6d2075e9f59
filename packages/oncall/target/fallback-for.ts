import type { Instant } from "@tocsin/core/event/instant";
import type { DestinationState, Subject } from "../decide/circumstances.ts";
import { failsForLong } from "../decide/failing.ts";
import type { Way } from "../schedule/way-to.ts";
import { isToldByStep, type RoutingPolicy } from "./targets.ts";

/**
 * The policy's fallback, where the destination of a group does not take what is told: after five minutes, or at once where nobody is on call
 * by it, and by no step of the route either.
 */
export function fallbackFor(
  subject: Subject,
  way: Way,
  failing: DestinationState["failing"],
  policy: RoutingPolicy,
  now: Instant,
): string | undefined {
  const { fallback } = policy;
  if (fallback === undefined || fallback === subject.destination) return undefined;
  const falls = way.kind === "nobody" ? !isToldByStep(subject, policy, now) : failsForLong({ failing }, now);
  return falls ? fallback : undefined;
}
