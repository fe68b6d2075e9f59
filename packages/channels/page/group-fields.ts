/** What a page says about a group: how far it reaches, which alerts to begin with, who owns them, and how many there are. */

import { UNKNOWN_ENVIRONMENT } from "@tocsin/core/directory/directory";
import type { Instant } from "@tocsin/core/event/instant";
import { groupedBy } from "@tocsin/oncall/group";
import type { Notification } from "@tocsin/oncall/notification";
import { SHORT_ID_LENGTH } from "./alert-fields.ts";
import { ADDRESS_LIMIT, ASIDE_LIMIT, type Field, PROSE_LIMIT } from "./field.ts";
import { openIn, sharedIn, tally } from "./group-facts.ts";
import { headlineInList, numberText, severitiesText } from "./headline.ts";

/** The values that the group shares: `cve CVE-2026-31337, owner payments`. */
export function grouped({ grouping }: Notification): Field {
  const byWhat = groupedBy({ grouping }).map(([key, value]) => `${key.slice(key.lastIndexOf(".") + 1)} ${value}`);
  const text =
    "overflow" in grouping ? "alerts beyond those that are told one by one within ten minutes" : byWhat.join(", ");
  return { label: "group", texts: text === "" ? [] : [text], limit: PROSE_LIMIT };
}

/** How far it reaches, as far as the notification's alerts show. */
export function reach(notification: Notification): Field {
  const { alerts } = notification;
  const environments = tally(alerts.flatMap(({ directory }) => directory?.environment ?? []));
  const texts = [
    amountOf(new Set(alerts.map(({ account }) => account)).size, "account"),
    amountOf(new Set(alerts.map(({ region }) => region)).size, "Region"),
    ...environments.map(([environment, times]) =>
      environment === UNKNOWN_ENVIRONMENT ? `${times} in no known environment` : `${times} in ${environment}`,
    ),
  ];
  return {
    label: "reach",
    texts: alerts.length === 0 ? [] : [`${texts.join(", ")}${ofShown(notification)}`],
    limit: PROSE_LIMIT,
  };
}

/** The alerts to begin with, each with as much of its id as the command needs. */
export function first(notification: Notification, now: Instant, howMany: number): Field {
  const { alerts, alike } = notification;
  const isOfOneOwner = sharedIn(notification, ({ owner }) => owner, "owner") !== undefined;
  const isOfOneTitle = alerts.length > 1 && new Set(alerts.map(({ title }) => title)).size === 1;
  const texts = alerts.slice(0, howMany).map((alert, i) => {
    const { mark, subject, place } = headlineInList(alert, now);
    const name = isOfOneTitle ? lastPart(alert.resource) : subject;
    const owner = alert.owner === undefined || isOfOneOwner ? "" : `, ${alert.owner}`;
    const others = alike?.[alert.id] === undefined ? "" : `, and ${numberText(alike[alert.id] ?? 0)} more of the same`;
    return `${i + 1} [${mark}] ${name} - ${place}${owner} (${alert.id.slice(0, SHORT_ID_LENGTH)})${others}`;
  });
  return { label: "first", texts, limit: ADDRESS_LIMIT };
}

/** The part of an ARN by which people know the resource. */
function lastPart(resource: string): string {
  return resource.startsWith("arn:") ? resource.split(":").slice(5).join(":") : resource;
}

export function owners(notification: Notification): Field {
  const { alerts } = notification;
  const owned = tally(alerts.flatMap(({ owner }) => owner ?? []));
  const shared = sharedIn(notification, ({ owner }) => owner, "owner");
  const text = owned.map(([owner, times]) => `${owner} ${times}`).join(", ");
  const texts = shared !== undefined ? [shared] : owned.length === 0 ? [] : [`${text}${ofShown(notification)}`];
  return { label: owned.length > 1 ? "owners" : "owner", texts, limit: PROSE_LIMIT };
}

/** How many there are, and how the numbers changed since the destination was last told. */
export function numbers({ counts, before, kind, sequence }: Notification): Field {
  const open = openIn(counts);
  const ended = counts.ended - (before?.ended ?? 0);
  // Alerts that counted as told before the first message were in no message.
  const isFirst = before === undefined || kind === "opened" || sequence === 1;
  const muted = (["acknowledged", "suppressed", "silenced"] as const).filter((bucket) => counts[bucket] > 0);
  const texts = [
    ...(kind === "over" ? [] : [`${numberText(open)} open${open === 0 ? "" : ` (${severitiesText(counts.open)})`}`]),
    ...muted.map((bucket) => `${numberText(counts[bucket])} ${bucket}`),
    ...(ended > 0 ? [`${numberText(ended)} ended${isFirst ? "" : " since the last message"}`] : []),
  ];
  const change = isFirst || kind === "over" ? 0 : open - openIn(before);
  const more = `${numberText(Math.abs(change))} ${change > 0 ? "more" : "fewer"} open than in the last message`;
  return { label: "counts", texts: [[...texts, ...(change === 0 ? [] : [more])].join(", ")], limit: ASIDE_LIMIT };
}

function amountOf(number: number, unit: string): string {
  return `${number} ${unit}${number === 1 ? "" : "s"}`;
}

function ofShown({ alerts, more }: Notification): string {
  return more > 0 ? ` - of the ${alerts.length} worst` : "";
}
