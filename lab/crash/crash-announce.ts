/** What `announce` has to do in a crash experiment: the transitions and the heads of a dozen alerts, read from the stream. */
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { sendingTo } from "@tocsin/aws/queues/send-messages";
import { createTopic } from "@tocsin/aws/topic";
import { defaultWorld } from "@tocsin/core/policy/world";
import { changesOf, type Head } from "@tocsin/core/transition/fold";
import type { LogEntry } from "@tocsin/core/transition/log-entry";
import { announceHandler } from "@tocsin/lambda/handlers/announce";
import { context, failedOf, headRecord, recordingTelemetry, streamRecord } from "@tocsin/lambda/testing/sample-batch";
import { guardduty } from "@tocsin/sources/guardduty/source";
import { tryOut } from "@tocsin/sources/testing/trial";
import type { DynamoDBRecord } from "aws-lambda";
import type { Servers, World } from "../world/world.ts";
import type { Undertaking } from "./crash.ts";
import { finding, now } from "./crash-ingest.ts";
import { callsWith } from "./faults.ts";

/** More than one PublishBatch takes. */
const ALERTS = 12;

interface Announcing {
  readonly world: World;
  readonly topicArn: string;
  readonly oncallUrl: string;
  /** What the stream brings: the log entries, and the heads that came with them. */
  readonly records: readonly DynamoDBRecord[];
}

export interface Opened {
  readonly entries: readonly LogEntry[];
  readonly heads: readonly Head[];
}

/** Writes the alerts of `count` new findings, and gives their heads and the log entries that their opening made. */
export async function openAlerts(count: number, servers: Servers, { tableName }: World): Promise<Opened> {
  using clients = servers.clients(callsWith());
  const { observations } = tryOut(guardduty);
  const changes = changesOf(Array.from({ length: count }, (_, n) => finding(n, 1)).flatMap(observations));
  const writer = createAlertsWriter({ client: clients.dynamodb, tableName });
  const applied = await writer.apply(changes, defaultWorld, now);
  return {
    entries: applied.flatMap((result) => (result.ok ? result.entries : [])),
    heads: applied.flatMap((result) => (result.ok ? [result.head] : [])),
  };
}

export function announcing(servers: Servers): Undertaking<Announcing> {
  return {
    handler: "announce",
    // A subscriber of the topic may get an announcement twice, and on-call counts a wake once.
    atLeastOnce: () => ["announced", "woken"],
    async prepare() {
      const world = await servers.newWorld();
      const topicArn = await world.topic("subscriber");
      const { entries, heads } = await openAlerts(ALERTS, servers, world);
      const records = [
        ...entries.map((entry, n) => streamRecord(String(n), entry)),
        ...heads.map((head, n) => headRecord(String(entries.length + n), undefined, head)),
      ];
      return { world, topicArn, oncallUrl: await world.queue("oncall"), records };
    },
    async invoke({ topicArn, oncallUrl, records }, left, calls) {
      using clients = servers.clients(calls);
      const handler = announceHandler({
        topic: createTopic({ client: clients.sns, topicArn }),
        wake: sendingTo(clients.sqs, { name: "oncall", url: oncallUrl }),
        telemetry: recordingTelemetry(),
      });
      const numbers = left === "all" ? records.map((_, n) => n) : left;
      const Records = numbers.flatMap((n) => records[n] ?? []);
      const failed = failedOf(await handler({ Records }, context)).map(Number);
      // Lambda reads a stream again from the first record that failed.
      return failed.length === 0 ? [] : numbers.slice(numbers.indexOf(Math.min(...failed)));
    },
    pass() {},
    outcome: async ({ world }) => [
      ...(await world.waiting("subscriber")).map((body) => `announced ${body}`),
      ...(await world.waiting("oncall")).map((body) => `woken ${body}`),
    ],
    end: ({ world }) => world.end(),
  };
}
