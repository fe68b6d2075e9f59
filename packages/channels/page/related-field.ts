/** What a page says of other alerts that are about the same. */
import type { AlertView } from "@tocsin/core/alert/view";
import type { Notification, RelatedAlert } from "@tocsin/oncall/notification";
import { type Reading, SHORT_ID_LENGTH } from "./alert-fields.ts";
import { ADDRESS_LIMIT, type Field } from "./field.ts";
import { numberText, withoutStop } from "./headline.ts";
import { timeIn } from "./page-time.ts";

/** Each with as much of its id as `tocsin alerts show` needs, and how many more there are. */
export function related({ related }: Notification, alert: AlertView, { zone }: Pick<Reading, "zone">): Field {
  const { alerts = [], more = 0, isAtLeast } = related ?? {};
  const rest = `and ${isAtLeast ? "at least " : ""}${numberText(more)} more`;
  return {
    label: "related",
    texts: [...alerts.map((other) => lineOf(other, alert, zone)), ...(more > 0 ? [rest] : [])],
    limit: ADDRESS_LIMIT,
  };
}

/** `[CRITICAL] Secret payments/db is open to everyone, since 2026-11-24 11:40 UTC (1a2b3c4d)` */
function lineOf(other: RelatedAlert, alert: AlertView, zone: string | undefined): string {
  const { id, severity, status, title, account, region, firstSeenAt } = other;
  const mark = status === "OPEN" ? severity : `${severity} - ${status}`;
  const isThere = account === alert.account && region === alert.region;
  const place = isThere ? "" : ` - ${[account, region].filter((part) => part !== "").join(", ")}`;
  const since = firstSeenAt === undefined ? "" : `, since ${timeIn(zone, firstSeenAt)}`;
  return `[${mark}] ${withoutStop(title)}${place}${since} (${id.slice(0, SHORT_ID_LENGTH)})`;
}
