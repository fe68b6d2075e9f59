/** When to look at an alert again though nothing has happened: urgency depends on the time too. */
import type { Instant } from "@tocsin/core/event/instant";
import type { Membership } from "../group.ts";
import type { Wake } from "../wake.ts";
import { defaultTurnsAt } from "./default-urgency.ts";
import { type RoutingPolicy, targetsOf } from "./targets.ts";

/**
 * The next instant at which time alone changes where the alert is told; nothing if it never does. `running` are its memberships as for
 * `targetsOf`: they do not become less urgent.
 */
export function urgencyChangesAt(
  alert: Pick<Wake, "view" | "worst">,
  policy: RoutingPolicy,
  now: Instant,
  running: readonly Membership[] = [],
): Instant | undefined {
  const { timezone } = policy;
  const at = alert.view.status === "RESOLVED" ? undefined : defaultTurnsAt(alert.view, { now, timezone });
  if (at === undefined) return undefined;
  const groupsAt = (instant: Instant) =>
    targetsOf(alert, policy, instant, running)
      .map(({ groupId }) => groupId)
      .join();
  return groupsAt(now) === groupsAt(at) ? undefined : at;
}
