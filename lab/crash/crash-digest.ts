/** What `digest` has to do in a crash experiment: the report of a week with a few alerts. */
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { createDigestSendings } from "@tocsin/aws/digests/digest-sendings";
import { createReports } from "@tocsin/aws/reports";
import { createTopic } from "@tocsin/aws/topic";
import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import { defaultPolicy } from "@tocsin/core/policy/parse-policy";
import { defaultWorld } from "@tocsin/core/policy/world";
import { digestHandler } from "@tocsin/lambda/handlers/digest/digest";
import { context, recordingTelemetry } from "@tocsin/lambda/testing/sample-batch";
import type { Servers, World } from "../world/world.ts";
import type { Undertaking } from "./crash.ts";
import { openAlerts } from "./crash-announce.ts";
import { callsWith } from "./faults.ts";

const WEEK = "2026-W48";
const AFTER_WEEK = instant("2026-11-30T06:00:00Z");

/** Longer than whoever publishes a digest has it alone. */
const BETWEEN_RUNS_MILLISECONDS = 61_000;

interface Reporting {
  readonly world: World;
  readonly topicArn: string;
  readonly bucketName: string;
  now: Instant;
  /** The keys of the report, once it has been written. */
  keys: readonly string[];
}

export function reporting(servers: Servers): Undertaking<Reporting> {
  return {
    handler: "digest",
    // A second mail is better than none, and writing the report again changes nothing.
    atLeastOnce: () => ["published"],
    async prepare() {
      const world = await servers.newWorld();
      await openAlerts(3, servers, world);
      return {
        world,
        topicArn: await world.topic("subscriber"),
        bucketName: await world.bucket(),
        now: AFTER_WEEK,
        keys: [],
      };
    },
    async invoke(state, _left, calls) {
      using clients = servers.clients(calls);
      const { world, topicArn, bucketName } = state;
      const table = { client: clients.dynamodb, tableName: world.tableName };
      const digest = digestHandler({
        table,
        world: async () => ({ ...defaultWorld, policy: defaultPolicy, mode: { mode: "live" } }),
        sendings: createDigestSendings(table),
        reports: createReports({ client: clients.s3, bucketName }),
        topic: createTopic({ client: clients.sns, topicArn }),
        deliver: () => async () => [],
        scope: "experiment",
        place: "",
        now: () => state.now,
        machineNow: () => state.now,
        telemetry: recordingTelemetry(),
      });
      state.keys = (await digest({ week: WEEK }, context)).keys;
      return [];
    },
    pass(state) {
      state.now = shift(state.now, BETWEEN_RUNS_MILLISECONDS);
    },
    async outcome({ world, bucketName, keys }) {
      using clients = servers.clients(callsWith());
      const reports = await Promise.all(
        keys.map(async (Key) => {
          const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: bucketName, Key }));
          return `report ${Key} ${await Body?.transformToString("utf8")}`;
        }),
      );
      return [...reports, ...(await world.waiting("subscriber")).map((body) => `published ${body}`)];
    },
    end: ({ world }) => world.end(),
  };
}
