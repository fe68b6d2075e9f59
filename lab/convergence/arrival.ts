/** Delivers a history to the deployed writers of a table: the alerts writer, and the ingest handlers for what comes as events. */

import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { type AlertsWriter, createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { createCells } from "@tocsin/aws/alerts/cells";
import { defaultWorld } from "@tocsin/core/policy/world";
import { refusalText } from "@tocsin/core/text/parse";
import { type Change, changesOf } from "@tocsin/core/transition/fold";
import { ingestHandler } from "@tocsin/lambda/handlers/ingest";
import { context, failedOf, message, recordingTelemetry } from "@tocsin/lambda/testing/sample-batch";
import { administrators, type SourceName, sources } from "./events.ts";
import { type Arrival, alertOf, type Batch, type Step } from "./histories.ts";
import { memoryDynamodb, type StoredItem } from "./memory-dynamodb.ts";
import { theEnd } from "./statements.ts";

/** The state that an arrival leaves. */
export interface Left {
  readonly items: ReadonlyMap<string, StoredItem>;
  /** How many events were ignored because their account may not send them. */
  readonly notTheirs: number;
}

/** Delivers all of it, again where a batch failed, and then lets each alert be reviewed at the end. */
export async function leftBy({ batches, writers, picks }: Arrival): Promise<Left> {
  let picked = 0;
  const { client, items } = memoryDynamodb((waiting) => {
    picked += 1;
    return Math.floor((picks[picked % picks.length] ?? 0) * waiting);
  });
  const receiving = { table: { client, tableName: "alerts" }, telemetry: recordingTelemetry() };
  const shares = Array.from({ length: writers }, (_, w) => batches.filter((_batch, i) => i % writers === w));
  const undone = (await Promise.all(shares.map((share) => deliverAll(share, receiving)))).flat();
  // A decision that came before its alert existed is delivered again, by its queue or its author.
  const left = await deliverAll(undone, receiving);
  if (left.length > 0) throw new Error(`${left.length} batches are undone`);
  const alertIds = new Set([...items.keys()].flatMap((key) => /^ALERT#(\w+) HEAD$/.exec(key)?.[1] ?? []));
  const changes = [...alertIds].map((alertId) => ({ alertId, observations: [], decisions: [] }));
  await createAlertsWriter(receiving.table).apply(changes, defaultWorld, theEnd);
  client.destroy();
  const notTheirs = receiving.telemetry.counted.filter((line) => line === "events not-its-to-say 1").length;
  return { items, notTheirs };
}

interface Receiving {
  readonly table: Table;
  readonly telemetry: ReturnType<typeof recordingTelemetry>;
}

/** Gives the messages to deliver again. */
async function deliverAll(share: readonly Batch[], { table, telemetry }: Receiving): Promise<readonly Batch[]> {
  const alerts = createAlertsWriter(table);
  const cells = createCells(table);
  const failed: Batch[] = [];
  for (const { steps, now } of share) {
    const left = [...(await written(steps, now, alerts))];
    for (const source of Object.values(sources)) left.push(...(await ingested(source.name as SourceName, steps, now)));
    if (left.length > 0) failed.push({ steps: left, now });
  }
  return failed;

  async function ingested(source: SourceName, steps: readonly Step[], now: Batch["now"]): Promise<readonly Step[]> {
    const put = steps.filter((step) => step.kind === "event" && step.put.source === source);
    if (put.length === 0) return [];
    const handler = ingestHandler({
      source: sources[source],
      administrators,
      alerts,
      cells,
      findingsOfBefore: "news",
      deadLetters: {
        async put(_, refusal) {
          throw new Error(`an event is refused: ${refusalText(refusal)}`);
        },
      },
      world: async () => defaultWorld,
      reload: async () => defaultWorld,
      now: () => now,
      latest: () => theEnd,
      telemetry,
    });
    const Records = put.map((step, n) => message(String(n), step.kind === "event" ? step.put.body : ""));
    const again = failedOf(await handler({ Records }, context));
    return again.flatMap((n) => put[Number(n)] ?? []);
  }
}

/** Writes the observations, then the decisions: nothing delivers both in one write. Gives the steps that could not be written. */
async function written(steps: readonly Step[], now: Batch["now"], alerts: AlertsWriter): Promise<readonly Step[]> {
  const left: Step[] = [];
  for (const kind of ["observation", "decision"] as const)
    left.push(
      ...(await applied(
        steps.filter((step) => step.kind === kind),
        now,
        alerts,
      )),
    );
  return left;
}

async function applied(steps: readonly Step[], now: Batch["now"], alerts: AlertsWriter): Promise<readonly Step[]> {
  const changes = changesFrom(steps);
  const results = await alerts.apply(changes, defaultWorld, now);
  const broken = new Set(changes.filter((_, i) => results[i]?.ok === false).map(({ alertId }) => alertId));
  return steps.filter((step) => broken.has(alertOf(step)));
}

function changesFrom(steps: readonly Step[]): readonly Change[] {
  const observations = steps.flatMap((step) => (step.kind === "observation" ? [step.observation] : []));
  const changes = new Map(changesOf(observations).map((change) => [change.alertId, change] as const));
  for (const step of steps) {
    if (step.kind !== "decision") continue;
    const change = changes.get(step.alertId) ?? { alertId: step.alertId, observations: [], decisions: [] };
    changes.set(step.alertId, { ...change, decisions: [...change.decisions, step.decision] });
  }
  return [...changes.values()];
}
