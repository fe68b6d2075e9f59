import type { AlertView } from "@tocsin/core/alert/view";
import type { Route } from "@tocsin/core/policy/policy";
import { isObject } from "@tocsin/core/text/json";
import type { GroupKey } from "../group.ts";
import { defaultGroupingOf } from "./default-grouping.ts";

/** The values by which an alert is grouped with others: those of its route's `group`, else the built-in ones. */
export function groupingOf(
  view: AlertView,
  route: Pick<Route, "group"> | undefined,
  urgency: GroupKey["urgency"],
  timezone: string,
): Readonly<Record<string, string>> {
  const group = route?.group;
  if (group === undefined) return defaultGroupingOf(view, urgency, timezone);
  if (group === "alert") return { alert: view.id };
  return Object.fromEntries(group.map((path) => [path, textAt(view, path)]));
}

/** The value of a field as text; the values of a list in order, and nothing if there is none. */
function textAt(view: AlertView, path: string): string {
  let value: unknown = view;
  for (const name of path.split(".")) value = isObject(value) ? value[name] : undefined;
  if (Array.isArray(value)) return value.map(String).sort().join(", ");
  return value === undefined || value === null || typeof value === "object" ? "" : String(value);
}
