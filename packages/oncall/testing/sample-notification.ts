/** A notification for tests: a certificate in an account of payments has ten days left, and nobody has been told yet. */
import type { AlertView } from "@tocsin/core/alert/view";
import { instant } from "@tocsin/core/event/instant";
import type { Counts, SeverityCounts } from "../group.ts";
import type { Notification } from "../notification.ts";

export const now = instant("2026-11-24T08:00:00Z");

export const certificateArn = "arn:aws:acm:eu-central-1:012345678901:certificate/6f0f1c3e-8f0e-4b8e-9a56-0a5b1d9c2f11";

export const certificateAlert: AlertView = {
  id: "0123456789abcdef0123456789abcdef",
  condition: "certificate-expiry",
  status: "OPEN",
  severity: "HIGH",
  partition: "aws",
  account: "012345678901",
  region: "eu-central-1",
  resource: certificateArn,
  title: "Expiry of certificate www.example.com",
  summary: "ACM warns of the end of the imported certificate's validity.",
  remedy: "Import the renewed certificate over the same ARN.",
  link: "https://eu-central-1.console.aws.amazon.com/acm/home?region=eu-central-1#/certificates/6f0f1c3e",
  deadline: instant("2026-12-04T08:00:00Z"),
  stepDays: 14,
  firstSeenAt: instant("2026-11-22T05:30:00Z"),
  lastSeenAt: instant("2026-11-24T07:55:00Z"),
  count: 3,
  reporters: ["acm", "config"],
  attributes: { domain: ["www.example.com"], inUse: [true] },
};

const none: SeverityCounts = { INFORMATIONAL: 0, LOW: 0, MEDIUM: 0, HIGH: 0, CRITICAL: 0 };

/** The counts of a group with so many open members of each severity, and of each of them one episode. */
export function countsOf(open: Partial<SeverityCounts>, changed: Partial<Counts> = {}): Counts {
  const counted = { ...none, ...open };
  const quiet = { acknowledged: 0, suppressed: 0, silenced: 0 };
  return { open: counted, ...quiet, begun: counted, again: none, ended: 0, ...changed };
}

/** The first notification of the one certificate, apart from what `changed` says. */
export function notificationWith(changed: Partial<Notification> = {}): Notification {
  return {
    format: "tocsin.notification.v2",
    groupId: "fedcba9876543210fedcba9876543210",
    sequence: 1,
    destination: "ops",
    route: "on call",
    urgency: "now",
    grouping: { alert: certificateAlert.id },
    kind: "opened",
    rings: true,
    reason: "opened",
    at: now,
    title: certificateAlert.title,
    counts: countsOf({ HIGH: 1 }),
    alerts: [certificateAlert],
    more: 0,
    policyVersion: 7,
    ...changed,
  };
}
