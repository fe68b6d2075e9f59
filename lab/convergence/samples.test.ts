/** The events of every source, in any order, twice, in any batches, and with forged copies among them: what is known in the end is the same. */
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { createCells } from "@tocsin/aws/alerts/cells";
import { parseEvent } from "@tocsin/core/event/event";
import { instant } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { refusalText } from "@tocsin/core/text/parse";
import { ingestHandler } from "@tocsin/lambda/handlers/ingest";
import { context, failedOf, message, recordingTelemetry } from "@tocsin/lambda/testing/sample-batch";
import { type Administrators, administeredServices } from "@tocsin/sources/administrators";
import { sources } from "@tocsin/sources/registry";
import type { Source } from "@tocsin/sources/source";
import { samplesOf } from "@tocsin/sources/testing/samples";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { brokenLaw, headsIn, type Items } from "./laws.ts";
import { memoryDynamodb } from "./memory-dynamodb.ts";

/** What claims to be of a later time is refused. */
const LATEST = instant("2028-01-01T00:00:00Z");
/** It administers nothing, and no sample is of it. */
const STRANGER = "999900001111";
const RUNS = 25;

interface Delivery {
  readonly body: object;
  /** Its account may not say it, or says it of itself. */
  readonly isForged: boolean;
}

interface Heard {
  readonly source: Source;
  readonly administrators: Administrators;
}

/** Whoever puts a sample may speak for others by whatever its service; the stranger by none. */
function administratorsOf(events: readonly object[]): Administrators {
  const accounts = events.flatMap((event) => ("account" in event ? [String(event.account)] : []));
  return Object.fromEntries(administeredServices.map((service) => [service, [...new Set(accounts)]]));
}

/** Delivers events in batches of these sizes, over and over. */
async function leftBy(
  { source, administrators }: Heard,
  deliveries: readonly Delivery[],
  sizes: readonly number[],
): Promise<Items> {
  const { client, items } = memoryDynamodb(() => 0);
  const table = { client, tableName: "alerts" };
  const handler = ingestHandler({
    source,
    administrators,
    alerts: createAlertsWriter(table),
    cells: createCells(table),
    findingsOfBefore: "news",
    deadLetters: {
      async put(_, refusal) {
        throw new Error(`an event is refused: ${refusalText(refusal)}`);
      },
    },
    world: async () => defaultWorld,
    reload: async () => defaultWorld,
    now: () => LATEST,
    latest: () => LATEST,
    telemetry: recordingTelemetry(),
  });
  for (let i = 0, batch = 0; i < deliveries.length; batch += 1) {
    const size = sizes[batch % sizes.length] ?? 1;
    const Records = deliveries.slice(i, i + size).map(({ body }, n) => message(String(n), body));
    expect(failedOf(await handler({ Records }, context))).toEqual([]);
    i += size;
  }
  client.destroy();
  return items;
}

/** What is known of each alert that is not the stranger's own. */
function knownIn(items: Items): ReadonlyMap<string, unknown> {
  const own = headsIn(items).filter(({ alert }) => alert.identity.account !== STRANGER);
  return new Map(own.map(({ alert }) => [alert.id, JSON.parse(JSON.stringify(alert))]));
}

/** Those of which the source says something. */
async function observedOf(source: Source): Promise<readonly object[]> {
  return Object.values(await samplesOf(source.name)).filter((sample) => {
    const event = parseEvent(sample);
    return event.ok && source.read(event.value, "unknown").outcome === "observed";
  });
}

describe.each(sources)("the events of $name", (source) => {
  test("leave the same alerts in whatever order, number and batches they come, whoever forges them", async () => {
    const events = await observedOf(source);
    // No two events have one id.
    const genuine = events.map((event, n) => ({ body: { ...event, id: `event-${n}` }, isForged: false }));
    const heard = { source, administrators: administratorsOf(events) };
    const known = knownIn(await leftBy(heard, genuine, [1]));
    expect(known.size).toBeGreaterThan(0);
    const forged = events.map((event) => ({ body: { ...event, account: STRANGER, id: "forged" }, isForged: true }));
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...genuine, ...genuine, ...forged], { minLength: 2 * genuine.length }),
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
        async (some, sizes) => {
          const missing = genuine.filter((one) => !some.includes(one));
          const items = await leftBy(heard, [...some, ...missing], sizes);
          expect(knownIn(items)).toEqual(known);
          expect(brokenLaw(items, false)).toBeUndefined();
        },
      ),
      { numRuns: RUNS },
    );
  });
});
