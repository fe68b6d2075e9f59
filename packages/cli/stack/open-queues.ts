/** Opens the dead-letter queues of a deployed stack, of a serving one, or those that the last run kept. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { SNSClient } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { AlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { alertsOf, deadLettersOf, NAME_PREFIX, nouns, otherNouns, SYNC_BACK, siemKinds } from "@tocsin/aws/names";
import { createDeadLetterQueue, type DeadLetterQueue, queueUrl } from "@tocsin/aws/queues/dead-letter-queue";
import {
  cannotRedrive,
  type Redriver,
  redriveAnnounced,
  redriveAnnouncements,
  redriveDigests,
  redriveEvents,
  redriveToQueues,
  redriveWakes,
} from "@tocsin/aws/queues/redrive";
import { createTopic } from "@tocsin/aws/topic";
import { pollKinds, pollOf } from "@tocsin/core/policy/channels/callbacks";
import { channelKinds, digestKinds } from "@tocsin/core/policy/channels/declared-channels";
import { reachable } from "@tocsin/local/resources";
import { startMessagingServer } from "@tocsin/local/servers/messaging-server";
import { createMessagingClients, region } from "@tocsin/local/servers/servers";
import { compileRules, ingested } from "@tocsin/sources/registry";
import { CommandError, exitCodes, shownPath } from "../output/terminal.ts";
import { type DeployedStage, deployedStage, type StageOptions } from "./deployed-stage.ts";
import { readServing } from "./serving.ts";

export interface QueuesOptions extends StageOptions {
  readonly dataDir: string;
}

export interface OpenQueues {
  readonly queues: readonly OpenQueue[];
  /** Whether a stack is running that will process what is redriven. */
  readonly isWorkedOff: boolean;
}

export interface OpenQueue {
  /** The name of the queue that the dead letters come from, such as `ingest-acm`. */
  readonly noun: string;
  readonly letters: DeadLetterQueue;
  readonly redriver: (alerts: AlertsReader) => Promise<Redriver>;
}

/** Opens the queues, hands them to `use`, and closes what was opened. @throws CommandError when there are none. */
export async function withQueues<T>(options: QueuesOptions, use: (opened: OpenQueues) => Promise<T>): Promise<T> {
  await using running = new AsyncDisposableStack();
  const { stage, config, dataDir } = options;
  const access = await (stage === undefined ? embedded(dataDir, running) : deployed(deployedStage(stage, config)));
  running.defer(() => {
    access.sqs.destroy();
    access.sns.destroy();
  });
  const queues = await openQueues(access);
  if (queues.length === 0)
    throw new CommandError(
      `there is no queue of ${access.prefix} in this account and region: look at the stage's name, at the prefix in its configuration and at AWS_REGION`,
      exitCodes.refused,
    );
  return await use({ queues, isWorkedOff: access.isWorkedOff });
}

interface QueueAccess {
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly prefix: string;
  /** From the URL that SQS gives for a queue to the URL by which the queue can be reached. */
  readonly reached: (url: string) => string;
  readonly waitSeconds: number;
  readonly isWorkedOff: boolean;
}

async function deployed({ prefix }: DeployedStage): Promise<QueueAccess> {
  return {
    // By the region's endpoint, which AWS_ENDPOINT_URL or a VPC may have elsewhere than a queue's URL says.
    sqs: new SQSClient({ useQueueUrlAsEndpoint: false }),
    sns: new SNSClient(),
    prefix,
    reached: (url) => url,
    waitSeconds: 1,
    isWorkedOff: true,
  };
}

async function embedded(dataDir: string, running: AsyncDisposableStack): Promise<QueueAccess> {
  const serving = await readServing(dataDir);
  const endpoint = serving?.messagingEndpoint ?? (await kept(dataDir, running));
  const { sqs, sns } = createMessagingClients(endpoint);
  const reached = (url: string) => reachable(url, endpoint);
  return { sqs, sns, prefix: NAME_PREFIX, reached, waitSeconds: 0, isWorkedOff: serving !== undefined };
}

