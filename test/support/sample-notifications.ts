/** Notifications for the documentation: alerts as the sources make them of their samples, in an invented directory. */
import type { AlertView } from "@tocsin/core/alert/view";
import { type Instant, shift } from "@tocsin/core/event/instant";
import type { Notification } from "@tocsin/oncall/notification";
import { countsOf, notificationWith } from "@tocsin/oncall/testing/sample-notification";
import { storiesOfSamples } from "./sample-pages.ts";

export interface Sample {
  readonly notification: Notification;
  readonly now: Instant;
}

const MINUTE = 60_000;

const told = (await storiesOfSamples()).flat();

const names: Readonly<Record<string, string>> = { "111122223333": "payments-prod", "222233334444": "identity-prod" };

/** The first that was announced so, in an account that the directory knows. */
function alertOf(kind: string, title: RegExp): { readonly alert: AlertView; readonly now: Instant } {
  const found = told.find(({ announcement }) => announcement.kind === kind && title.test(announcement.alert.title));
  if (found === undefined) throw new Error(`no alert was ${kind} whose title is like ${title}`);
  const { account } = found.announcement.alert;
  const directory = { name: names[account], ou: "/Workloads/Prod", environment: "production", tags: {} };
  const alert = { ...found.announcement.alert, directory, owner: "team-payments", ownedBy: "account tag" };
  return { alert, now: found.now };
}

function sampleOf(kind: string, title: RegExp, changed: Partial<Notification> = {}): Sample {
  const { alert, now } = alertOf(kind, title);
  const grouping = { alert: alert.id };
  const counts = countsOf(alert.status === "OPEN" ? { [alert.severity]: 1 } : {}, {
    ended: kind === "resolved" ? 1 : 0,
  });
  return {
    notification: notificationWith({ at: now, title: alert.title, grouping, counts, alerts: [alert], ...changed }),
    now,
  };
}

export const certificate = sampleOf("opened", /is not renewed/, {
  timezone: "Europe/Berlin",
  urgency: "morning",
  rings: false,
});

const sequence = sampleOf("opened", /compromise of/);
export const threat: Sample = {
  ...sequence,
  notification: {
    ...sequence.notification,
    remindsAt: shift(sequence.now, 20 * MINUTE),
    escalates: [{ destination: "lead", at: shift(sequence.now, 5 * MINUTE) }],
  },
};

/** One vulnerability on ten of 137 instances. */
export function storm(): Sample {
  const { alert, now } = alertOf("opened", /CVE-2026-31337 - tidewater/);
  const alerts = Array.from(
    { length: 10 },
    (_, i): AlertView => ({
      ...alert,
      id: `${i}${alert.id.slice(1)}`,
      resource: alert.resource.replace(/.$/, String(i)),
      severity: i < 2 ? "CRITICAL" : alert.severity,
      attributes: { ...alert.attributes, exploitAvailable: ["YES"] },
      owner: i % 4 === 3 ? "team-web" : "team-payments",
    }),
  );
  const notification = notificationWith({
    ...{ at: now, title: alert.title, grouping: { "attributes.cve": "CVE-2026-31337" }, alerts, more: 127 },
    counts: countsOf({ CRITICAL: 12, HIGH: 125 }, { acknowledged: 2 }),
  });
  return { notification, now };
}

export function morning(): Sample {
  const { now } = certificate;
  const alerts = [/is not renewed/, /CVE-2026-31337 - tidewater/, /^Rotation of secret/].map(
    (title) => alertOf("opened", title).alert,
  );
  const notification = notificationWith({
    ...{ at: now, urgency: "morning", rings: false, reason: "morning", grouping: { owner: "team-payments" }, alerts },
    ...{ title: alerts[0]?.title ?? "", counts: countsOf({ HIGH: 3 }) },
  });
  return { notification, now };
}

export const renewed = sampleOf("resolved", /is renewed/, {
  ...{ kind: "over", reason: "all-over", rings: false, sequence: 2, before: countsOf({ HIGH: 1 }) },
});
