/** An announcement for the tests of channels: a certificate that expires in ten days. */

import type { AlertView, Standing } from "@tocsin/core/alert/view";
import { instant } from "@tocsin/core/event/instant";
import type { Announcement } from "@tocsin/core/transition/announcement";

export const now = instant("2026-11-24T08:00:00Z");

export const certificateArn = "arn:aws:acm:eu-central-1:012345678901:certificate/6f0f1c3e-8f0e-4b8e-9a56-0a5b1d9c2f11";

export const openHigh: Standing = { status: "OPEN", severity: "HIGH", stepDays: 14 };

interface Changed extends Partial<Omit<Announcement, "alert" | "to">> {
  readonly to?: Standing;
  readonly alert?: Partial<AlertView>;
}

/** Opened as HIGH, apart from what `changed` says; the view follows the standing that it became. */
export function announcementWith(changed: Changed = {}): Announcement {
  const to = changed.to ?? openHigh;
  return {
    format: "tocsin.announcement.v1",
    alertId: "0123456789abcdef0123456789abcdef",
    version: 3,
    at: now,
    saidAt: now,
    kind: "opened",
    reason: "opened",
    quiet: false,
    severity: to.severity,
    ...changed,
    to,
    alert: { ...certificateView, ...to, ...changed.alert },
  };
}

const certificateView: AlertView = {
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
  remedy: "Import the renewed certificate over the same ARN. ".repeat(4).trim(),
  link: "https://eu-central-1.console.aws.amazon.com/acm/home?region=eu-central-1#/certificates/6f0f1c3e",
  deadline: instant("2026-12-04T08:00:00Z"),
  stepDays: 14,
  firstSeenAt: instant("2026-11-22T05:30:00Z"),
  lastSeenAt: instant("2026-11-24T07:55:00Z"),
  count: 3,
  reporters: ["acm", "config"],
  attributes: { domain: ["www.example.com"], inUse: [true], daysGiven: [10] },
};
