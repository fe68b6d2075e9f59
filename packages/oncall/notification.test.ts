import { escapedJson } from "@tocsin/core/text/json";
import { refused } from "@tocsin/core/text/parse";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ALERTS_LIMIT, fitted, type Notification, parseNotification } from "./notification.ts";
import { certificateAlert, countsOf, notificationWith } from "./testing/sample-notification.ts";

const full = notificationWith({
  kind: "worse",
  reason: "severity-raised",
  before: countsOf({ MEDIUM: 1 }),
  timezone: "Europe/Berlin",
  remindsAt: certificateAlert.lastSeenAt,
  links: { [certificateAlert.id]: { runbook: "https://wiki.example.com/x", portal: "https://example.awsapps.com/x" } },
  escalates: [{ destination: "lead", at: notificationWith().at }],
});

describe("parseNotification", () => {
  test.each([
    ["one with all its fields", full],
    ["one with no more than it must have", notificationWith({ alerts: [], more: 1 })],
  ])("reads %s back from its text", (_title, notification) => {
    expect(parseNotification(escapedJson(notification))).toEqual({
      ok: true,
      value: JSON.parse(JSON.stringify(notification)),
    });
  });

  test("keeps what a later version may have added", () => {
    const [alert] = full.alerts;
    const later = { ...full, drill: true, alerts: [{ ...alert, score: 3 }] };
    expect(parseNotification(JSON.stringify(later))).toMatchObject({ value: { drill: true, alerts: [{ score: 3 }] } });
  });

  test.each(["", "{", "{}{}"])("refuses %j, which is not JSON", (text) => {
    expect(parseNotification(text)).toEqual(refused("", "is not JSON"));
  });

  const optional = ["before", "timezone", "remindsAt", "escalates", "links"];
  test.each(Object.keys(full).filter((field) => !optional.includes(field)))("misses %s", (field) => {
    expect(parseNotification(JSON.stringify({ ...full, [field]: undefined }))).toEqual(refused(field, "is missing"));
  });

  test.each<[string, object]>([
    ["format", { format: "tocsin.notification.v3" }],
    ["urgency", { urgency: "digest" }],
    ["kind", { kind: "exploded" }],
    ["reason", { reason: "because" }],
    ["rings", { rings: "true" }],
    ["sequence", { sequence: -1 }],
    ["more", { more: 1.5 }],
    ["at", { at: "2026-11-24T08:00:00Z" }],
    ["grouping.alert", { grouping: { alert: 7 } }],
    ["counts.open.HIGH", { counts: { ...full.counts, open: { ...full.counts.open, HIGH: -1 } } }],
    ["before.ended", { before: { ...full.counts, ended: "1" } }],
    ["alerts", { alerts: Array.from({ length: ALERTS_LIMIT + 1 }, () => certificateAlert) }],
    ["alerts[0].severity", { alerts: [{ ...certificateAlert, severity: "SEVERE" }] }],
    ["remindsAt", { remindsAt: "soon" }],
    ["links.x.runbook", { links: { x: { runbook: 7 } } }],
    ["escalates[0].at", { escalates: [{ destination: "lead", at: "soon" }] }],
  ])("refuses a wrong %s, and names it", (path, changed) => {
    const parsed = parseNotification(JSON.stringify({ ...full, ...changed }));
    expect(parsed.ok ? "accepted" : parsed.refusal.path).toBe(path);
  });
});

describe("fitted", () => {
  const SMALLEST_MESSAGE_LIMIT_BYTES = 256 * 1024;
  /** Of these a character takes one byte, three, six as an escape, or is a quotation mark that is escaped. */
  const prose = fc
    .tuple(fc.constantFrom("a", "東", "\ud800", "🔔", "\uffff", '"'), fc.integer({ min: 0, max: 12_000 }))
    .map(([character, times]) => character.repeat(times));
  const alerts = fc.array(
    fc
      .record({ id: fc.uuid(), summary: prose, resource: prose, status: fc.constantFrom("OPEN", "RESOLVED") })
      .map((changed) => ({ ...certificateAlert, ...changed })),
    { maxLength: 14 },
  );

  test("fits a message, is read back, and neither loses nor makes up an alert that is not over", () => {
    fc.assert(
      fc.property(alerts, fc.nat(100), (alerts, more) => {
        const notification = notificationWith({ alerts, more });
        const kept = fitted(notification);
        const text = escapedJson(kept);
        expect(Buffer.byteLength(text)).toBeLessThan(SMALLEST_MESSAGE_LIMIT_BYTES);
        expect(parseNotification(text).ok).toBe(true);
        expect(kept.alerts).toEqual(alerts.slice(0, kept.alerts.length));
        expect(notOver(kept)).toBe(notOver(notification));
      }),
      { numRuns: 200 },
    );
  });

  test("leaves out no alert for which there is room", () => {
    const roomy = notificationWith({ alerts: Array.from({ length: ALERTS_LIMIT }, () => certificateAlert) });
    expect(fitted(roomy)).toEqual(roomy);
    const large = { ...certificateAlert, summary: "x".repeat(100_000) };
    expect(fitted(notificationWith({ alerts: [large, large, large] }))).toMatchObject({
      alerts: [{ id: large.id }, { id: large.id }],
      more: 1,
    });
  });

  function notOver({ alerts, more }: Notification): number {
    return alerts.filter(({ status }) => status !== "RESOLVED").length + more;
  }
});
