/**
 * Convergence: the table ends with the same items whatever the order of arrival, the duplicates, the batches and the writers that race. A
 * head's version and the log depend on the way by their nature; they are checked against laws of their own.
 */
import { isDeepStrictEqual } from "node:util";
import { HEAD, LOG_PREFIX } from "@tocsin/aws/alerts/alerts-schema";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { readHead } from "@tocsin/aws/alerts/items/head-item";
import { valueIn } from "@tocsin/aws/alerts/items/items";
import { entryOf } from "@tocsin/aws/alerts/stream";
import { compareSeverity, moreSevere } from "@tocsin/core/alert/severity";
import { defaultEvaluationPolicy } from "@tocsin/core/policy/policy";
import { canonicalJson } from "@tocsin/core/text/json";
import { type Change, changesOf } from "@tocsin/core/transition/fold";
import { brokenAt, isCutOff, type LogEntry } from "@tocsin/core/transition/log-entry";
import fc from "fast-check";
import type { Outcome, Scale } from "../outcome.ts";
import { type Arrival, type Batch, type History, type Step, someHistory, theEnd } from "./histories.ts";
import { memoryDynamodb, type StoredItem } from "./memory-dynamodb.ts";

/** In how many other ways each history arrives, besides the straight one. */
const ORDERS = 2;
const HISTORIES: Readonly<Record<Scale, number>> = { short: 2000, long: 100_000 };

