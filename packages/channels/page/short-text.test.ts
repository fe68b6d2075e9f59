import type { AlertView } from "@tocsin/core/alert/view";
import { certificateAlert, countsOf, notificationWith, now } from "@tocsin/oncall/testing/sample-notification";
import { describe, expect, test } from "vitest";
import { smsText, subjectText } from "./short-text.ts";

const of = (alert: Partial<AlertView>) => notificationWith({ alerts: [{ ...certificateAlert, ...alert }] });
const payments = { name: "payments-prod", environment: "prod", tags: {} };

describe("a text message", () => {
  test("is the page's first line, with enough of the id to find the alert", () => {
    expect(smsText(of({ directory: payments }), now)).toBe(
      "[10 DAYS LEFT] Expiry of certificate www.example.com - payments-prod, eu-central-1 01234567",
    );
  });

  test("cuts the title first, so that the place and the id stay", () => {
    const sms = smsText(of({ title: "A-very-long-story-".repeat(20), directory: payments }), now);
    expect(sms).toHaveLength(140);
    expect(sms).toMatch(/^\[10 DAYS LEFT\] A-very-long-story-.*\.\. - payments-prod, eu-central-1 01234567$/);
  });

  test("keeps the beginning of the title where the place is long too", () => {
    const sms = smsText(of({ title: "T".repeat(200), directory: { ...payments, name: "p".repeat(300) } }), now);
    expect(sms).toHaveLength(140);
    expect(sms).toMatch(/^\[10 DAYS LEFT\] T{20,}\.\. - p+\.\. 01234567$/);
  });

  test("writes what its alphabet lacks in another way", () => {
    expect(smsText(of({ title: "Zertifikat läuft ab – 証明書" }), now)).toContain("Zertifikat lauft ab - ?");
  });

  test("of a group in which no alert is at hand has no id", () => {
    const none = notificationWith({ alerts: [], more: 3, grouping: { owner: "web" }, counts: countsOf({ HIGH: 3 }) });
    expect(smsText(none, now)).toBe("[3 ALERTS] Expiry of certificate www.example.com and others - HIGH");
  });
});

test("a subject is the page's first line, and is cut to less than a hundred characters", () => {
  expect(subjectText(of({}), now)).toBe(
    "[10 DAYS LEFT] Expiry of certificate www.example.com - 012345678901, eu-central-1",
  );
  expect(subjectText(of({ title: "x".repeat(160) }), now)).toHaveLength(99);
});

test.each(["OPEN", "RESOLVED"] as const)("of a drill that is %s every line says so first", (status) => {
  const drill = of({ condition: "drill", status, deadline: undefined, title: "DRILL: nothing is wrong" });
  for (const line of [smsText(drill, now), subjectText(drill, now)]) expect(line).toMatch(/^\[DRILL\] /);
});
