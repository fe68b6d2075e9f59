/** Why an alert is told at a destination, in the words that `explain` and `alerts show` print. */
import type { AlertView } from "@tocsin/core/alert/view";
import type { Instant } from "@tocsin/core/event/instant";
import type { Target } from "../group.ts";
import { groupingOf } from "./grouping.ts";
import { type RoutingPolicy, routesFor, targetsOf } from "./targets.ts";
import { type Urgent, urgencyOf } from "./urgency.ts";

export interface Why {
  /** The routes that match, in order; the fallback if none does and it hears of the alert. */
  readonly routes: readonly WhyRoute[];
  readonly targets: readonly Target[];
  /** Why nobody is told, where nobody is. */
  readonly nobody?: string | undefined;
}

export interface WhyRoute extends Urgent {
  readonly route: string;
  readonly grouping: Readonly<Record<string, string>>;
  readonly channels: readonly string[];
}

/** How the policy treats an alert in the state of `view`. */
export function whyOf(view: AlertView, policy: RoutingPolicy, now: Instant): Why {
  const routes = routesFor(view, policy).map((route) => {
    const urgent = urgencyOf(view, policy, now, route);
    const grouping = urgent.urgency === "digest" ? {} : groupingOf(view, route, urgent.urgency, policy.timezone);
    return { route: route.name, ...urgent, grouping, channels: route.channels };
  });
  const targets = targetsOf({ view, worst: view.severity }, policy, now);
  return { routes, targets, nobody: targets.length === 0 ? nobodySince(routes, policy) : undefined };
}

function nobodySince(routes: readonly WhyRoute[], { fallback }: RoutingPolicy): string {
  if (routes.length > 0) return "it is for the weekly digest alone";
  if (fallback === undefined) return "no route matches, and the policy has no fallback";
  return "no route matches, and it is not severe enough for the fallback";
}
