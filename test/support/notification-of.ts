/** The notification that a destination would get of one announcement, were every alert told by itself and at once. */
import type { Announcement } from "@tocsin/core/transition/announcement";
import type { TransitionKind } from "@tocsin/core/transition/transition";
import type { NotificationKind } from "@tocsin/oncall/group";
import type { Notification } from "@tocsin/oncall/notification";
import { countsOf } from "@tocsin/oncall/testing/sample-notification";
import type { TellReason } from "@tocsin/oncall/verdict";

const kinds: Record<TransitionKind, readonly [NotificationKind, TellReason]> = {
  opened: ["opened", "opened"],
  escalated: ["worse", "severity-raised"],
  reopened: ["reopened", "seen-again"],
  acknowledged: ["updated", "updated"],
  suppressed: ["updated", "updated"],
  resolved: ["over", "all-over"],
  noted: ["updated", "updated"],
};

/** `before` is what was announced of the alert before, if anything was. */
export function notificationOf(announcement: Announcement, before: Announcement | undefined): Notification {
  const { alertId, version, at, kind, reason, alert } = announcement;
  const [told, because] = kinds[kind];
  return {
    format: "tocsin.notification.v2",
    groupId: alertId,
    sequence: version,
    destination: "ops",
    route: "all",
    urgency: "now",
    grouping: { alert: alertId },
    kind: told,
    rings: told !== "over" && told !== "updated",
    reason: reason === "already-over" ? "came-and-went" : because,
    at,
    title: alert.title,
    counts: countsIn(announcement),
    before: before && countsIn(before),
    alerts: [alert],
    more: 0,
    policyVersion: 0,
  };
}

function countsIn({ to }: Announcement): Notification["counts"] {
  if (to.status === "RESOLVED") return countsOf({}, { ended: 1 });
  return to.status === "OPEN" ? countsOf({ [to.severity]: 1 }) : countsOf({}, { acknowledged: 1 });
}
