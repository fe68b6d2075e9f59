/** What `ingest-guardduty` has to do in a crash experiment: a batch of every kind of message that there is. */

import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { createCells } from "@tocsin/aws/alerts/cells";
import { createDeadLetters } from "@tocsin/aws/queues/dead-letters";
import { instant } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { ingestHandler } from "@tocsin/lambda/handlers/ingest";
import { context, failedOf, message, recordingTelemetry } from "@tocsin/lambda/testing/sample-batch";
import { samples } from "@tocsin/sources/guardduty/samples";
import { guardduty } from "@tocsin/sources/guardduty/source";
import { itemLines } from "../convergence/lines.ts";
import type { Servers, World } from "../world/world.ts";
import type { Undertaking } from "./crash.ts";
import { type Calls, callsWith } from "./faults.ts";

export const now = instant("2026-11-24T12:00:00Z");

/** GuardDuty's statement number `minute` about finding `n`. */
export function finding(n: number, minute: number, detail: object = {}): object {
  const sample = samples.instanceFinding;
  const id = `70c1a5f0000000000000000000${String(n).padStart(6, "0")}`;
  return {
    ...sample,
    id: `event-${n}-${minute}`,
    detail: {
      ...sample.detail,
      id,
      arn: `arn:aws:guardduty:eu-west-1:222233334444:detector/9ab4c0ffee1122334455667788990011/finding/${id}`,
      updatedAt: `2026-11-24T10:${String(minute).padStart(2, "0")}:00.000Z`,
      ...detail,
    },
  };
}

const archived = { service: { ...samples.instanceFinding.detail.service, archived: true } };
const known = [finding(3, 20), finding(4, 20), finding(5, 20, { severity: 2 })];
const batch: readonly unknown[] = [
  // A new alert of one event, and one of two events of the batch.
  finding(1, 10),
  finding(2, 10, { severity: 5 }),
  finding(2, 30, { severity: 8.5 }),
  // Nothing new: an older event, and the same event again.
  finding(3, 5),
  finding(3, 20),
  // A resolution and a rise.
  finding(4, 40, archived),
  finding(5, 40, { severity: 9.2 }),
  // Messages that cannot be parsed.
  finding(6, 10, { severity: "grave" }),
  "not JSON",
];

interface Ingesting {
  readonly world: World;
  readonly deadLettersUrl: string;
}

export function ingesting(servers: Servers): Undertaking<Ingesting> {
  return {
    handler: "ingest",
    atLeastOnce: () => ["dead letter"],
    async prepare() {
      const world = await servers.newWorld();
      const state = { world, deadLettersUrl: await world.queue("dlq") };
      await deliver(known, servers, state, callsWith());
      return state;
    },
    async invoke(state, left, calls) {
      const numbers = left === "all" ? batch.map((_, n) => n) : left;
      const failed = await deliver(
        numbers.map((n) => batch[n]),
        servers,
        state,
        calls,
      );
      return failed.flatMap((i) => numbers[i] ?? []);
    },
    pass() {},
    async outcome({ world }) {
      const dead = (await world.waiting("dlq")).map((body) => `dead letter ${body}`);
      return [...itemLines(await world.items()), ...dead];
    },
    end: ({ world }) => world.end(),
  };
}

/** Gives the indexes of those `events` that are to be delivered again. */
async function deliver(
  events: readonly unknown[],
  servers: Servers,
  { world, deadLettersUrl }: Ingesting,
  calls: Calls,
): Promise<readonly number[]> {
  using clients = servers.clients(calls);
  const table = { client: clients.dynamodb, tableName: world.tableName };
  const handler = ingestHandler({
    administrators: "unknown",
    source: guardduty,
    alerts: createAlertsWriter(table),
    cells: createCells(table),
    findingsOfBefore: "news",
    deadLetters: createDeadLetters({
      sendMessage: (input) => clients.sqs.send(new SendMessageCommand(input)),
      queueUrl: deadLettersUrl,
    }),
    world: async () => defaultWorld,
    reload: async () => defaultWorld,
    now: () => now,
    latest: () => now,
    telemetry: recordingTelemetry(),
  });
  const Records = events.map((event, i) => message(String(i), event));
  return failedOf(await handler({ Records }, context)).map(Number);
}
