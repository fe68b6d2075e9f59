import type { AlertView } from "@tocsin/core/alert/view";
import { epochOf, instant, instantOfEpoch, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import type { Route } from "@tocsin/core/policy/policy";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { noSchedules } from "../testing/no-schedules.ts";
import { membershipWith } from "../testing/sample-group.ts";
import { certificateAlert } from "../testing/sample-notification.ts";
import { type RoutingPolicy, targetsOf } from "./targets.ts";
import { urgencyChangesAt } from "./urgency-changes.ts";

const all: Route = { name: "all", matches: () => true, channels: ["desk"], steps: [] };
const policyWith = (changed: Partial<RoutingPolicy> = {}): RoutingPolicy => ({
  timezone: "Europe/Berlin",
  urgencyRules: [],
  routes: [all],
  ...noSchedules,
  ...changed,
});
const builtIn = policyWith();

const production = { environment: "production", tags: {} };
/** Its last day begins on Friday at nine, since the deadline is on a Sunday. */
const certificate: AlertView = {
  ...certificateAlert,
  severity: "CRITICAL",
  deadline: instant("2026-11-29T15:00:00Z"),
  directory: production,
};
const attackable: AlertView = {
  ...certificateAlert,
  condition: "vulnerability",
  severity: "HIGH",
  deadline: undefined,
  attributes: { exploitAvailable: ["YES"], attackVector: ["NETWORK"], resourceType: ["AWS_EC2_INSTANCE"] },
  directory: production,
};
const tuesday = "2026-11-24T02:00:00Z";
const friday = "2026-11-27T08:00:00.000Z";
const day = "2026-11-24T07:00:00.000Z";

describe("the urgency of", () => {
  test.each<[string, AlertView, string, string | undefined, RoutingPolicy?]>([
    ["a certificate changes when its last day begins", certificate, tuesday, friday],
    ["one whose last day is about to begin does so then", certificate, "2026-11-27T07:59:59.999Z", friday],
    ["one whose last day has begun changes no more", certificate, friday, undefined],
    [
      "a certificate of a sandbox never changes",
      { ...certificate, directory: { ...production, environment: "sandbox" } },
      tuesday,
      undefined,
    ],
    ["one that nothing uses never changes", { ...certificate, attributes: { inUse: [false] } }, tuesday, undefined],
    ["one without a deadline never changes", { ...certificate, deadline: undefined }, tuesday, undefined],
    ["one that is over never changes", { ...certificate, status: "RESOLVED" }, tuesday, undefined],
    ["another deadline never changes", { ...certificate, condition: "parameter-expiry" }, tuesday, undefined],
    ["an attackable vulnerability changes in the morning", attackable, tuesday, day],
    ["one that is seen by day changes in the evening", attackable, day, "2026-11-24T18:00:00.000Z"],
    ["one that cannot be reached never changes", { ...attackable, attributes: {} }, tuesday, undefined],
    ["one that is milder than HIGH never changes", { ...attackable, severity: "MEDIUM" }, tuesday, undefined],
    [
      "what a route says never changes",
      certificate,
      tuesday,
      undefined,
      policyWith({ routes: [{ ...all, urgency: "morning" }] }),
    ],
    [
      "what a rule says never changes",
      certificate,
      tuesday,
      undefined,
      policyWith({ urgencyRules: [{ name: "all", matches: () => true, urgency: "morning" }] }),
    ],
    ["what no route wants never changes", certificate, tuesday, undefined, policyWith({ routes: [] })],
  ])("%s", (_title, view, now, expected, policy = builtIn) => {
    expect(urgencyChangesAt({ view, worst: view.severity }, policy, instant(now))).toBe(expected);
  });

  test("what is held does not change in the evening", () => {
    const held = membershipWith({ destination: "desk", route: "all", urgency: "now" });
    const alert = { view: attackable, worst: attackable.severity };
    expect(urgencyChangesAt(alert, builtIn, instant(day), [held])).toBeUndefined();
  });
});

const someInstant = fc
  .integer({ min: epochOf(instant("2026-10-20T00:00:00Z")), max: epochOf(instant("2026-12-01T00:00:00Z")) })
  .map(instantOfEpoch);

test("until an alert's urgency changes, and never where it does not, it is told elsewhere; then it is", () => {
  const someView = fc
    .tuple(fc.constantFrom(certificate, attackable), someInstant)
    .map(([view, deadline]): AlertView => ({ ...view, deadline: view.deadline && deadline }));
  const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(
      someView,
      someInstant,
      share,
      fc.constantFrom("UTC", "America/New_York"),
      (view, now, part, timezone) => {
        const alert = { view, worst: view.severity };
        const policy = policyWith({ timezone });
        const changesAt = urgencyChangesAt(alert, policy, now);
        const length = changesAt === undefined ? 40 * MILLISECONDS_PER_DAY : epochOf(changesAt) - epochOf(now);
        const between = shift(now, Math.floor(length * part));
        expect(targetsOf(alert, policy, between)).toEqual(targetsOf(alert, policy, now));
        if (changesAt !== undefined)
          expect(targetsOf(alert, policy, changesAt)).not.toEqual(targetsOf(alert, policy, now));
      },
    ),
    { numRuns: 1000 },
  );
});
