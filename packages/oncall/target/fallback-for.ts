import type { Instant } from "@tocsin/core/event/instant";
import { scheduledIn } from "@tocsin/core/policy/schedule";
import type { DestinationState, Subject } from "../decide/circumstances.ts";
import { failsForLong } from "../decide/failing.ts";
import type { InPlaceOf } from "../group.ts";
import { groupIdOf } from "../group-id.ts";
import { type Way, wayTo } from "../schedule/way-to.ts";
import { isToldByStep, type RoutingPolicy } from "./targets.ts";

/**
 * The policy's fallback, if a group's destination does not accept notifications: after five minutes, or at once if nobody is on call in it,
 * nor in a step of the route that comes at once. Further contacts of a person count as told through the first. `owedSince` is when it
 * began, and when the steps looked up who is on call.
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

/**
 * Whether the fallback already stands in for another destination of the same route, which has the same alerts: standing in for both, it
 * would count each alert twice.
 * @param present how many of the group's alerts are not over.
 * @param inPlaceOf the groups that the fallback stands in for.
 */
export function isToldBeside(
  { destination, urgency, grouping, route }: Subject,
  present: number,
  inPlaceOf: readonly InPlaceOf[],
  { routes }: Pick<RoutingPolicy, "routes">,
): boolean {
  const { channels = [], steps = [] } = routes.find(({ name }) => name === route) ?? {};
  const beside = [...channels, ...steps.flatMap((step) => step.channels)].filter((other) => other !== destination);
  const groupIds = beside.map((other) => groupIdOf({ destination: other, urgency, grouping }));
  return inPlaceOf.some((other) => groupIds.includes(other.groupId) && other.present >= present);
}
