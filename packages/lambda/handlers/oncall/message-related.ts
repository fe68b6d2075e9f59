/** The related alerts of a message: open alerts that name something that its own alert names. */
import type { AlertsReader, RelatedAlerts } from "@tocsin/aws/alerts/alerts-reader";
import { isDrill } from "@tocsin/core/alert/condition";
import type { AlertView } from "@tocsin/core/alert/view";
import type { ChannelKind } from "@tocsin/core/policy/channels/declared-channels";
import { type Notification, RELATED_LIMIT, type Related, type RelatedAlert } from "@tocsin/oncall/notification";
import { asError } from "../../runtime/as-error.ts";
import type { Telemetry } from "../../runtime/telemetry.ts";
import { ofOneLine } from "./message-link.ts";

/** If there are several alerts, each has its own. People are told even if related alerts cannot be read. */
export async function withRelated(
  notification: Notification,
  kind: ChannelKind,
  alerts: Pick<AlertsReader, "relatedTo">,
  { log }: Pick<Telemetry, "log">,
): Promise<Notification> {
  const alert = ofOneLine.has(kind) ? undefined : onlyIn(notification);
  if (alert === undefined) return notification;
  try {
    return { ...notification, related: relatedInBrief(await alerts.relatedTo(alert, RELATED_LIMIT)) };
  } catch (error) {
    log.warn("a notification goes without what is related", { problem: asError(error).message });
    return notification;
  }
}

/** The alert of a notification about one alert, as long as it is open. */
function onlyIn({ alerts, more, kind, grouping }: Notification): AlertView | undefined {
  const [alert] = alerts;
  const isAlone = alerts.length === 1 && more === 0 && kind !== "over" && !("overflow" in grouping);
  return alert !== undefined && isAlone && alert.status !== "RESOLVED" && !isDrill(alert) ? alert : undefined;
}

/** Nothing if none can be read. */
export function relatedInBrief({ alerts, more, isAtLeast }: RelatedAlerts): Related | undefined {
  const read = alerts.flatMap((one) => (one.ok ? [brief(one.value)] : []));
  if (read.length === 0) return undefined;
  return { alerts: read, more, ...(isAtLeast && ({ isAtLeast } as const)) };
}

function brief({ id, condition, status, severity, account, region, title, firstSeenAt }: AlertView): RelatedAlert {
  return { id, condition, status, severity, account, region, title, firstSeenAt };
}
