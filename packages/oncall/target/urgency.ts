import type { AlertView } from "@tocsin/core/alert/view";
import type { Instant } from "@tocsin/core/event/instant";
import type { Policy, Route } from "@tocsin/core/policy/policy";
import { type Urgency, urgencies } from "@tocsin/core/policy/urgency";
import { defaultUrgencyOf } from "./default-urgency.ts";

export interface Urgent {
  readonly urgency: Urgency;
  /** Words that end the sentence "It is so urgent by …". */
  readonly because: string;
}

/**
 * How soon the people of a route must hear of an alert: the route itself decides, else the first matching rule, else the built-in table.
 */
export function urgencyOf(
  view: AlertView,
  policy: Pick<Policy, "urgencyRules" | "timezone">,
  now: Instant,
  route?: Pick<Route, "name" | "urgency">,
): Urgent {
  if (route?.urgency !== undefined) return { urgency: route.urgency, because: `route ${route.name}` };
  const rule = policy.urgencyRules.find(({ matches }) => matches(view));
  if (rule !== undefined) return { urgency: rule.urgency, because: `rule ${rule.name}` };
  const { urgency, because } = defaultUrgencyOf(view, { now, timezone: policy.timezone });
  return { urgency, because: `default: ${because}` };
}

/** The more urgent of two. */
export function moreUrgent<U extends Urgency>(a: U, b: U): U {
  return isMoreUrgent(b, a) ? b : a;
}

export function isMoreUrgent(a: Urgency, b: Urgency): boolean {
  return urgencies.indexOf(a) < urgencies.indexOf(b);
}
