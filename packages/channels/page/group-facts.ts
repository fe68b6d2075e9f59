/**
 * What the alerts of a notification have in common, and how many there are. For a large group, only the alerts in the notification are
 * known.
 */
import { compareSeverity, type Severity, severities } from "@tocsin/core/alert/severity";
import type { AlertView } from "@tocsin/core/alert/view";
import { worseOf, worstBegunSince } from "@tocsin/oncall/counts";
import type { Counts, SeverityCounts } from "@tocsin/oncall/group";
import type { Notification, Peak } from "@tocsin/oncall/notification";
import { type AlertLinksShown, linksTo } from "./alert-fields.ts";

/** Whether it is about one alert, and no other of its group has ended with it. */
export function isOfOne({ alerts, more, kind, counts, before, grouping }: Notification): boolean {
  if (alerts.length !== 1 || more > 0 || "overflow" in grouping) return false;
  return "alert" in grouping || kind !== "over" || counts.ended - (before?.ended ?? 0) <= 1;
}

/** The alert of the first line. */
export function leadOf({ alerts, peak }: Notification): AlertView | undefined {
  return alerts.find(({ id }) => id === peak?.alert) ?? alerts[0];
}

/** Where to read on about it. */
export function leadLinks(notification: Notification): AlertLinksShown {
  const lead = leadOf(notification);
  return lead === undefined ? noLinks : linksTo(notification.links?.[lead.id], lead);
}

export const noLinks: AlertLinksShown = { runbook: undefined, link: undefined };

/** The alert, one of several, that was the worst since the last message, and is now milder or over. */
export function peakOf(notification: Notification): (Peak & { readonly view: AlertView }) | undefined {
  const { alerts, peak } = notification;
  const view = alerts.find(({ id }) => id === peak?.alert);
  return peak === undefined || view === undefined || isOfOne(notification) ? undefined : { ...peak, view };
}

/** How many alerts of the group people must act on. */
export function openIn({ open }: Counts): number {
  return Object.values(open).reduce((sum, number) => sum + number, 0);
}

export function worstIn(open: SeverityCounts): Severity | undefined {
  return severities.toSorted((a, b) => compareSeverity(b, a)).find((severity) => open[severity] > 0);
}

/** The worst severity that is open or was open since the last message; if all is over, also the worst that was told. */
export function severityOf({ kind, counts, before }: Notification): Severity {
  const told = kind === "over" && before ? worstIn(before.open) : undefined;
  return worseOf(worseOf(worstIn(counts.open), worstBegunSince(before, counts)), told) ?? "INFORMATIONAL";
}

/** What all of them have, and have alike. */
function sharedBy<T extends string>(
  alerts: readonly AlertView[],
  of: (alert: AlertView) => T | undefined,
): T | undefined {
  const [first, ...others] = alerts.map(of);
  return others.every((value) => value === first) ? first : undefined;
}

/** How many of the alerts have each value, the most frequent first. */
export function tally(values: readonly string[]): readonly (readonly [value: string, times: number])[] {
  const times = [...Map.groupBy(values, (value) => value)].map(([value, same]) => [value, same.length] as const);
  return times.sort(([a, timesA], [b, timesB]) => timesB - timesA || (a < b ? -1 : 1));
}

/**
 * The value that the whole group shares: known if the notification has all alerts, or if the group is by one of `keys`, fields by which a
 * policy may group.
 */
export function sharedIn<T extends string>(
  { alerts, more, grouping }: Notification,
  of: (alert: AlertView) => T | undefined,
  ...keys: readonly string[]
): T | undefined {
  return more === 0 || keys.some((key) => key in grouping) ? sharedBy(alerts, of) : undefined;
}

export const cveKeys = ["cve", "attributes.cve"] as const;

/** The kind of resources, if the group is about one vulnerability: several alerts of it are several resources. */
export function resourcesIn(notification: Notification): { readonly one: string; readonly many: string } | undefined {
  if (sharedIn(notification, ({ attributes }) => attributes.cve?.join(), ...cveKeys) === undefined) return undefined;
  const type = sharedIn(notification, ({ attributes }) => attributes.resourceType?.join(), "attributes.resourceType");
  const isNamed = type !== undefined && Object.hasOwn(resourceNouns, type);
  return (isNamed ? resourceNouns[type] : undefined) ?? { one: "resource", many: "resources" };
}

/** https://docs.aws.amazon.com/inspector/v2/APIReference/API_Resource.html */
const resourceNouns: Readonly<Record<string, { readonly one: string; readonly many: string }>> = {
  AWS_EC2_INSTANCE: { one: "instance", many: "instances" },
  AWS_ECR_CONTAINER_IMAGE: { one: "image", many: "images" },
  AWS_LAMBDA_FUNCTION: { one: "function", many: "functions" },
  CODE_REPOSITORY: { one: "repository", many: "repositories" },
};
