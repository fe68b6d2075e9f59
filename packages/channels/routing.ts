/** Decides which channels are notified of an announcement, by the policy's routes alone. */

import type { AlertView } from "@tocsin/core/alert/view";
import type { Policy } from "@tocsin/core/policy/policy";
import type { Announcement } from "@tocsin/core/transition/announcement";

export interface Routing {
  readonly deliveries: readonly RoutedChannel[];
  /** Why these and no others; logged and counted. */
  readonly reason: "routed" | "no-route-matches" | "quiet";
}

export interface RoutedChannel {
  readonly channel: string;
  /** The first route that names the channel. */
  readonly route: string;
}

/**
 * Every route that matches sends to its channels; a channel that several routes name is notified once. A route matches over the
 * alert's view. Its `severity` is the announcement's: the higher of what the alert was and what it became, so that a channel that
 * was notified of a problem is notified of its end.
 */
export function routesFor(policy: Policy, announcement: Announcement): Routing {
  if (announcement.quiet) return { deliveries: [], reason: "quiet" };
  const { alert, severity } = announcement;
  const document: AlertView = { ...alert, severity };
  const routes = new Map<string, string>();
  for (const { name, channels, matches } of policy.routes) {
    if (!matches(document)) continue;
    for (const channel of channels) if (!routes.has(channel)) routes.set(channel, name);
  }
  const deliveries = [...routes].map(([channel, route]) => ({ channel, route }));
  return { deliveries, reason: deliveries.length > 0 ? "routed" : "no-route-matches" };
}
