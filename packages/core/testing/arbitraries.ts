/** What properties are shown over: few alerts, reporters and instants, so that ties, late arrivals and conflicts are common. */
import fc from "fast-check";
import type { Decision } from "../alert/decision.ts";
import { alertId, type Identity } from "../alert/identity.ts";
import { effects, type Observation, type Statement } from "../alert/observation.ts";
import { severities } from "../alert/severity.ts";
import { type Instant, instant, instantOfEpoch, MILLISECONDS_PER_DAY } from "../event/instant.ts";

export const start = instant("2026-11-01T00:00:00Z");

/** Whole and half days after `start`, so that many instants are equal. */
export const someInstant: fc.Arbitrary<Instant> = fc
  .integer({ min: 0, max: 80 })
  .map((halves) => instantOfEpoch(Date.parse(start) + (halves * MILLISECONDS_PER_DAY) / 2));

export const certificate: Identity = {
  condition: "certificate-expiry",
  partition: "aws",
  account: "111122223333",
  region: "eu-west-1",
  resource: "arn:aws:acm:eu-west-1:111122223333:certificate/c0ffee00-0000-4000-8000-000000000001",
  discriminator: "",
};

const eventId = fc.constantFrom("e1", "e2", "e3", "e4");
const replayed = fc.constantFrom<true | undefined>(undefined, undefined, undefined, true);

const said = fc
  .record({
    reporter: fc.constantFrom("acm", "acm-renewal", "config"),
    subject: fc.constantFrom("a", "b"),
    at: someInstant,
    sentAt: someInstant,
    eventId,
    replayed,
    title: fc.constantFrom(undefined, "Certificate expires", "Certificate www.example.com expires"),
    summary: fc.constantFrom("a", "b"),
    resource: fc.constant(certificate.resource),
    attributes: fc.constantFrom<Statement["attributes"]>(
      {},
      { domain: "www.example.com" },
      { domain: ["api.example.com", "www.example.com"] },
    ),
    count: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    since: fc.option(someInstant, { nil: undefined }),
  })
  // A reporter speaks always of several subjects, or always of none.
  .map(({ subject, ...base }) => (base.reporter === "acm-renewal" ? { ...base, subject } : base));

export const someStatement: fc.Arbitrary<Statement> = fc.oneof(
  fc
    .tuple(said, fc.constantFrom(...severities), fc.option(someInstant, { nil: undefined }))
    .map(([base, severity, deadline]): Statement => ({ ...base, state: "active", severity, deadline })),
  fc
    .tuple(said, fc.constantFrom("reporter" as const, "condition" as const))
    .map(([base, scope]): Statement => ({ ...base, state: "cleared", scope, because: "fixed" })),
  fc
    .tuple(
      said,
      fc.constantFrom(...effects),
      fc.constantFrom(undefined, undefined, certificate.account, "999900001111"),
      fc.option(fc.record({ from: someInstant, until: someInstant }), { nil: undefined }),
    )
    .map(
      ([base, effect, onlyFor, takesEffect]): Statement => ({
        ...base,
        state: "remark",
        effect,
        onlyFor,
        takesEffect,
      }),
    ),
);

/** An observation of the one certificate. */
export const someObservation: fc.Arbitrary<Observation> = someStatement.map((statement) => ({
  alertId: alertId(certificate),
  identity: certificate,
  statement,
}));

export const someDecision: fc.Arbitrary<Decision> = fc
  .tuple(
    someInstant,
    fc.constantFrom("ada", "grace"),
    fc.constantFrom(
      "acknowledge" as const,
      "suppress" as const,
      "resolve" as const,
      "reopen" as const,
      "approve" as const,
    ),
    someInstant,
    fc.boolean(),
  )
  .map(([at, by, kind, until, saysUntil]): Decision => {
    const authored = { at, by, why: "because" };
    if (kind === "suppress") return { ...authored, kind, until };
    if (kind === "approve") return { ...authored, kind, of: { at: until, by: saysUntil ? "ada" : "grace" } };
    return kind === "acknowledge" ? { ...authored, kind, ...(saysUntil && { until }) } : { ...authored, kind };
  });
