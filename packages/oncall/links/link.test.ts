import { describe, expect, test } from "vitest";
import type { Notification } from "../notification.ts";
import { certificateAlert, countsOf, notificationWith, now } from "../testing/sample-notification.ts";
import { lastInstantOf, linkIn } from "./link.ts";

const several: Partial<Notification> = { grouping: { owner: "payments" }, more: 3 };

describe("the link of a notification", () => {
  test("is for its alert, and what its reader was shown of it", () => {
    expect(linkIn(notificationWith())).toEqual({
      action: "acknowledge",
      of: { alert: certificateAlert.id },
      ...{ destination: "ops", severity: "HIGH", issuedAt: now, expiresAt: lastInstantOf(now) },
    });
  });

  test("has the severity that the page shows, where the numbers are older", () => {
    const alerts = [{ ...certificateAlert, severity: "CRITICAL" as const }];
    expect(linkIn(notificationWith({ alerts }))).toMatchObject({ severity: "CRITICAL" });
  });

  test("is for a group of several, and the worst of what is open of it", () => {
    const counts = countsOf({ MEDIUM: 2, CRITICAL: 1 });
    expect(linkIn(notificationWith({ ...several, counts }))).toMatchObject({
      of: { group: "fedcba9876543210fedcba9876543210" },
      severity: "CRITICAL",
    });
  });

  test("is the same whenever the same notification is sent again", () => {
    expect(linkIn(notificationWith(several))).toEqual(linkIn(notificationWith(several)));
  });

  test.each<readonly [string, Partial<Notification>]>([
    ["it says that all is over", { kind: "over" }],
    ["nothing of its group is open", { ...several, counts: countsOf({}, { acknowledged: 4 }) }],
    ["all of it is silenced", { ...several, counts: countsOf({}, { silenced: 4 }) }],
    ["its alert has been acknowledged", { alerts: [{ ...certificateAlert, status: "ACKNOWLEDGED" }] }],
    ["its alert cannot be shown", { alerts: [] }],
  ])("is not there where %s", (_title, changed) => {
    expect(linkIn(notificationWith(changed))).toBeUndefined();
  });
});
