/** Everything that can be read of a deployed stage: facts, without judgement. It only reads. */
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { KMSClient } from "@aws-sdk/client-kms";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { STSClient } from "@aws-sdk/client-sts";
import { parseArn, partitionOf } from "@tocsin/core/event/arn";
import { CallError } from "../call.ts";
import { callerOf } from "../caller.ts";
import { DEFAULT_BUS, deadLettersOf, nouns } from "../names.ts";
import type { Asked } from "../prerequisites/asked.ts";
import { type DeployedArchive, type DeployedBus, type DeployedRule, readArchive, readBus, readRule } from "./bus.ts";
import type { Found } from "./found.ts";
import { type DeployedFunction, type DeployedMapping, readFunction, readMappings, readSchedule } from "./functions.ts";
import { type DeployedMembers, readMembers } from "./members.ts";
import { type DeployedQueue, type DeployedTopic, readQueue, readTopic } from "./queues.ts";
import { type DeployedKey, type DeployedTable, readKey, readTable } from "./table.ts";
import { type DeployedAlarm, readAlarms, readDashboard, readSums, type WantedSum } from "./watch.ts";

/** What is asked for, by the nouns of its names. */
export interface WantedParts {
  /** The prefix of the stage's names: `tocsin-prod`. */
  readonly prefix: string;
  readonly table: string;
  /** An alias, an id or an ARN. */
  readonly key: string;
  readonly functions: readonly string[];
  /** Those of them that something feeds. */
  readonly fed: readonly string[];
  readonly queues: readonly string[];
  /** What has a dead-letter queue: `<noun>-dlq`. */
  readonly deadLetters: readonly string[];
  readonly rules: readonly string[];
  /** Those of them that are on the account's default bus. */
  readonly rulesOnDefaultBus: readonly string[];
  readonly schedules: readonly string[];
  readonly topics: readonly string[];
  readonly sums: ReadonlyMap<string, WantedSum>;
  readonly sumsOf: { readonly from: Date; readonly to: Date };
}

export interface StageFacts {
  /** The account that was asked. */
  readonly account: string;
  readonly bus: Found<DeployedBus>;
  readonly archive: Found<DeployedArchive>;
  readonly rules: ByNoun<Found<DeployedRule>>;
  readonly functions: ByNoun<Found<DeployedFunction>>;
  readonly mappings: ByNoun<Asked<readonly DeployedMapping[]>>;
  readonly queues: ByNoun<Found<DeployedQueue>>;
  /** By the noun of the part whose dead letters they are. */
  readonly deadLetters: ByNoun<Found<DeployedQueue>>;
  readonly schedules: ByNoun<Found<string>>;
  readonly topics: ByNoun<Found<DeployedTopic>>;
  readonly table: Found<DeployedTable>;
  readonly key: Found<DeployedKey>;
  readonly alarms: Asked<readonly DeployedAlarm[]>;
  readonly dashboard: Found<string>;
  readonly sums: Asked<ReadonlyMap<string, number>>;
  readonly members: Found<DeployedMembers>;
}

export type ByNoun<T> = ReadonlyMap<string, T>;

/**
 * Reads the stage by the usual AWS credentials, in their region. What cannot be asked is unknown, part by part.
 * @throws CallError where the credentials do not work.
 */
export async function readStage(wanted: WantedParts): Promise<StageFacts> {
  using opened = new DisposableStack();
  const open = <C extends { destroy(): void }>(client: C): C => opened.adopt(client, () => client.destroy());
  const sts = open(new STSClient());
  const account = parseArn((await callerOf(sts)).arn)?.account;
  if (account === undefined) throw new CallError("the caller has no account", false);
  const region = await sts.config.region();
  const named = (noun: string) => `${wanted.prefix}-${noun}`;
  const events = open(new EventBridgeClient());
  const lambda = open(new LambdaClient());
  // By the region's endpoint, which AWS_ENDPOINT_URL or a VPC may have elsewhere than a queue's URL says.
  const sqs = open(new SQSClient({ useQueueUrlAsEndpoint: false }));
  const sns = open(new SNSClient());
  const scheduler = open(new SchedulerClient());
  const cloudwatch = open(new CloudWatchClient());
  const bus = named(nouns.bus);
  const [ofBus, archive, table, key, alarms, dashboard, sums, members] = await Promise.all([
    readBus(events, bus),
    readArchive(events, named(nouns.archive)),
    readTable(open(new DynamoDBClient()), wanted.table),
    readKey(open(new KMSClient()), wanted.key),
    readAlarms(cloudwatch, `${wanted.prefix}-`),
    readDashboard(cloudwatch, named("overview")),
    readSums(cloudwatch, wanted.sums, wanted.sumsOf),
    readMembers(open(new CloudFormationClient()), named("members")),
  ]);
  return {
    ...{ account, bus: ofBus, archive, table, key, alarms, dashboard, sums, members },
    rules: await each(wanted.rules, (noun) =>
      readRule(events, wanted.rulesOnDefaultBus.includes(noun) ? DEFAULT_BUS : bus, named(noun)),
    ),
    functions: await each(wanted.functions, (noun) => readFunction(lambda, named(noun))),
    mappings: await each(wanted.fed, (noun) => readMappings(lambda, named(noun))),
    queues: await each(wanted.queues, (noun) => readQueue(sqs, named(noun))),
    deadLetters: await each(wanted.deadLetters, (noun) => readQueue(sqs, named(deadLettersOf(noun)))),
    schedules: await each(wanted.schedules, (noun) => readSchedule(scheduler, named(noun))),
    topics: await each(wanted.topics, (noun) =>
      readTopic(sns, `arn:${partitionOf(region)}:sns:${region}:${account}:${named(noun)}`),
    ),
  };
}

/** Limited parallelism: AWS answers some of these calls only a few times a second. */
const WIDTH = 5;

async function each<T>(all: readonly string[], read: (noun: string) => Promise<T>): Promise<ByNoun<T>> {
  const found = new Map<string, T>();
  for (let i = 0; i < all.length; i += WIDTH)
    for (const [noun, value] of await Promise.all(
      all.slice(i, i + WIDTH).map(async (noun) => [noun, await read(noun)] as const),
    ))
      found.set(noun, value);
  return found;
}
