/** Histories of alerts as an organization makes them, and the many ways in which they may arrive. */
import type { Decision } from "@tocsin/core/alert/decision";
import { type AlertId, alertId, type Identity } from "@tocsin/core/alert/identity";
import type { Observation, Statement } from "@tocsin/core/alert/observation";
import { type Instant, later, shift } from "@tocsin/core/event/instant";
import fc from "fast-check";
import { type Put, somePut } from "./events.ts";
import {
  someDay,
  someDecision,
  someIdentity,
  someInstant,
  someSaid,
  theEnd,
  type Unnamed,
  unowned,
} from "./statements.ts";

/** One step in the life of an alert: an observation, a decision, or an event that somebody sent, with what it says or forges. */
export type Step =
  | { readonly kind: "observation"; readonly observation: Observation }
  | { readonly kind: "decision"; readonly alertId: AlertId; readonly decision: Decision }
  | { readonly kind: "event"; readonly put: Put };

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

export function alertOf(step: Step): AlertId {
  switch (step.kind) {
    case "observation":
      return step.observation.alertId;
    case "decision":
      return step.alertId;
    case "event":
      return step.put.alertId;
    default:
      return step satisfies never;
  }
}

/** By the clock of its author. */
function madeAt(step: Step): Instant {
  switch (step.kind) {
    case "observation":
      return step.observation.statement.at;
    case "decision":
      return step.decision.at;
    case "event":
      return step.put.at;
    default:
      return step satisfies never;
  }
}

/** The same event may also arrive by a replay of an archive or by a backfill, and once more by way of another Region. */
const origins = [{}, { replayed: true }, { baseline: true }] as const;
const someOrigins = fc.subarray([0, 1, 2], { minLength: 1, maxLength: 2 });
const someObserved = fc.record({
  identity: someIdentity,
  said: someSaid,
  from: someOrigins,
  /** Whether a copy of it comes with another envelope. */
  hops: fc.nat(9).map((n) => n === 0),
  isUnowned: fc.boolean(),
  /** Whether it was there before its cell was first heard of. */
  predates: fc.nat(9).map((n) => n === 0),
});
type Observed = typeof someObserved extends fc.Arbitrary<infer O> ? O : never;

const someSteps: fc.Arbitrary<readonly Step[]> = fc
  .tuple(
    fc.array(someObserved, { minLength: 1, maxLength: 6 }),
    fc.array(fc.tuple(fc.nat(), someDecision), { maxLength: 3 }),
    fc.array(somePut(someInstant), { maxLength: 2 }),
    fc.boolean(),
  )
  .map(([observed, decided, puts, isLive]) => {
    const steps = observed.flatMap((one, n) => stepsOf(one, n, isLive));
    const known = steps.map(alertOf);
    const decisions = decided.map(([nth, decision]): Step => {
      return { kind: "decision", alertId: known[nth % known.length] ?? "", decision };
    });
    return [...steps, ...decisions, ...puts.map((put): Step => ({ kind: "event", put }))];
  });

function stepsOf(
  { identity, said, from, hops, isUnowned, predates }: Observed,
  n: number,
  isLive: boolean,
): readonly Step[] {
  return said.flatMap((statement, m) => {
    // The person who remarks on a finding may not know which account it belongs to.
    const of = statement.state === "remark" && isUnowned ? unowned(identity) : identity;
    const named = { ...statement, eventId: `event-${n}-${m}`, ...(predates && !isLive && { predates }) };
    const steps = (isLive ? [0] : from).map((origin) => stepOf(of, { ...named, ...origins[origin] }));
    return hops ? [...steps, stepOf(of, { ...named, sentAt: theEnd })] : steps;
  });
}

function stepOf(identity: Identity, statement: Unnamed & Pick<Statement, "eventId">): Step {
  return { kind: "observation", observation: { alertId: alertId(identity), identity, statement } };
}

/** Every step at least once and some again, in any order, in batches of any size, by writers whose clocks differ. */
function someArrival(steps: readonly Step[]): fc.Arbitrary<Arrival> {
  return fc
    .record({
      order: fc.shuffledSubarray([...steps.keys()], { minLength: steps.length }),
      again: fc.array(fc.nat(steps.length - 1), { maxLength: 5 }),
      sizes: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
      clocks: fc.array(someDay, { minLength: 1, maxLength: 4 }),
      writers: fc.integer({ min: 1, max: 3 }),
      picks: fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 40 }),
    })
    .map(({ order, again, sizes, clocks, writers, picks }) => {
      const numbers = [...order, ...again];
      const batches: Batch[] = [];
      for (let from = 0; from < numbers.length; ) {
        const size = sizes[batches.length % sizes.length] ?? 1;
        const some = numbers.slice(from, from + size).flatMap((n) => steps[n] ?? []);
        const clock = clocks[batches.length % clocks.length] ?? theEnd;
        // Clocks differ by a second from those of the services; what is further ahead is refused.
        batches.push({ steps: some, now: shift(some.map(madeAt).reduce(later, clock), -1000) });
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
