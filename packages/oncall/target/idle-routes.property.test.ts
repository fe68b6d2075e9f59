/** What `policy check` says of routes that change nothing, held against the router. */
import { type Severity, severities } from "@tocsin/core/alert/severity";
import type { AlertView } from "@tocsin/core/alert/view";
import { instant } from "@tocsin/core/event/instant";
import { checkPolicy } from "@tocsin/core/policy/check-policy";
import { parsePolicy } from "@tocsin/core/policy/parse-policy";
import type { Policy } from "@tocsin/core/policy/policy";
import { urgencies } from "@tocsin/core/policy/urgency";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Membership, Target } from "../group.ts";
import { membershipWith } from "../testing/sample-group.ts";
import { certificateAlert } from "../testing/sample-notification.ts";
import { targetsOf } from "./targets.ts";

const now = instant("2026-11-24T10:00:00Z");
const conditions = ["threat", "vulnerability", "certificate-expiry"] as const;
const environments = ["prod", "sandbox"] as const;

const alerts: readonly AlertView[] = conditions.flatMap((condition) =>
  severities.flatMap((severity) =>
    environments.map((environment) => ({
      ...certificateAlert,
      ...{ condition, severity, attributes: {} },
      deadline: condition === "certificate-expiry" ? certificateAlert.deadline : undefined,
      directory: { tags: {}, environment },
    })),
  ),
);

const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 });
const maybe = <T>(drawn: fc.Arbitrary<T>) => fc.option(drawn, { nil: undefined });

const part = fc
  .record(
    {
      condition: some(conditions),
      severity: some(severities),
      directory: some(environments).map((environment) => ({ environment })),
    },
    { requiredKeys: [] },
  )
  .filter((named) => Object.keys(named).length > 0);
const match = fc.oneof(
  part,
  fc.tuple(part, part).map(([one, other]) => ({ $or: [one, other] })),
);

const route = fc.record({
  match,
  channels: fc.constantFrom(["desk"], ["lead"], ["desk", "lead"], ["primary"], ["primary", "desk"]),
  urgency: maybe(fc.constantFrom(...urgencies)),
  escalation: maybe(fc.constantFrom("short", "long")),
  group: maybe(fc.constantFrom("alert", ["condition"])),
  mode: fc.constantFrom(undefined, undefined, undefined, undefined, "dry-run"),
});

/** Of which the second is often the first again, for less. */
const someRoutes = fc
  .tuple(fc.array(route, { minLength: 2, maxLength: 3 }), part, fc.boolean())
  .map(([[first, second, ...others], less, isLess]) => {
    const narrower = first && { ...first, match: "$or" in first.match ? first.match : { ...less, ...first.match } };
    return [first, isLess ? narrower : second, ...others].filter((one) => one !== undefined);
  });

function policyOf(routes: readonly object[]) {
  return {
    channels: { desk: { type: "console" }, lead: { type: "console" }, last: { type: "console" } },
    people: { ada: { contacts: ["desk"] } },
    schedules: [{ name: "primary", layers: [{ people: ["ada"], turnWeeks: 1, from: "2026-11-02T09:00" }] }],
    escalations: [
      { name: "short", steps: [{ afterMinutes: 5, channels: ["lead"] }] },
      {
        name: "long",
        steps: [
          { afterMinutes: 5, channels: ["desk"] },
          { afterMinutes: 30, channels: ["lead"] },
        ],
      },
    ],
    urgency: [{ name: "sandboxes", match: { directory: { environment: ["sandbox"] } }, urgency: "digest" }],
    routes: routes.map((one, i) => ({ name: `r${i}`, ...one })),
    fallback: "last",
  };
}

function idleIn(written: object): readonly number[] {
  const { errors, warnings } = checkPolicy(written);
  expect(errors).toEqual([]);
  return warnings.flatMap(({ path, problem }) => {
    const nth = /^routes\[(\d+)\]$/.exec(path)?.[1];
    return nth !== undefined && problem.startsWith("changes nothing") ? [Number(nth)] : [];
  });
}

function compiled(written: object): Policy {
  const policy = parsePolicy(written);
  return policy.ok ? policy.value : expect.fail(policy.refusal.problem);
}

const worstOf = (view: AlertView): Severity => view.severity;
const asMembership = (target: Target): Membership => membershipWith(target);
const targets = (view: AlertView, policy: Policy, running: readonly Membership[] = []) =>
  targetsOf({ view, worst: worstOf(view) }, policy, now, running);

test("a route that is said to change nothing is one without which every alert is told as with it, also once others run", () => {
  let found = 0;
  fc.assert(
    fc.property(someRoutes, (routes) => {
      const written = policyOf(routes);
      for (const nth of idleIn(written)) {
        found += 1;
        // One in dry run is looked at as if it were in force.
        const live = policyOf(routes.map((one, i) => (i === nth ? { ...one, mode: undefined } : one)));
        const policy = compiled(live);
        const without = compiled({ ...live, routes: live.routes.toSpliced(nth, 1) });
        for (const before of [undefined, ...alerts.filter((_, i) => i % 7 === 0)]) {
          const running = before === undefined ? [] : targets(before, policy).map(asMembership);
          for (const view of alerts) expect(targets(view, policy, running)).toEqual(targets(view, without, running));
        }
      }
    }),
    { numRuns: 200 },
  );
  expect(found).toBeGreaterThan(40);
});
