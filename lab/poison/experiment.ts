/** Promise 4: a malformed event harms no other event of its batch, and is never shown as something it is not. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { ensureAlertsTable, names } from "@tocsin/local/resources";
import { startDynamodb } from "@tocsin/local/servers/dynamodb";
import fc from "fast-check";
import type { Outcome, Scale } from "../outcome.ts";
import { type Case, someCase } from "./cases.ts";
import { type Batch, type Fault, faultsOfDelivery, faultsOfReadings, type Written } from "./delivery.ts";
import { type Seed, seedEvents } from "./seeds.ts";

const CASES: Readonly<Record<Scale, number>> = { short: 1000, long: 100_000 };
/** Of a batch of ten messages. */
const POISON = 7;
const MATES = 3;

class PoisonError extends Error {
  override readonly name = "PoisonError";
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faults.map(({ kind, says }) => `${kind}: ${says}`).join("\n"));
    this.faults = faults;
  }
}

/**
 * Takes batches of seven malformed and three healthy events through the handlers that read events, into a table and a dead-letter
 * queue. A batch that fails is shrunk to the simplest one that still fails. `TOCSIN_SEED` draws other batches.
 */
export async function poison(scale: Scale): Promise<Outcome> {
  const seed = seedOf(process.env.TOCSIN_SEED);
  const seeds = await seedEvents();
  const table = await openTable();
  try {
    const written: Written = new Map();
    let tried = 0;
    const property = fc.asyncProperty(someBatch(seeds), async (batch) => {
      tried += batch.poison.length;
      const faults = [...faultsOfReadings(batch), ...(await faultsOfDelivery(batch, table, written))];
      if (faults.length > 0) throw new PoisonError(faults);
    });
    const details = await fc.check(property, { seed, numRuns: Math.ceil((2 * CASES[scale]) / (1 + POISON)) });
    const faults = details.errorInstance instanceof PoisonError ? details.errorInstance.faults : [];
    const count = (kind: Fault["kind"]) => faults.filter((fault) => fault.kind === kind).length;
    const isCrash = details.failed && faults.length === 0;
    return {
      promise: 4,
      experiment: "poison",
      tried: `${tried.toLocaleString("en")} malformed events from ${seeds.length} sound ones, in ${details.numRuns} batches with healthy ones`,
      lost: count("lost"),
      doubled: count("doubled"),
      wrong: count("wrong") + (isCrash ? 1 : 0),
      seed,
      failures: details.failed ? [`${details.errorInstance}\n${batchText(details.counterexample?.[0])}`] : [],
    };
  } finally {
    await table.close();
  }
}

/** The seed that is named, or else always the same one. */
function seedOf(named: string | undefined): number {
  const seed = Number(named || 4711);
  if (!Number.isInteger(seed)) throw new RangeError(`TOCSIN_SEED is no whole number: ${named}`);
  return seed;
}

/** A batch comes from one queue, and a queue holds events of one source. */
function someBatch(seeds: readonly Seed[]): fc.Arbitrary<Batch> {
  const bySource = Map.groupBy(seeds, ({ rule }) => rule.source);
  const batches = [...bySource].map(([source, own]) => {
    const sound = own.filter(({ reading }) => reading.outcome === "observed");
    return fc.record({
      source: fc.constant(source),
      poison: fc.array(someCase(own), { minLength: 1, maxLength: POISON, size: "max" }),
      mates: fc.array(fc.constantFrom(...sound), { minLength: 0, maxLength: MATES, size: "max" }),
    });
  });
  return fc.oneof(...batches);
}

async function openTable(): Promise<Table & { close(): Promise<void> }> {
  const dynamodb = await startDynamodb({ searchPath: process.env.PATH ?? "" });
  const client = new DynamoDBClient({
    endpoint: dynamodb.endpoint,
    region: "eu-central-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  await ensureAlertsTable(client);
  return {
    client,
    tableName: names.alertsTable,
    async close() {
      client.destroy();
      await dynamodb.stop();
    },
  };
}

const EDITS_LIMIT = 400;

function batchText(batch: Batch | undefined): string {
  return (batch?.poison ?? []).map(caseText).join("\n");
}

function caseText({ seed, edits, damage }: Case): string {
  return `${seed.name}, ${damage}: ${JSON.stringify(edits).slice(0, EDITS_LIMIT)}`;
}
