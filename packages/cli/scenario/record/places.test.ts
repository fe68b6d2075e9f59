import { instant, shift } from "@tocsin/core/event/instant";
import { parsePolicy } from "@tocsin/core/policy/parse-policy";
import type { LogEntry } from "@tocsin/core/transition/log-entry";
import { groupIdOf } from "@tocsin/oncall/group-id";
import { certificateAlert } from "@tocsin/oncall/testing/sample-notification";
import { describe, expect, test } from "vitest";
import { type HeldPolicy, staysOf } from "./places.ts";

const start = instant("2026-11-24T08:00:00Z"); // a Tuesday
const at = (hours: number) => shift(start, hours * 3_600_000);
const end = at(24 * 30);

function entryAt(hours: number, changed: Partial<LogEntry["view"]> = {}): LogEntry {
  const view = { ...certificateAlert, ...changed };
  const standing = { status: view.status, severity: view.severity };
  return {
    ...{ alertId: view.id, version: hours, at: at(hours), saidAt: at(hours), kind: "opened", reason: "opened" },
    ...{ quiet: false, to: standing, worst: view.severity, folded: [], view, previousHash: "", hash: "" },
  };
}

function policyFrom(hours: number, routes: readonly object[]): HeldPolicy {
  const parsed = parsePolicy({
    channels: { desk: { type: "console" }, lead: { type: "sns" } },
    routes,
    unrouted: "ignore",
  });
  if (!parsed.ok) throw new TypeError(parsed.refusal.problem);
  return { from: at(hours), policy: parsed.value };
}

const all = (channel: string, more: object = {}) => ({
  name: channel,
  match: { severity: ["HIGH", "CRITICAL"] },
  channels: [channel],
  group: "alert",
  ...more,
});
const idOf = (destination: string, urgency: "now" | "morning") =>
  groupIdOf({ destination, urgency, grouping: { alert: certificateAlert.id } });

describe("an alert is in a group", () => {
  test("from when it is routed there until now", () => {
    const stays = staysOf([entryAt(1)], [policyFrom(0, [all("desk", { urgency: "now" })])], end);
    expect(stays).toEqual(new Map([[idOf("desk", "now"), { from: at(1), until: end }]]));
  });

  test("until what is said of it takes it elsewhere", () => {
    const log = [entryAt(1, { severity: "LOW" }), entryAt(5), entryAt(9, { status: "RESOLVED" })];
    const stays = staysOf(log, [policyFrom(0, [all("desk", { urgency: "now" })])], end);
    expect([...stays.values()]).toEqual([{ from: at(5), until: end }]);
  });

  test("until a policy that is pushed takes it elsewhere", () => {
    const policies = [
      policyFrom(0, [all("desk", { urgency: "now" })]),
      policyFrom(4, [all("lead", { urgency: "now" })]),
    ];
    expect(staysOf([entryAt(1)], policies, end)).toEqual(
      new Map([
        [idOf("desk", "now"), { from: at(1), until: at(4) }],
        [idOf("lead", "now"), { from: at(4), until: end }],
      ]),
    );
  });

  test("until time makes it more urgent: a certificate, from nine of the working day before its last", () => {
    const log = [entryAt(0, { deadline: at(48), directory: { environment: "production", tags: {} } })];
    expect(staysOf(log, [policyFrom(0, [all("desk")])], end)).toEqual(
      new Map([
        [idOf("desk", "morning"), { from: at(0), until: at(25) }],
        [idOf("desk", "now"), { from: at(25), until: end }],
      ]),
    );
  });

  test("by the first policy that is known, where it was pushed by a clock that is ahead", () => {
    const stays = staysOf([entryAt(1)], [policyFrom(200 * 24, [all("desk", { urgency: "now" })])], end);
    expect([...stays.keys()]).toEqual([idOf("desk", "now")]);
  });
});
