/** What `announce` has to do in a crash experiment: the transitions of a dozen alerts, read from the stream. */
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { createTopic } from "@tocsin/aws/topic";
import { defaultWorld } from "@tocsin/core/policy/world";
import { changesOf } from "@tocsin/core/transition/fold";
import type { LogEntry } from "@tocsin/core/transition/log-entry";
import { announceHandler } from "@tocsin/lambda/handlers/announce";
import { context, failedOf, recordingTelemetry, streamRecord } from "@tocsin/lambda/testing/sample-batch";
import { guardduty } from "@tocsin/sources/guardduty/source";
import { tryOut } from "@tocsin/sources/testing/trial";
import type { Servers, World } from "../world/world.ts";
import type { Undertaking } from "./crash.ts";
import { finding, now } from "./crash-ingest.ts";
import { callsWith } from "./faults.ts";

/** More than one PublishBatch takes. */
const ALERTS = 12;

interface Announcing {
  readonly world: World;
  readonly topicArn: string;
  readonly entries: readonly LogEntry[];
}

/** Writes the alerts of `count` new findings, and gives the log entries that their opening made. */
export async function openAlerts(count: number, servers: Servers, { tableName }: World): Promise<readonly LogEntry[]> {
  using clients = servers.clients(callsWith());
  const { observations } = tryOut(guardduty);
  const changes = changesOf(Array.from({ length: count }, (_, n) => finding(n, 1)).flatMap(observations));
  const writer = createAlertsWriter({ client: clients.dynamodb, tableName });
  const applied = await writer.apply(changes, defaultWorld, now);
  return applied.flatMap((result) => (result.ok ? result.entries : []));
}

export function announcing(servers: Servers): Undertaking<Announcing> {
  return {
    handler: "announce",
    // A subscriber of the topic may get an announcement twice. `oncall` sees to it that a channel shows it once.
    atLeastOnce: () => ["announced"],
    async prepare() {
      const world = await servers.newWorld();
      const topicArn = await world.topic("subscriber");
      return { world, topicArn, entries: await openAlerts(ALERTS, servers, world) };
    },
    async invoke({ topicArn, entries }, left, calls) {
      using clients = servers.clients(calls);
      const handler = announceHandler({
        topic: createTopic({ client: clients.sns, topicArn }),
        telemetry: recordingTelemetry(),
      });
      const numbers = left === "all" ? entries.map((_, n) => n) : left;
      const Records = numbers.flatMap((n) => (entries[n] ? [streamRecord(String(n), entries[n])] : []));
      const failed = failedOf(await handler({ Records }, context)).map(Number);
      // Lambda reads a stream again from the first record that failed.
      return failed.length === 0 ? [] : numbers.slice(numbers.indexOf(Math.min(...failed)));
    },
    pass() {},
    outcome: async ({ world }) => (await world.waiting("subscriber")).map((body) => `announced ${body}`),
    end: ({ world }) => world.end(),
  };
}
