import { severities } from "@tocsin/core/alert/severity";
import { countsOf, notificationWith, now } from "@tocsin/oncall/testing/sample-notification";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hostileNotification, linkPattern } from "../testing/hostile.ts";
import { triggerBody } from "./pagerduty-event.ts";

test("an event says what the page says, by its labels", () => {
  const acknowledge = { url: "https://links.example.com/a", expiresAt: now };
  expect(triggerBody(notificationWith({ acknowledge }), { now, place: "--stage prod" })).toEqual({
    client: "Tocsin",
    links: [
      { text: "Acknowledge (works until 2026-11-24 08:00 UTC; it asks first)", href: "https://links.example.com/a" },
      {
        text: "Console",
        href: "https://eu-central-1.console.aws.amazon.com/acm/home?region=eu-central-1#/certificates/6f0f1c3e",
      },
    ],
    payload: {
      summary: "[10 DAYS LEFT] Expiry of certificate www.example.com - 012345678901, eu-central-1",
      source: "arn:aws:acm:eu-central-1:012345678901:certificate/6f0f1c3e-8f0e-4b8e-9a56-0a5b1d9c2f11",
      severity: "error",
      timestamp: now,
      class: "certificate-expiry",
      group: "012345678901",
      custom_details: expect.objectContaining({
        what: "ACM warns of the end of the imported certificate's validity.",
        deadline: "2026-12-04 08:00 UTC, 10 days left",
        "to ack": 'npx tocsin alerts ack 0123456789abcdef0123456789abcdef --why "on it" --stage prod',
        alert: "npx tocsin alerts show 0123456789abcdef0123456789abcdef --stage prod",
      }),
    },
  });
});

test.each(severities)("what rings is of high urgency, and what does not of low, where it is %s", (severity) => {
  const severityOf = (rings: boolean) => {
    const body = triggerBody(notificationWith({ rings, counts: countsOf({ [severity]: 1 }) }), { now });
    return JSON.parse(JSON.stringify(body)).payload.severity;
  };
  expect(["critical", "error"]).toContain(severityOf(true));
  expect(["warning", "info"]).toContain(severityOf(false));
});

/** https://developer.pagerduty.com/docs/events-api-v2-overview */
const EVENT_LIMIT_BYTES = 512 * 1024;

test("whatever arrives, an event is as PagerDuty takes it", () => {
  fc.assert(
    fc.property(hostileNotification, (notification) => {
      const text = JSON.stringify(triggerBody(notification, { now, place: "--stage prod" }));
      expect(Buffer.byteLength(text)).toBeLessThan(EVENT_LIMIT_BYTES - 1024);
      const { links, payload } = JSON.parse(text);
      expect(payload.summary.length).toBeLessThanOrEqual(1024);
      expect(payload.summary).toMatch(/^\[[A-Z0-9 ,-]+\] /);
      expect(payload.source).not.toBe("");
      expect(Date.parse(payload.timestamp)).not.toBeNaN();
      expect(["critical", "error", "warning", "info"]).toContain(payload.severity);
      for (const value of Object.values(payload.custom_details)) {
        expect(typeof value).toBe("string");
        expect(String(value).replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }
      for (const { href } of links) expect(href).toMatch(linkPattern);
    }),
  );
});
