import type { Instant } from "@tocsin/core/event/instant";
import { scheduledIn } from "@tocsin/core/policy/schedule";
import type { DestinationState, Subject } from "../decide/circumstances.ts";
import { failsForLong } from "../decide/failing.ts";
import { type Way, wayTo } from "../schedule/way-to.ts";
import { isToldByStep, type RoutingPolicy } from "./targets.ts";

/**
 * The policy's fallback, where the destination of a group does not take what is told: after five minutes, or at once where nobody is on call
 * by it, and by no step of the route that has its turn at once. What is told by a further contact of somebody is told by the first, too.
 * `owedSince` is when it began, and steps were asked about who is on call.
 */
export function fallbackFor(
  subject: Subject,
  way: Way,
  failing: DestinationState["failing"],
  policy: RoutingPolicy,
  now: Instant,
  owedSince = now,
): string | undefined {
  const { fallback, schedules } = policy;
  const { destination } = subject;
  if (fallback === undefined || fallback === destination) return undefined;
  if (way.kind !== "nobody") return failsForLong({ failing }, now) ? fallback : undefined;
  if ((scheduledIn(destination, schedules)?.contact ?? 0) > 0) return undefined;
  const wasNobody = wayTo(destination, policy, owedSince).kind === "nobody";
  return wasNobody && isToldByStep(subject, policy, now) ? undefined : fallback;
}