async function kept(directory: string, running: AsyncDisposableStack): Promise<string> {
  if (!existsSync(join(directory, "fauxqs.db")))
    throw new CommandError(
      `${shownPath(directory)} holds no queues: run \`tocsin run\` first, or name another directory with --data-dir or --stage`,
      exitCodes.refused,
    );
  const server = await startMessagingServer({ region, directory });
  running.defer(() => server.stop());
  return server.endpoint;
}

async function openQueues(access: QueueAccess): Promise<readonly OpenQueue[]> {
  const kinds = channelKinds;
  const withDeadLetters = [
    ...ingested.map(({ name }) => nouns.ingest(name)),
    ...kinds.map(nouns.deliver),
    ...siemKinds,
    SYNC_BACK,
    ...otherNouns,
    ...polls,
  ];
  const opened = await Promise.all(
    withDeadLetters.map(async (noun) => {
      const url = await urlOf(access, deadLettersOf(noun));
      if (url === undefined) return [];
      const letters = createDeadLetterQueue({ client: access.sqs, url, waitSeconds: access.waitSeconds });
      return [{ noun, letters, redriver: (alerts: AlertsReader) => redriverFor(noun, access, url, alerts) }];
    }),
  );
  return opened.flat();
}

async function urlOf({ sqs, prefix, reached }: QueueAccess, noun: string): Promise<string | undefined> {
  const url = await queueUrl(sqs, `${prefix}-${noun}`);
  return url && reached(url);
}

/** Only a stage whose configuration asks for them has these. */
const polls = pollKinds.map(pollOf);

const advice: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    channelKinds.map((kind) => [
      nouns.deliver(kind),
      "it would come too late: on-call decides anew what is still to be told. Discard it",
    ]),
  ),
  ...Object.fromEntries(polls.map((noun) => [noun, "the next minute's run does the same work: discard it"])),
  review: "the next review does the same work: discard it",
  directory: "the next hour's run does the same work: discard it",
  digest: 'run the function again, with {"week": "2026-W47"} for a week that is over; then discard it',
  alarms: "look at the alarm that was not delivered; then discard it",
  "member-alarms": "look at the member's queue that its alarm is about; then discard it",
  heartbeats: "it says that an account's events arrive, and so does the next day's: discard it",
};

async function redriverFor(noun: string, access: QueueAccess, url: string, alerts: AlertsReader): Promise<Redriver> {
  const client = access.sqs;
  switch (noun) {
    case "announce": {
      const topicArn = await topicArnBeside(access, url);
      return redriveAnnouncements({ topic: createTopic({ client: access.sns, topicArn }), alerts });
    }
    case "ocsf":
    case "security-hub":
      return redriveAnnounced({ client, url: await requiredUrl(access, noun) });
    case "oncall":
      return redriveWakes({ client, url: await requiredUrl(access, noun), alerts });
    case "bus":
      return redriveToQueues({ client, urlsFor: await ruleUrls(access) });
    default:
      if (isDelivery(noun))
        return redriveDigests({ client, url: await requiredUrl(access, noun), otherwise: advice[noun] ?? "" });
      return noun in advice
        ? cannotRedrive(advice[noun] ?? "")
        : redriveEvents({ client, url: await requiredUrl(access, noun) });
  }
}

function isDelivery(noun: string): boolean {
  return digestKinds.some((kind) => nouns.deliver(kind) === noun);
}

async function requiredUrl(access: QueueAccess, noun: string): Promise<string> {
  const url = await urlOf(access, noun);
  if (url === undefined) throw new CommandError(`there is no queue ${access.prefix}-${noun} to redrive to`);
  return url;
}

async function ruleUrls(access: QueueAccess): Promise<(event: unknown) => readonly string[]> {
  const rules = await Promise.all(
    compileRules(ingested).map(async ({ source, matches }) => ({
      matches,
      url: await requiredUrl(access, nouns.ingest(source.name)),
    })),
  );
  return (event) => rules.filter(({ matches }) => matches(event)).map(({ url }) => url);
}

/** The topic is in the partition, region and account of the queues. */
async function topicArnBeside({ sqs, prefix }: QueueAccess, url: string): Promise<string> {
  const asked = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["QueueArn"] });
  const [, partition, , region = "", account = ""] = (await sqs.send(asked)).Attributes?.QueueArn?.split(":") ?? [];
  return `arn:${partition}:sns:${region}:${account}:${alertsOf(prefix)}`;
}
