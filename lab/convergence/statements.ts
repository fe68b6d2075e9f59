/** Statements of reporters and decisions of people in a history: at few instants, so that ties are common, and in few words. */
import type { Decision } from "@tocsin/core/alert/decision";
import type { Identity } from "@tocsin/core/alert/identity";
import { effects, type Statement } from "@tocsin/core/alert/observation";
import { severities } from "@tocsin/core/alert/severity";
import { type Instant, instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import fc from "fast-check";
import { about } from "./events.ts";

const start = instant("2026-11-01T00:00:00Z");
/** The time of the last review, after everything was delivered: later than anything lapses. */
export const theEnd = shift(start, 400 * MILLISECONDS_PER_DAY);

/** Seconds of a few days: clocks of CloudTrail have whole seconds. What was said on the first day of a threat has lapsed on the last. */
const second = fc
  .tuple(fc.constantFrom(0, 0, 0, 1, 31, 95), fc.integer({ min: 0, max: 2 }))
  .map(([days, seconds]) => shift(start, days * MILLISECONDS_PER_DAY + seconds * 1000));
export const someInstant: fc.Arbitrary<Instant> = second;
/** When a writer's clock stands, or a deadline lies. */
export const someDay: fc.Arbitrary<Instant> = fc
  .integer({ min: 0, max: 130 })
  .map((days) => shift(start, days * MILLISECONDS_PER_DAY));

const another: Identity = {
  ...about.acm.identity,
  resource: "arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-4000-8000-000000000002",
};
/** A certificate never lapses, a threat does. Of two of them events are put, too. */
export const someIdentity: fc.Arbitrary<Identity> = fc.constantFrom(
  about.acm.identity,
  another,
  about.guardduty.identity,
);

/** Who archives a finding by hand names it by its id alone. */
export function unowned(identity: Identity): Identity {
  return identity.condition === "threat" ? { ...identity, account: "" } : identity;
}

/** More than a family of reporters keeps apart. */
const rules: readonly string[] = Array.from({ length: 20 }, (_, n) => `config:rule-${n}`);

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** A statement without the id of its event. */
export type Unnamed = Statement extends infer S ? (S extends Statement ? Omit<S, "eventId"> : never) : never;

const said = fc
  .record({
    reporter: fc.constantFrom("acm", "acm-renewal", "guardduty", "config:rule-1", "config:rule-2"),
    at: second,
    delaySeconds: fc.constantFrom(0, 0, 1),
    title: fc.constantFrom("Certificate expires", "Certificate www.example.com expires", undefined),
    summary: fc.constantFrom("It expires.", "It expires soon."),
    resource: fc.constant("arn"),
    attributes: fc.constantFrom<Statement["attributes"]>({}, { domain: "www.example.com" }),
    count: optional(fc.integer({ min: 1, max: 9 })),
    since: optional(second),
  })
  .map(({ delaySeconds, ...base }) => ({ ...base, sentAt: shift(base.at, delaySeconds * 1000) }));

const someActive: fc.Arbitrary<Unnamed> = fc
  .tuple(said, fc.constantFrom(...severities), optional(someDay))
  .map(([base, severity, deadline]) => ({ ...base, state: "active", severity, deadline }));
const someClear: fc.Arbitrary<Unnamed> = fc
  .tuple(said, fc.constantFrom("reporter" as const, "condition" as const))
  .map(([base, scope]) => ({ ...base, state: "cleared", scope, because: "fixed" }));
const someRemark: fc.Arbitrary<Unnamed> = fc.tuple(said, fc.constantFrom(...effects)).map(([base, effect]) => ({
  ...base,
  // What was announced comes to pass by the word of the one reporter that announces, as in the sources: an alert keeps one such remark.
  ...(effect === "came-to-pass" && { reporter: "acm" }),
  state: "remark",
  effect,
}));

/** An episode of a second, or of none: active and cleared by one reporter, in a tie by the same or by different envelope times. */
const someShortEpisode: fc.Arbitrary<readonly Unnamed[]> = fc
  .tuple(said, fc.constantFrom(...severities), fc.constantFrom(0, 1), fc.constantFrom(0, 1))
  .map(([base, severity, lastsSeconds, delaySeconds]) => {
    const at = shift(base.at, lastsSeconds * 1000);
    return [
      { ...base, state: "active", severity },
      { ...base, state: "cleared", scope: "reporter", because: "fixed", at, sentAt: shift(at, delaySeconds * 1000) },
    ];
  });

/** All rules of a family, each with a statement. */
const someCrowd: fc.Arbitrary<readonly Unnamed[]> = fc
  .array(fc.oneof(someActive, someClear), { minLength: rules.length, maxLength: rules.length })
  .map((statements) => statements.map((statement, n) => ({ ...statement, reporter: rules[n] ?? "config:rule-0" })));

/** The statements about one alert. */
export const someSaid: fc.Arbitrary<readonly Unnamed[]> = fc.oneof(
  { weight: 40, arbitrary: someActive.map((statement) => [statement]) },
  { weight: 25, arbitrary: someClear.map((statement) => [statement]) },
  { weight: 25, arbitrary: someRemark.map((statement) => [statement]) },
  { weight: 20, arbitrary: someShortEpisode },
  { weight: 1, arbitrary: someCrowd },
);

export const someDecision: fc.Arbitrary<Decision> = fc
  .tuple(
    fc.record({ at: second, by: fc.constantFrom("ada", "grace"), why: fc.constantFrom("known", "seen to") }),
    fc.constantFrom(
      "acknowledge" as const,
      "suppress" as const,
      "resolve" as const,
      "reopen" as const,
      "approve" as const,
    ),
    someDay,
    optional(fc.record({ version: fc.integer({ min: 1, max: 3 }), severity: fc.constantFrom(...severities) })),
    fc.boolean(),
  )
  .map(([made, kind, until, seen, saysUntil]): Decision => {
    if (kind === "suppress") return { ...made, kind, until };
    if (kind === "approve") return { ...made, kind, of: { at: until, by: saysUntil ? "ada" : "grace" } };
    if (kind === "acknowledge") return { ...made, kind, ...(seen && { seen }), ...(saysUntil && { until }) };
    return { ...made, kind };
  });
