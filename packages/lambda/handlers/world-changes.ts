/**
 * Handles changes of what is in force, a part in each minute: evaluates open alerts again with the present policy and directory, and wakes
 * on-call for alerts when a silence that mutes them begins or ends.
 */
import type { AlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { AlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { wakeOf } from "@tocsin/aws/alerts/stream";
import type { SendMessages } from "@tocsin/aws/queues/send-messages";
import type { StaleAlerts } from "@tocsin/aws/world/stale-alerts";
import type { TimerMarks } from "@tocsin/aws/world/timer-marks";
import type { WorldPartition } from "@tocsin/aws/world/world-partition";
import { type Instant, shift } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import { type World, worldVersion } from "@tocsin/core/policy/world";
import { type Boundary, boundariesBetween } from "@tocsin/oncall/silence";
import { alertWakeText } from "@tocsin/oncall/wake-message";
import type { Telemetry } from "../runtime/telemetry.ts";
import { openHeads } from "./open-heads.ts";

export interface WorldChangesDependencies {
  readonly partition: () => Promise<Pick<WorldPartition, "stale" | "silences" | "lookedAt">>;
  readonly staleAlerts: StaleAlerts;
  readonly reader: Pick<AlertsReader, "open" | "heads">;
  readonly marks: TimerMarks;
  readonly alerts: AlertsWriter;
  /** Sends to on-call's queue. */
  readonly wake: SendMessages;
  /** Read anew: a replaced world must not evaluate again what it has evaluated before. */
  readonly reload: () => Promise<World & { readonly policy: Policy }>;
  readonly now: () => Instant;
  readonly telemetry: Telemetry;
}

/** @throws CallError if something could not be written or sent; the next minute does it. */
export async function applyWorldChanges(deps: WorldChangesDependencies): Promise<void> {
  const { stale, silences, lookedAt } = await deps.partition();
  const world = await deps.reload();
  for (const { worldVersion: old, since } of stale)
    if (old !== worldVersion(world) && !isFresh(since, deps.now())) await evaluateAgain(old, since, world, deps);
  await applySilences(silences, lookedAt, world, deps);
}

const PAGE = 25;
const ROUNDS = 40;
/** By then every function has seen the new world, and none evaluates with the old one any more. */
const STALE_MILLISECONDS = 5 * 60_000;

/** On-call is woken once for each alert evaluated again, and must have the new world by then. */
function isFresh(since: Instant, now: Instant): boolean {
  return since <= now && now < shift(since, KEPT_MILLISECONDS);
}

async function evaluateAgain(
  old: string,
  since: Instant,
  world: World,
  { staleAlerts, alerts, marks, now, telemetry }: WorldChangesDependencies,
): Promise<void> {
  const evaluated = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const found = await staleAlerts(old, PAGE);
    if (found.length === 0 && now() > shift(since, STALE_MILLISECONDS)) await marks.left(old);
    // The index may show an alert for a moment after it was written.
    const alertIds = found.filter((alertId) => !evaluated.has(alertId));
    if (alertIds.length === 0) return;
    for (const alertId of alertIds) evaluated.add(alertId);
    const changes = alertIds.map((alertId) => ({ alertId, observations: [], decisions: [] }));
    for (const result of await alerts.apply(changes, world, now())) {
      telemetry.count("reviews", result.ok ? "evaluated-again" : "failed");
      if (!result.ok) throw result.error;
    }
  }
}

/** A function may use the earlier state for this long: if woken sooner, it would not know of the silence. */
const KEPT_MILLISECONDS = 60_000;

/** When `review` next handles a world that is no longer in force: once every function knows that, and again when it can be forgotten. */
export function evaluatedAgainAt(since: Instant, now: Instant): Instant {
  const first = shift(since, KEPT_MILLISECONDS);
  return first > now ? first : shift(since, STALE_MILLISECONDS + 1);
}

/** When `review` can apply the beginning or the end of a silence. */
export function appliedAt(boundary: Instant): Instant {
  return shift(boundary, KEPT_MILLISECONDS);
}

async function applySilences(
  silences: WorldPartition["silences"],
  lookedAt: Instant | undefined,
  { policy }: { readonly policy: Policy },
  deps: WorldChangesDependencies,
): Promise<void> {
  const until = shift(deps.now(), -KEPT_MILLISECONDS);
  const boundaries = lookedAt === undefined ? [] : boundariesBetween(silences, policy.silences, lookedAt, until);
  if (boundaries.length > 0) await wakeConcerned(boundaries, deps);
  if (boundaries.length > 0 || lookedAt === undefined) await deps.marks.looked(until);
}

async function wakeConcerned(
  boundaries: readonly Boundary[],
  { reader, wake, telemetry }: WorldChangesDependencies,
): Promise<void> {
  const bodies: string[] = [];
  for await (const head of openHeads(reader)) {
    const wake = wakeOf(head);
    if (boundaries.some(({ concerns }) => concerns(wake))) bodies.push(alertWakeText(wake));
  }
  telemetry.count("reviews", "silence-begins-or-ends", bodies.length);
  const failure = (await wake(bodies.map((body) => ({ body })))).find((error) => error !== undefined);
  if (failure) throw failure;
}
