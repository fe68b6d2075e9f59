import type { RelatedAlerts } from "@tocsin/aws/alerts/alerts-reader";
import { ItemError } from "@tocsin/aws/alerts/items/items";
import { CallError } from "@tocsin/aws/call";
import type { Notification } from "@tocsin/oncall/notification";
import { certificateAlert, notificationWith } from "@tocsin/oncall/testing/sample-notification";
import { expect, test } from "vitest";
import { recordingTelemetry } from "../../testing/sample-batch.ts";
import { withRelated } from "./message-related.ts";

const other = { ...certificateAlert, id: "f".repeat(32), title: "The certificate was revoked" };
const found: RelatedAlerts = { alerts: [{ ok: true, value: other }], more: 2, isAtLeast: true };
const finds = (related: RelatedAlerts) => ({ relatedTo: () => Promise.resolve(related) });
const unasked = { relatedTo: () => expect.fail("what is related is read") };
const notification = notificationWith();

test("a notification about one alert has what else is open about the same, in brief", async () => {
  const { related, ...rest } = await withRelated(notification, "slack", finds(found), recordingTelemetry());
  expect(rest).toEqual(notification);
  const { id, condition, status, severity, account, region, title, firstSeenAt } = other;
  const alerts = [{ id, condition, status, severity, account, region, title, firstSeenAt }];
  expect(related).toEqual({ alerts, more: 2, isAtLeast: true });
});

test.each<[string, Partial<Notification>]>([
  ["several alerts", { alerts: [certificateAlert, other] }],
  ["one of several", { more: 3 }],
  ["what is too much to be told one by one", { grouping: { overflow: "ops" } }],
  ["what is over", { kind: "over" }],
  ["what has ended", { alerts: [{ ...certificateAlert, status: "RESOLVED" }] }],
  ["a drill", { alerts: [{ ...certificateAlert, condition: "drill" }] }],
  ["nothing that is at hand", { alerts: [] }],
])("nothing is read of %s", async (_what, changed) => {
  const given = notificationWith(changed);
  expect(await withRelated(given, "slack", unasked, recordingTelemetry())).toEqual(given);
});

test.each(["sms", "voice"] as const)("nothing is read for %s, which has no room for it", async (kind) => {
  expect(await withRelated(notification, kind, unasked, recordingTelemetry())).toEqual(notification);
});

test("what cannot be read keeps nobody from being told", async () => {
  const telemetry = recordingTelemetry();
  const failing = { relatedTo: () => Promise.reject(new CallError("Query failed: Throttled", true)) };
  expect(await withRelated(notification, "slack", failing, telemetry)).toEqual(notification);
  expect(telemetry.logged.join()).toContain("Query failed: Throttled");
  const error = new ItemError({ pk: "ALERT#1", sk: "HEAD" }, "it is damaged");
  const unreadable = finds({ alerts: [{ ok: false, error }], more: 0, isAtLeast: false });
  expect(await withRelated(notification, "slack", unreadable, telemetry)).toEqual(notification);
});
