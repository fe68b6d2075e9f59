import { type Alert, decided, merge, observed } from "@tocsin/core/alert/alert";
import type { Decision } from "@tocsin/core/alert/decision";
import type { Observation } from "@tocsin/core/alert/observation";
import { compareSeverity, severities } from "@tocsin/core/alert/severity";
import { type Instant, shift } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { someDecision, someInstant, someObservation } from "@tocsin/core/testing/arbitraries";
import { evaluate } from "@tocsin/core/transition/evaluate";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sampleLink } from "../testing/sample-link.ts";
import { type Link, lastInstantOf } from "./link.ts";
import { standingTo } from "./standing.ts";

type Said = Observation | Decision;

const instantOf = (said: Said): Instant => ("kind" in said ? said.at : said.statement.at);

/** The alert as all that was said by then makes it; none where nobody had reported it. */
function alertAt(all: readonly Said[], at: Instant): Alert | undefined {
  const [first, ...others] = all
    .filter((said) => instantOf(said) <= at)
    .sort((a, b) => Number("kind" in a) - Number("kind" in b));
  if (first === undefined || "kind" in first) return undefined;
  return others.reduce<Alert>(
    (alert, said) => merge(alert, "kind" in said ? decided(alert, said) : observed(said)),
    observed(first),
  );
}

const isOpenAt = (all: readonly Said[], at: Instant): boolean => {
  const alert = alertAt(all, at);
  return alert !== undefined && evaluate(alert, defaultWorld, at).view.status !== "RESOLVED";
};

/**
 * A reporter may say later that it has seen it since before the message. And an alert does not keep since when a reporter sees again what it had said to be over. Of one that sees it after the message, and had said so
 * before, it may have been since before the message, so that any acknowledgement goes on.
 */
function isInDoubt(all: readonly Said[], issuedAt: Instant): boolean {
  const statements = all.flatMap((said) => ("kind" in said ? [] : [said.statement]));
  const later = statements.filter(({ state, at }) => state === "active" && at > issuedAt);
  const cleared = statements.filter(({ state, at }) => state === "cleared" && at <= issuedAt);
  return later.some(
    ({ reporter, since }) =>
      (since !== undefined && since <= issuedAt) || cleared.some((before) => before.reporter === reporter),
  );
}

const history = fc.record({
  all: fc.array(fc.oneof({ weight: 3, arbitrary: someObservation }, someDecision), { minLength: 1, maxLength: 8 }),
  issuedAt: someInstant,
  hours: fc.integer({ min: 1, max: 71 }),
  severity: fc.constantFrom(...severities),
});

test("a link acknowledges nothing worse than its reader was shown, and nothing that was over since", () => {
  let open = 0;
  fc.assert(
    fc.property(history, ({ all, issuedAt, hours, severity }) => {
      const now = shift(issuedAt, hours * 3_600_000);
      const alert = alertAt(all, now);
      // No message has a link of what is not open.
      if (alert === undefined || !isOpenAt(all, issuedAt) || isInDoubt(all, issuedAt)) return;
      const link: Link = { ...sampleLink, severity, issuedAt, expiresAt: lastInstantOf(issuedAt) };
      const { standing, view } = standingTo(link, { alert }, defaultWorld, now);
      if (standing !== "open") return;
      open += 1;
      expect(compareSeverity(view.severity, severity)).toBeLessThanOrEqual(0);
      const since = all.map(instantOf).filter((at) => at > issuedAt && at <= now);
      for (const at of since) expect(isOpenAt(all, at), at).toBe(true);
      const decisions = all.filter((said) => "kind" in said && said.at > issuedAt && said.at <= now);
      expect(decisions.filter((made) => "kind" in made && made.kind !== "approve")).toEqual([]);
    }),
    { numRuns: 5000 },
  );
  expect(open).toBeGreaterThan(50);
});
