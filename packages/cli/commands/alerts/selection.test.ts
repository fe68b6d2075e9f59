import type { AlertView } from "@tocsin/core/alert/view";
import { instant } from "@tocsin/core/event/instant";
import { alertView } from "@tocsin/digest/testing/histories";
import { describe, expect, test } from "vitest";
import { type AlertFilter, byUrgency, fits } from "./selection.ts";

const now = instant("2026-11-24T12:00:00Z");
const DAY = 86_400_000;
const view = alertView({
  status: "OPEN",
  severity: "HIGH",
  condition: "certificate-expiry",
  account: "111122223333",
  region: "eu-west-1",
  owner: "payments",
  directory: { environment: "prod", tags: {} },
  resource: "arn:aws:acm:eu-west-1:111122223333:certificate/5c0f1f9e",
  reporters: ["acm-renewal", "config:expiry"],
  firstSeenAt: instant("2026-11-17T12:00:00Z"),
});
const open = ["OPEN"] as const;

describe("a filter of alerts", () => {
  test.each<[string, Partial<AlertFilter>, boolean]>([
    ["fits an alert of its statuses", {}, true],
    ["fits no alert of another status", { status: ["ACKNOWLEDGED", "RESOLVED"] }, false],
    ["fits one of several severities", { severity: ["LOW", "HIGH"] }, true],
    ["fits no other severity", { severity: ["CRITICAL"] }, false],
    ["fits its condition", { condition: ["certificate-expiry"] }, true],
    ["fits no other condition", { condition: ["threat"] }, false],
    ["fits one of several accounts", { account: ["000000000000", "111122223333"] }, true],
    ["fits no other account", { account: ["000000000000"] }, false],
    ["fits one of several owners", { owner: ["web", "payments"] }, true],
    ["fits no other owner", { owner: ["unowned"] }, false],
    ["fits its account's environment", { environment: ["prod"] }, true],
    ["fits no other environment", { environment: ["unknown"] }, false],
    ["fits its region", { region: ["eu-west-1"] }, true],
    ["fits no other region", { region: ["eu-west-2"] }, false],
    ["fits a part of the resource, in any case", { resource: ["Certificate/5C0F"] }, true],
    ["fits no other resource", { resource: ["certificate/6"] }, false],
    ["fits a source whose reporter is named after it with a hyphen", { source: ["acm"] }, true],
    ["fits a source whose reporter is named after it with a colon", { source: ["config"] }, true],
    ["fits a reporter by its whole name", { source: ["config:expiry"] }, true],
    ["fits no source that a reporter's name merely begins with", { source: ["ac", "conf"] }, false],
    ["fits what is exactly as old as asked", { olderThan: 7 * DAY }, true],
    ["does not fit what is a millisecond younger", { olderThan: 7 * DAY + 1 }, false],
    ["does not fit what is exactly as old as newer alerts must not be", { newerThan: 7 * DAY }, false],
    ["fits what is a millisecond newer", { newerThan: 7 * DAY + 1 }, true],
    ["fits only what fits every filter", { severity: ["HIGH"], region: ["eu-west-2"] }, false],
  ])("%s", (_title, filter, expected) => expect(fits(view, { status: open, ...filter }, now)).toBe(expected));

  test.each<[string, Partial<AlertFilter>, boolean]>([
    ["has no age that could be asked for", { olderThan: 1 }, false],
    ["is not new either", { newerThan: 365 * DAY }, false],
    ["is found when nobody asks for its age", {}, true],
  ])("an alert that was never seen active %s", (_title, filter, expected) =>
    expect(fits({ ...view, firstSeenAt: undefined }, { status: open, ...filter }, now)).toBe(expected),
  );
});

test("an alert that was written before there were owners is unowned, and its environment unknown", () => {
  const before = { ...view, owner: undefined, directory: undefined };
  expect(fits(before, { status: open, owner: ["unowned"], environment: ["unknown"] }, now)).toBe(true);
  expect(fits(before, { status: open, owner: ["payments"] }, now)).toBe(false);
});

test("alerts are in order of severity, then of age, then of id", () => {
  const alerts: readonly AlertView[] = [
    { ...view, id: "4", severity: "LOW" },
    { ...view, id: "3", firstSeenAt: instant("2026-11-18T00:00:00Z") },
    { ...view, id: "2" },
    { ...view, id: "1" },
    { ...view, id: "0", severity: "CRITICAL", firstSeenAt: instant("2026-11-24T00:00:00Z") },
  ];
  expect(alerts.toSorted(byUrgency).map(({ id }) => id)).toEqual(["0", "1", "2", "3", "4"]);
});
