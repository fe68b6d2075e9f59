/** Histories of alerts as an organization makes them, and the many ways in which they may arrive. */
import type { Decision } from "@tocsin/core/alert/decision";
import { alertId, type Identity } from "@tocsin/core/alert/identity";
import type { ActiveStatement, ClearedStatement, Observation, Statement } from "@tocsin/core/alert/observation";
import { severities } from "@tocsin/core/alert/severity";
import { type Instant, instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import fc from "fast-check";

/** One thing that happens to an alert: an observation or a decision. */
export type Step =
  | { readonly kind: "observation"; readonly observation: Observation }
  | { readonly kind: "decision"; readonly alertId: string; readonly decision: Decision };

/** One way in which a history arrives: its batches, the writer of each, and the order in which the writers' calls are served. */
export interface Arrival {
  readonly batches: readonly Batch[];
  readonly writers: number;
  /** Numbers from 0 up to 1. Each choice of the call to be served next takes one. */
  readonly picks: readonly number[];
}

export interface Batch {
  readonly steps: readonly Step[];
  /** The time by the writer's clock. Clocks differ. */
  readonly now: Instant;
}

export interface History {
  readonly steps: readonly Step[];
  readonly arrivals: readonly Arrival[];
}

const start = instant("2026-11-01T00:00:00Z");
/** Whole days, so that many statements are of one instant. */
const someDay = fc.integer({ min: 0, max: 30 }).map((days) => shift(start, days * MILLISECONDS_PER_DAY));
/** The time of the last review, after everything was delivered. */
export const theEnd = shift(start, 60 * MILLISECONDS_PER_DAY);

const identities: readonly Identity[] = [1, 2, 3].map((n) => ({
  condition: n === 3 ? "threat" : "certificate-expiry",
  partition: "aws",
  account: "111122223333",
  region: "eu-west-1",
  resource: `arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-4000-8000-00000000000${n}`,
  discriminator: "",
}));
const someIdentity = fc.constantFrom(...identities);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const said = fc.record({
  reporter: fc.constantFrom("acm", "acm-renewal", "config"),
  at: someDay,
  title: fc.constantFrom("Certificate expires", "Certificate www.example.com expires"),
  summary: fc.constantFrom("It expires.", "It expires soon."),
  resource: fc.constant("arn"),
  attributes: fc.constantFrom<Statement["attributes"]>({}, { domain: "www.example.com" }),
  count: optional(fc.integer({ min: 1, max: 9 })),
  since: optional(someDay),
});

const someStatement = fc.oneof(
  fc
    .tuple(said, fc.constantFrom(...severities), optional(someDay))
    .map(([base, severity, deadline]) => ({ ...base, state: "active" as const, severity, deadline })),
  fc
    .tuple(said, fc.constantFrom("reporter" as const, "condition" as const))
    .map(([base, scope]) => ({ ...base, state: "cleared" as const, scope, because: "fixed" as const })),
);

const someDecision = fc
  .tuple(
    fc.record({ at: someDay, by: fc.constantFrom("ada", "grace"), why: fc.constantFrom("known", "seen to") }),
    fc.constantFrom("acknowledge" as const, "suppress" as const, "resolve" as const, "reopen" as const),
    someDay,
  )
  .map(([made, kind, until]): Decision => (kind === "suppress" ? { ...made, kind, until } : { ...made, kind }));

/** The same event may also arrive by a replay of an archive or by a backfill. */
const origins = [{}, { replayed: true }, { baseline: true }] as const;
const someObservation = fc.tuple(someIdentity, someStatement, fc.subarray([0, 1, 2], { minLength: 1, maxLength: 2 }));

const someSteps: fc.Arbitrary<readonly Step[]> = fc
  .tuple(
    fc.array(someObservation, { minLength: 1, maxLength: 9 }),
    fc.array(fc.tuple(fc.nat(), someDecision), { maxLength: 2 }),
    fc.boolean(),
  )
  .map(([observed, decided, isLive]) => {
    const steps = observed.flatMap(([identity, statement, from], n) =>
      (isLive ? [0] : from).map((i) => stepOf(identity, statement, n, i)),
    );
    const known = observed.map(([identity]) => alertId(identity));
    const decisions = decided.map(([nth, decision]): Step => {
      return { kind: "decision", alertId: known[nth % known.length] ?? "", decision };
    });
    return [...steps, ...decisions];
  });

type Unnamed = Omit<ActiveStatement, "eventId" | "sentAt"> | Omit<ClearedStatement, "eventId" | "sentAt">;

function stepOf(identity: Identity, said: Unnamed, n: number, origin: number): Step {
  const statement: Statement = { ...said, sentAt: said.at, eventId: `event-${n}`, ...origins[origin] };
  return { kind: "observation", observation: { alertId: alertId(identity), identity, statement } };
}

/** Every step at least once and some again, in any order, in batches of any size, by writers whose clocks differ. */
function someArrival(steps: readonly Step[]): fc.Arbitrary<Arrival> {
  return fc
    .record({
      order: fc.shuffledSubarray([...steps.keys()], { minLength: steps.length }),
      again: fc.array(fc.nat(steps.length - 1), { maxLength: 5 }),
      sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
      clocks: fc.array(someDay, { minLength: 1, maxLength: 4 }),
      writers: fc.integer({ min: 1, max: 3 }),
      picks: fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 40 }),
    })
    .map(({ order, again, sizes, clocks, writers, picks }) => {
      const numbers = [...order, ...again];
      const batches: Batch[] = [];
      for (let from = 0; from < numbers.length; ) {
        const size = sizes[batches.length % sizes.length] ?? 1;
        const now = clocks[batches.length % clocks.length] ?? start;
        batches.push({ steps: numbers.slice(from, from + size).flatMap((n) => steps[n] ?? []), now });
        from += size;
      }
      return { batches, writers, picks };
    });
}

/** A history with `orders` ways in which it may arrive. */
export function someHistory(orders: number): fc.Arbitrary<History> {
  return someSteps.chain((steps) =>
    fc.record({
      steps: fc.constant(steps),
      arrivals: fc.array(someArrival(steps), { minLength: orders, maxLength: orders }),
    }),
  );
}