/** @param seed runs the same histories again. */
export async function convergence(scale: Scale, seed: number): Promise<Outcome> {
  const numRuns = HISTORIES[scale];
  const property = fc.asyncProperty(someHistory(ORDERS), async (history) => {
    const problem = await divergence(history);
    if (problem !== undefined) throw new Error(problem);
  });
  const details = await fc.check(property, { numRuns, seed });
  return {
    promise: 2,
    experiment: "histories in any order, duplicated, regrouped, by writers that race; no rise unnoticed",
    tried: `${numRuns.toLocaleString("en")} histories × ${ORDERS} orders`,
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
  if (step.kind === "decision") return `${step.alertId.slice(0, 4)} ${JSON.stringify(step.decision)}`;
  const { alertId, statement } = step.observation;
  return `${alertId.slice(0, 4)} ${JSON.stringify({ ...statement, title: undefined, summary: undefined, resource: undefined, attributes: undefined })}`;
}

/** What differs between the ways in which a history arrived, or nothing. */
async function divergence({ steps, arrivals }: History): Promise<string | undefined> {
  const straight = await tableAfter(inOrder(steps));
  for (const arrival of arrivals) {
    const other = await tableAfter(arrival);
    const problem = difference(straight, other) ?? unlawful(other) ?? unnoticed(other, steps);
    if (problem !== undefined) return problem;
  }
  return unlawful(straight) ?? unnoticed(straight, steps);
}

/** All of it at once, by one writer whose clock stands at the end. */
function inOrder(steps: readonly Step[]): Arrival {
  return { batches: [{ steps, now: theEnd }], writers: 1, picks: [0] };
}

type Table = ReadonlyMap<string, StoredItem>;

async function tableAfter({ batches, writers, picks }: Arrival): Promise<Table> {
  let picked = 0;
  const { client, items } = memoryDynamodb((waiting) => {
    picked += 1;
    return Math.floor((picks[picked % picks.length] ?? 0) * waiting);
  });
  const writer = createAlertsWriter({ client, tableName: "alerts" });
  const shares = Array.from({ length: writers }, (_, w) => batches.filter((_batch, i) => i % writers === w));
  const undone = (await Promise.all(shares.map((share) => deliverAll(share)))).flat();
  // A decision that came before its alert existed is delivered again, by its queue or its author.
  const left = await deliverAll(undone);
  if (left.length > 0) throw new Error(`${left.length} batches are undone`);
  const alertIds = new Set(batches.flatMap(({ steps }) => steps.map(alertOf)));
  for (const alertId of alertIds)
    await writer.apply([{ alertId, observations: [], decisions: [] }], defaultEvaluationPolicy, theEnd);
  client.destroy();
  return items;

  async function deliverAll(share: readonly Batch[]): Promise<readonly Batch[]> {
    const failed: Batch[] = [];
    for (const { steps, now } of share) {
      const changes = changesFrom(steps);
      const applied = await writer.apply(changes, defaultEvaluationPolicy, now);
      const broken = new Set(changes.filter((_, i) => applied[i]?.ok === false).map(({ alertId }) => alertId));
      if (broken.size > 0) failed.push({ steps: steps.filter((step) => broken.has(alertOf(step))), now });
    }
    return failed;
  }
}

function alertOf(step: Step): string {
  return step.kind === "decision" ? step.alertId : step.observation.alertId;
}

function changesFrom(steps: readonly Step[]): readonly Change[] {
  const changes = new Map(
    changesOf(steps.flatMap((step) => (step.kind === "observation" ? [step.observation] : []))).map(
      (change) => [change.alertId, change] as const,
    ),
  );
  for (const step of steps) {
    if (step.kind !== "decision") continue;
    const change = changes.get(step.alertId) ?? { alertId: step.alertId, observations: [], decisions: [] };
    changes.set(step.alertId, { ...change, decisions: [...change.decisions, step.decision] });
  }
  return [...changes.values()];
}

/** The fields of a head that depend on the way: how often it was written, and which transitions it went through. */
const OF_THE_PATH: ReadonlySet<string> = new Set([
  "version",
  "heard",
  "wasOpen",
  "notified",
  "lastHash",
  "evaluatedAt",
  "expiresAt",
]);

function difference(straight: Table, other: Table): string | undefined {
  for (const key of new Set([...straight.keys(), ...other.keys()])) {
    if (key.includes(` ${LOG_PREFIX}`)) continue;
    const [a, b] = [straight, other].map((table) => convergent(key, table.get(key)));
    if (!isDeepStrictEqual(a, b)) return `${key} differs:\n  ${canonicalJson(a)}\n  ${canonicalJson(b)}`;
  }
  return undefined;
}

function convergent(key: string, item: StoredItem = {}): StoredItem {
  if (!key.endsWith(` ${HEAD}`)) return item;
  return Object.fromEntries(Object.entries(item).filter(([name]) => !OF_THE_PATH.has(name)));
}

/** Checks that every log is whole, ends where its head says, and ends in the state that is shown. */
function unlawful(table: Table): string | undefined {
  for (const [key, item] of table) {
    if (!key.endsWith(` ${HEAD}`)) continue;
    const { view, lastHash } = valueIn(readHead(item));
    const log = logOf(table, `${item.pk?.S}`);
    const broken = brokenAt(log);
    if (broken !== undefined) return `the log of ${key} is broken at version ${broken}`;
    if (isCutOff(log, lastHash)) return `the log of ${key} is cut off`;
    const told = log.at(-1)?.to ?? { status: "RESOLVED", severity: "INFORMATIONAL" };
    if (told.status !== view.status || told.severity !== view.severity)
      return `${key} is ${view.status} ${view.severity}, and its log says ${told.status} ${told.severity}`;
  }
  return undefined;
}

/**
 * Looks for an alert that is shown as worse than any notification said. Replays and backfills notify nobody, and a person who resolved
 * an alert knew of it, so histories with those are left out.
 */
function unnoticed(table: Table, steps: readonly Step[]): string | undefined {
  if (!steps.every(isLoud)) return undefined;
  for (const [key, item] of table) {
    if (!key.endsWith(` ${HEAD}`)) continue;
    const head = valueIn(readHead(item));
    if (head.view.status === "RESOLVED") continue;
    const told = logOf(table, `${item.pk?.S}`).filter(({ quiet }) => !quiet);
    if (!told.some(({ to, worst }) => compareSeverity(moreSevere(to.severity, worst), head.view.severity) >= 0))
      return `${key} is ${head.view.status} ${head.view.severity}, and nobody was notified of that`;
  }
  return undefined;
}

function isLoud(step: Step): boolean {
  if (step.kind === "decision") return step.decision.kind !== "resolve";
  const { replayed, baseline } = step.observation.statement;
  return !replayed && !baseline;
}

function logOf(table: Table, partition: string): readonly LogEntry[] {
  return [...table]
    .filter(([key]) => key.startsWith(`${partition} ${LOG_PREFIX}`))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, item]) => entryOf(item));
}
