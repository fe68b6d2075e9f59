import type { AlertView } from "@tocsin/core/alert/view";
import { instant, shift } from "@tocsin/core/event/instant";
import { compilePattern } from "@tocsin/core/pattern/pattern";
import { parsePolicy } from "@tocsin/core/policy/parse-policy";
import type { Policy } from "@tocsin/core/policy/policy";
import { describe, expect, test } from "vitest";
import type { Silence } from "./silence.ts";
import { isHeldBackBy, isReminderDue, remindsAt } from "./silence-reminder.ts";
import { certificateAlert } from "./testing/sample-notification.ts";
import type { Wake } from "./wake.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A Tuesday. */
const from = instant("2026-11-24T08:00:00Z");
const until = shift(from, 4 * HOUR);

const silenceWith = (changed: Partial<Silence> = {}): Silence => ({
  ...{ id: "s1", of: { matches: compilePattern({ condition: ["certificate-expiry"] }) }, upTo: "HIGH" },
  ...{ evenIfWorse: false, by: "ada", why: "migration", madeAt: from, from, until },
  ...changed,
});

describe("the author of a silence is reminded", () => {
  test.each([
    ["an hour before the end of one of three days", 72 * HOUR, HOUR],
    ["an hour before the end of one of ten hours", 10 * HOUR, HOUR],
    ["less before the end of one that is shorter by a minute", 10 * HOUR - MINUTE, HOUR - 0.1 * MINUTE],
    ["three minutes before the end of one of half an hour", 30 * MINUTE, 3 * MINUTE],
    ["not at all of one that is shorter than that", 30 * MINUTE - 1, undefined],
  ])("%s", (_title, length, before) => {
    const end = shift(from, length);
    expect(remindsAt({ from, until: end })).toBe(before === undefined ? undefined : shift(end, -before));
  });

  const due = shift(until, -24 * MINUTE);

  test.each<[string, Partial<Silence>, string, boolean]>([
    ["from then on", {}, due, true],
    ["not a moment sooner", {}, shift(due, -1), false],
    ["later, where nobody has looked", {}, shift(until, HOUR), true],
    ["once", { remindedAt: due }, shift(due, MINUTE), false],
    ["not of one that somebody has ended", { expiredAt: shift(from, HOUR) }, due, false],
    ["not of a short one", { until: shift(from, 20 * MINUTE) }, until, false],
  ])("%s", (_title, changed, now, expected) => {
    expect(isReminderDue(silenceWith(changed), instant(now))).toBe(expected);
  });
});

function policyWith(changed: object = {}): Policy {
  const routes = [
    { name: "all", match: { severity: ["HIGH", "CRITICAL"] }, channels: ["console"], urgency: "morning" },
  ];
  const parsed = parsePolicy({ routes, unrouted: "ignore", ...changed });
  if (!parsed.ok) throw new Error(parsed.refusal.problem);
  return parsed.value;
}

const wakeWith = (view: Partial<AlertView> = {}, changed: Partial<Wake> = {}): Wake => {
  const whole = { ...certificateAlert, ...view };
  return { alertId: whole.id, version: 1, notified: true, episodes: 1, worst: whole.severity, view: whole, ...changed };
};

const window = (to: string) => ({
  silences: [{ name: "noon", match: { account: [certificateAlert.account] }, days: ["tue"], from: "11:30", to }],
});

describe("people are to hear of an alert when a silence ends", () => {
  const now = shift(until, -10 * MINUTE);
  const longer = silenceWith({ id: "s2", until: shift(until, 1) });

  test.each<[string, Wake, object, readonly Silence[], boolean]>([
    ["that it mutes, and a route takes", wakeWith(), {}, [], true],
    ["and not of one that it does not match", wakeWith({ condition: "threat" }), {}, [], false],
    [
      "and not of one that is too severe for it, which they have heard of",
      wakeWith({ severity: "CRITICAL" }),
      {},
      [],
      false,
    ],
    ["and not of one that was too severe for it once", wakeWith({}, { worst: "CRITICAL" }), {}, [], false],
    ["and not of one that is over", wakeWith({ status: "RESOLVED" }), {}, [], false],
    ["and not of one that somebody works on", wakeWith({ status: "ACKNOWLEDGED" }), {}, [], false],
    ["and not of one that was there before Tocsin listened", wakeWith({}, { notified: false }), {}, [], false],
    ["and not of one that no route takes", wakeWith({ severity: "LOW" }), {}, [], false],
    [
      "and not of one that is left to the digest",
      wakeWith(),
      {
        urgency: [{ name: "x", match: { severity: ["HIGH"] }, urgency: "digest" }],
        routes: [{ name: "all", match: { severity: ["HIGH", "CRITICAL"] }, channels: ["console"] }],
      },
      [],
      false,
    ],
    ["and not of one that another silence goes on to mute", wakeWith(), {}, [longer], false],
    ["also where another silence ends then too", wakeWith(), {}, [silenceWith({ id: "s2" })], true],
    ["and not of one that a window goes on to mute", wakeWith(), window("12:01"), [], false],
    ["also where a window ends then too", wakeWith(), window("12:00"), [], true],
  ])("%s", (_title, alert, policy, others, expected) => {
    const silence = silenceWith();
    const world = { policy: policyWith(policy), silences: [silence, ...others] };
    expect(isHeldBackBy(silence, alert, world, now)).toBe(expected);
  });
});
