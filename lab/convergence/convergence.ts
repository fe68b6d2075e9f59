/**
 * Convergence: the table ends with the same items whatever the order of arrival, the duplicates, the batches and the writers that race. A
 * head's version and the log depend on the way by their nature; they are checked against laws of their own.
 */
import { isDeepStrictEqual } from "node:util";
import { HEAD, LOG_PREFIX } from "@tocsin/aws/alerts/alerts-schema";
import { canonicalJson } from "@tocsin/core/text/json";
import fc from "fast-check";
import type { Outcome, Scale } from "../outcome.ts";
import { leftBy } from "./arrival.ts";
import { type Arrival, type Batch, type History, type Step, someHistory } from "./histories.ts";
import { brokenLaw, type Items } from "./laws.ts";
import type { StoredItem } from "./memory-dynamodb.ts";
import { theEnd } from "./statements.ts";

/** In how many other ways each history arrives, besides the straight one. */
const ORDERS = 2;
const HISTORIES: Readonly<Record<Scale, number>> = { short: 300, long: 100_000 };

/** @param seed runs the same histories again. */
export async function convergence(scale: Scale, seed: number): Promise<Outcome> {
  const numRuns = HISTORIES[scale];
  let forged = 0;
  const property = fc.asyncProperty(someHistory(ORDERS), async (history) => {
    forged += history.arrivals.reduce((sum, arrival) => sum + forgedIn(arrival), 0);
    const problem = await divergence(history);
    if (problem !== undefined) throw new Error(problem);
  });
  const details = await fc.check(property, { numRuns, seed });
  return {
    promise: 2,
    experiment:
      "histories in any order, duplicated, regrouped, by writers that race; no episode or rise untold, no forgery believed",
    tried: `${numRuns.toLocaleString("en")} histories × ${ORDERS} orders, ${forged.toLocaleString("en")} forged events among them`,
    lost: 0,
    doubled: 0,
    wrong: details.failed ? 1 : 0,
    seed,
    failures: details.failed ? [failureOf(details)] : [],
  };
}

function failureOf({ seed, counterexamplePath, counterexample, errorInstance }: fc.RunDetails<[History]>): string {
  const [history] = counterexample ?? [];
  const problem = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  const steps = history?.steps.map((step) => `  ${briefly(step)}`).join("\n");
  return `seed ${seed}, path ${counterexamplePath}: ${problem}\n${steps}`;
}

function briefly(step: Step): string {
  switch (step.kind) {
    case "decision":
      return `${step.alertId.slice(0, 4)} ${JSON.stringify(step.decision)}`;
    case "event": {
      const { alertId, body, isForged } = step.put;
      return `${alertId.slice(0, 4)} ${isForged ? "forged " : ""}${body["detail-type"]} ${body.id} of ${body.account}`;
    }
    case "observation": {
      const { alertId, statement } = step.observation;
      const left = { ...statement, title: undefined, summary: undefined, resource: undefined, attributes: undefined };
      return `${alertId.slice(0, 4)} ${JSON.stringify(left)}`;
    }
    default:
      return step satisfies never;
  }
}

/** The differences between the ways in which a history arrived; empty if there are none. */
async function divergence({ steps, arrivals }: History): Promise<string | undefined> {
  const straight = await leftBy(inOrder(steps.filter((step) => !isForged(step))));
  const isLoud = steps.every(isLive);
  for (const arrival of arrivals) {
    const other = await leftBy(arrival);
    const problem =
      difference(straight.items, other.items) ?? uncounted(arrival, other.notTheirs) ?? brokenLaw(other.items, isLoud);
    if (problem !== undefined) return problem;
  }
  return brokenLaw(straight.items, isLoud);
}

/** As many observations of one alert as a change may hold are no more than this. */
const AT_ONCE = 40;

/** Everything at once, as far as one write can hold it, by one writer whose clock stands at the end. */
function inOrder(steps: readonly Step[]): Arrival {
  const batches = Array.from({ length: Math.ceil(steps.length / AT_ONCE) }, (_, i): Batch => {
    return { steps: steps.slice(i * AT_ONCE, (i + 1) * AT_ONCE), now: theEnd };
  });
  return { batches, writers: 1, picks: [0] };
}

function isForged(step: Step): boolean {
  return step.kind === "event" && step.put.isForged;
}

function forgedIn({ batches }: Arrival): number {
  return batches.flatMap(({ steps }) => steps).filter(isForged).length;
}

/** A forged event leaves no trace in the table, but it is counted. */
function uncounted(arrival: Arrival, counted: number): string | undefined {
  const forged = forgedIn(arrival);
  return forged === counted ? undefined : `${forged} forged events came, and ${counted} are counted`;
}

/** Nobody is notified by replays and backfills, nor about what was there before its cell was heard from; and the author of a decision knows already. */
function isLive(step: Step): boolean {
  if (step.kind !== "observation") return step.kind === "event";
  const { replayed, baseline, predates } = step.observation.statement;
  return !replayed && !baseline && !predates;
}

/** The fields of a head that depend on the way: how often it was written, and which transitions it went through. */
const OF_THE_PATH: ReadonlySet<string> = new Set([
  "version",
  "heard",
  "wasOpen",
  "notified",
  "episodes",
  "lastHash",
  "evaluatedAt",
  "expiresAt",
]);

const CELL = / CELL$/;

function difference(straight: Items, other: Items): string | undefined {
  for (const key of new Set([...straight.keys(), ...other.keys()])) {
    if (key.includes(` ${LOG_PREFIX}`)) continue;
    const [a, b] = [straight, other].map((items) => convergent(key, items.get(key)));
    if (!isDeepStrictEqual(a, b)) return `${key} differs:\n  ${canonicalJson(a)}\n  ${canonicalJson(b)}`;
  }
  return undefined;
}

/** When a cell was heard from depends on the clock of its writer; whether it was heard from does not. */
function convergent(key: string, item: StoredItem | undefined): object | undefined {
  if (item === undefined) return undefined;
  if (CELL.test(key)) return {};
  if (!key.endsWith(` ${HEAD}`)) return item;
  return Object.fromEntries(Object.entries(item).filter(([name]) => !OF_THE_PATH.has(name)));
}
