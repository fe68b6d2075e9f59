import type { Policy } from "./policy.ts";
import { scheduledIn } from "./schedule.ts";

/** Every name of a destination: the channels, and the schedules as routes and escalations name them. */
export function destinationsIn({
  channels,
  routes,
  schedules,
}: Pick<Policy, "channels" | "routes" | "schedules">): readonly string[] {
  const named = routes.flatMap((route) => [route.channels, ...route.steps.map((step) => step.channels)].flat());
  const ofSchedules = named.filter((name) => scheduledIn(name, schedules) !== undefined);
  return [...new Set([...Object.keys(channels), ...ofSchedules])];
}
