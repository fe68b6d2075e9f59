/**
 * What PagerDuty is sent of a notification.
 * https://developer.pagerduty.com/api-reference/YXBpOjI3NDgyNjU-pager-duty-v2-events-api
 */
import { compareSeverity } from "@tocsin/core/alert/severity";
import type { Instant } from "@tocsin/core/event/instant";
import { escapedJson } from "@tocsin/core/text/json";
import { presentIn, total } from "@tocsin/oncall/counts";
import type { Notification } from "@tocsin/oncall/notification";
import { leadOf, severityOf } from "../page/group-facts.ts";
import { type LaidOutField, laidOut, linksOf, linkText } from "../page/laid-out.ts";
import { shown } from "../page/page-text.ts";
import { lineText } from "../page/short-text.ts";

export type EventAction = "trigger" | "acknowledge" | "resolve";

export interface EventOptions {
  readonly now: Instant;
  readonly place?: string | undefined;
}

/** The state of the incident for the group in the notification. Silenced alerts count as acknowledged. */
export function actionOf({ kind, rings, counts }: Notification): EventAction {
  // People must hear of an alert that began and ended before anybody heard of it.
  if (kind === "over") return rings ? "trigger" : "resolve";
  return total(counts.open) === 0 && presentIn(counts) > 0 ? "acknowledge" : "trigger";
}

const SUMMARY_LIMIT = 1024;
const NAME_LIMIT = 250;
/** Of 512 KB for a whole event; the rest is for everything beside the details. */
const DETAILS_ROOM_BYTES = 384 * 1024;

/** The rest of an event that triggers: what people read. */
export function triggerBody(notification: Notification, { now, place }: EventOptions): object {
  const lead = leadOf(notification);
  return {
    client: "Tocsin",
    links: linksOf(notification).map((link) => ({ text: linkText(link), href: link.url })),
    payload: {
      summary: lineText(notification, now, SUMMARY_LIMIT),
      source: shown(lead?.resource ?? notification.title, SUMMARY_LIMIT) || notification.groupId,
      severity: pagerdutySeverity(notification),
      timestamp: notification.at,
      class: lead?.condition,
      group: lead && shown(lead.directory?.name ?? lead.account, NAME_LIMIT),
      custom_details: detailsOf(
        laidOut(notification, {
          ...{ now, place, room: DETAILS_ROOM_BYTES },
          sizeOf: (fields) => Buffer.byteLength(escapedJson(detailsOf(fields))),
        }),
      ),
    },
  };
}

/** The page by its labels. */
function detailsOf(fields: readonly LaidOutField[]): Readonly<Record<string, string>> {
  return Object.fromEntries(fields.map(({ label, texts }) => [label, texts.join("\n")]));
}

type PagerdutySeverity = "critical" | "error" | "warning" | "info";

/**
 * A service that goes by the severity of alerts makes incidents of high urgency of `critical` and `error`, and of low urgency of the
 * others: so exactly what should ring rings, whatever its severity. https://support.pagerduty.com/main/docs/dynamic-notifications
 */
function pagerdutySeverity(notification: Notification): PagerdutySeverity {
  const severity = severityOf(notification);
  if (notification.rings) return severity === "CRITICAL" ? "critical" : "error";
  return compareSeverity(severity, "MEDIUM") < 0 ? "info" : "warning";
}
