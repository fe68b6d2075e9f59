/** Log entries and announcements of a threat, for the tests of handlers. */

import { instant } from "@tocsin/core/event/instant";
import { type Announcement, announcementOf } from "@tocsin/core/transition/announcement";
import { type LogEntry, sealed } from "@tocsin/core/transition/log-entry";

/** The log entry of an alert that has just been opened, apart from what `changed` says. */
export function logEntry(changed: Partial<LogEntry> = {}): LogEntry {
  const alertId = changed.alertId ?? "alert";
  return sealed({
    alertId,
    version: 1,
    at: instant("2026-11-20T12:00:00Z"),
    saidAt: instant("2026-11-20T12:00:00Z"),
    kind: "opened",
    reason: "opened",
    quiet: false,
    to: { status: "OPEN", severity: "HIGH" },
    worst: "HIGH",
    folded: [],
    view: {
      id: alertId,
      condition: "threat",
      status: "OPEN",
      severity: "HIGH",
      partition: "aws",
      account: "012345678901",
      region: "eu-west-1",
      resource: "arn:aws:iam::012345678901:user/ines",
      title: "Threat",
      summary: "Somebody is here who ought not to be.",
      remedy: "Look.",
      reporters: ["guardduty"],
      attributes: {},
    },
    previousHash: "",
    ...changed,
  });
}

export function announcement(changed: Partial<LogEntry> = {}): Announcement {
  return announcementOf(logEntry(changed));
}
