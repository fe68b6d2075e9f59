/** When a plan may say that nobody would have been notified differently. */
import type { Severity } from "@tocsin/core/alert/severity";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { differenceOf } from "./difference.ts";
import type { Notified } from "./rerun.ts";
import { after, both, past, reruns } from "./testing/reruns.ts";

const names = ["a", "b", "c"] as const;

const pastOf = (name: string) =>
  fc
    .record({
      severity: fc.constantFrom<Severity>("MEDIUM", "HIGH", "CRITICAL"),
      minutes: fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 2 }),
    })
    .map(({ severity, minutes }) => past(name, severity, ...minutes.toSorted((a, b) => a - b)));

/** Pairs of policies that usually notify of the same, but sometimes of other alerts, with a higher severity, or grouped differently. */
const drawnPolicy = fc
  .record({
    raised: fc.subarray([...names]),
    leftOut: fc.option(fc.constantFrom(...names), { freq: 2, nil: undefined }),
    group: fc.constantFrom("alert", ["condition"], ["account"]),
  })
  .map(({ raised, leftOut, group }) => ({
    severity: raised.map((name) => ({ name, match: { title: [`Threat to ${name}`] }, severity: "CRITICAL" })),
    urgency: [{ name: "soon", match: { condition: ["threat"] }, urgency: "now" }],
    routes: [
      {
        ...both,
        group,
        match: { ...both.match, ...(leftOut && { title: [{ "anything-but": `Threat to ${leftOut}` }] }) },
      },
    ],
  }));

/** What people learn from a notification, whichever rule sent it. */
const saidBy = ({
  route: _route,
  counts: { open, acknowledged, suppressed, silenced },
  alerts,
  ...rest
}: Notified) => ({
  ...rest,
  ...{ open, acknowledged, suppressed, silenced },
  alerts: alerts.map(({ id, severity }) => ({ id, severity })).sort((x, y) => (x.id < y.id ? -1 : 1)),
});

describe("two policies are the same", () => {
  test("only where each notification of the one is one of the other, of the same alerts as severe", async () => {
    const pasts = fc.tuple(...names.map(pastOf));
    await fc.assert(
      fc.asyncProperty(pasts, drawnPolicy, drawnPolicy, async (given, one, other) => {
        const until = { until: after(180) };
        const [before, now] = [await reruns([one], given, until), await reruns([other], given, until)];
        const { isSame, lost, gained, earlier, later } = differenceOf(before.before.outcome, now.before.outcome);
        const isToldSame = JSON.stringify(before.notified.map(saidBy)) === JSON.stringify(now.notified.map(saidBy));
        const isListed = [lost, gained, earlier, later].some((alerts) => alerts.length > 0);
        expect(isSame).toBe(isToldSame && !isListed);
      }),
      { numRuns: 60 },
    );
  });
});
