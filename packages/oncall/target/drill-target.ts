/** A drill is told at the destination that it names, by itself and at once, whatever the routes say. */
import type { AlertView } from "@tocsin/core/alert/view";
import { DRILL_ROUTE } from "@tocsin/core/policy/references/policy-names";
import type { GroupKey, Target } from "../group.ts";
import { groupIdOf } from "../group-id.ts";

/** The destination that the drill names, if it names one. Only a drill with a ring has the urgency `now`. */
export function drillTargets({ id, attributes }: Pick<AlertView, "id" | "attributes">): readonly Target[] {
  const [destination] = attributes.destination ?? [];
  if (typeof destination !== "string") return [];
  const isToRing = attributes.rings?.includes(true) === true;
  const key: GroupKey = { destination, urgency: isToRing ? "now" : "morning", grouping: { alert: id } };
  return [{ ...key, groupId: groupIdOf(key), route: DRILL_ROUTE, waitSeconds: 0 }];
}

/** Whether a group is that of a drill. */
export function isOfDrill({ route }: Pick<Target, "route">): boolean {
  return route === DRILL_ROUTE;
}
