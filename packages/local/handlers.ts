/** The handlers that are deployed, each made for the embedded servers as its function makes it for AWS. */
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import type { MailOperators } from "@tocsin/aws/alarm-topic";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { createCells } from "@tocsin/aws/alerts/cells";
import type { DueAlerts } from "@tocsin/aws/alerts/due-alerts";
import { createDigestSendings } from "@tocsin/aws/digests/digest-sendings";
import type { DueWakes } from "@tocsin/aws/groups/due-wakes";
import { createGroupsReader } from "@tocsin/aws/groups/groups-reader";
import { createGroupsStore } from "@tocsin/aws/groups/groups-store";
import { createTellings } from "@tocsin/aws/groups/tellings";
import { nouns } from "@tocsin/aws/names";
import { createDeadLetters, type DeadLetters } from "@tocsin/aws/queues/dead-letters";
import { type SendMessages, sendingTo } from "@tocsin/aws/queues/send-messages";
import { createReports } from "@tocsin/aws/reports";
import { createTopic } from "@tocsin/aws/topic";
import { createCountHeldBack } from "@tocsin/aws/world/held-back";
import { createSilenceStore } from "@tocsin/aws/world/silence-store";
import { createStaleAlerts } from "@tocsin/aws/world/stale-alerts";
import { createTimerMarks } from "@tocsin/aws/world/timer-marks";
import type { WorldSource } from "@tocsin/aws/world/world-source";
import type { Instant } from "@tocsin/core/event/instant";
import { type ChannelKind, declaredChannels } from "@tocsin/core/policy/channels/declared-channels";
import type { HeartbeatConfig } from "@tocsin/core/policy/policy";
import { announceHandler } from "@tocsin/lambda/handlers/announce";
import { sendBeat } from "@tocsin/lambda/handlers/beats";
import { deliverHandler } from "@tocsin/lambda/handlers/deliver";
import { type DigestHandler, digestHandler } from "@tocsin/lambda/handlers/digest/digest";
import { ingestHandler } from "@tocsin/lambda/handlers/ingest";
import type { MessageLinks } from "@tocsin/lambda/handlers/oncall/message-link";
import { oncallHandler } from "@tocsin/lambda/handlers/oncall/oncall";
import { oncallWorldOf } from "@tocsin/lambda/handlers/oncall/oncall-world";
import { type ReviewHandler, reviewHandler } from "@tocsin/lambda/handlers/review";
import { remindOfSilences } from "@tocsin/lambda/handlers/silence-reminders";
import { applyWorldChanges } from "@tocsin/lambda/handlers/world-changes";
import type { QueueHandler, StreamHandler } from "@tocsin/lambda/runtime/batch";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import type { IngestRule } from "./bus.ts";
import { type LocalChannels, localChannel, localHeartbeat } from "./channels.ts";
import type { Counts } from "./counts.ts";
import { signalling, type WriteSignal } from "./pumps/write-signal.ts";
import { type Messaging, names, type Queue } from "./resources.ts";
import type { Clients } from "./servers/servers.ts";

export interface HandlersOptions extends WorldSource {
  readonly clients: Clients;
  readonly messaging: Messaging;
  readonly rules: readonly IngestRule[];
  readonly counts: Counts;
  /** What `review` is to look at. */
  readonly dueAlerts: DueAlerts;
  readonly dueWakes: DueWakes;
  /** Is raised when alerts were written. */
  readonly written?: WriteSignal | undefined;
  readonly channels: LocalChannels;
  /** The outputs for SIEMs, if there are any. */
  readonly siem?: Handlers["queues"] | undefined;
  /** Left out, messages have no links. */
  readonly links?: MessageLinks | undefined;
  /** Receives the mails to those who run Tocsin; optional. */
  readonly mail?: MailOperators | undefined;
  readonly scope: string;
  /** By default, findings that are older than their cell are news. */
  readonly findingsOfBefore?: "baseline" | "news" | undefined;
  readonly now: () => Instant;
  readonly latest: () => Instant;
  /** Whether `now` is a scenario's time, which the delays of queues ignore: waiting work is then found only by its instant. */
  readonly isVirtual: boolean;
}

export interface Handlers {
  /** Each queue with the handler that its messages go to. */
  readonly queues: readonly { readonly queue: Queue; readonly handler: QueueHandler }[];
  readonly announce: StreamHandler;
  readonly review: ReviewHandler;
  readonly digest: DigestHandler;
}

export function createHandlers(options: HandlersOptions): Handlers {
  const { clients, messaging, counts, now, scope } = options;
  const table = { client: clients.dynamodb, tableName: names.alertsTable };
  const topic = createTopic({ client: clients.sns, topicArn: messaging.topicArn });
  return {
    queues: [
      ...ingestHandlers(options),
      { queue: messaging.oncall, handler: oncall(options) },
      ...deliverHandlers(options),
      ...(options.siem ?? []),
    ],
    announce: announceHandler({
      topic,
      wake: sendingTo(clients.sqs, messaging.oncall),
      telemetry: counts.telemetry("announce"),
    }),
    review: review(options),
    digest: digestHandler({
      table,
      world: options.world,
      sendings: createDigestSendings(table),
      reports: createReports({ client: clients.s3, bucketName: names.reportBucket }),
      topic,
      deliver: (kind) => sendingTo(clients.sqs, queueOf(kind, messaging)),
      scope,
      place: options.channels.place ?? "",
      now,
      machineNow: systemNow,
      telemetry: counts.telemetry("digest"),
    }),
  };
}

function review(options: HandlersOptions): ReviewHandler {
  const { clients, messaging, counts, world, reload, channels, mail = nobodyIsMailed, now, isVirtual } = options;
  const { dueAlerts, dueWakes } = options;
  const table = { client: clients.dynamodb, tableName: names.alertsTable };
  const alerts = signalling(createAlertsWriter(table), options.written);
  const reader = createAlertsReader(table);
  const wake = sendingTo(clients.sqs, messaging.oncall);
  const telemetry = counts.telemetry("review");
  return reviewHandler({
    dueAlerts,
    dueWakes,
    groups: createGroupsStore(table),
    worldChanges: (inForce) =>
      applyWorldChanges({
        partition: async () => (await inForce).partition,
        reload: () => inForce,
        staleAlerts: createStaleAlerts(table),
        marks: createTimerMarks(table),
        ...{ reader, alerts, wake, now, telemetry },
      }),
    remindOfSilences: (inForce) =>
      remindOfSilences({
        partition: async () => (await inForce).partition,
        policy: async () => (await inForce).policy,
        silences: createSilenceStore(table),
        title: "Tocsin",
        place: channels.place ?? "",
        ...{ reader, mail, now },
      }),
    // The result of an old event says nothing about the present, and nobody outside waits for it.
    beat: isVirtual ? async () => {} : createTimerMarks(table).heartbeat,
    // The user is at the terminal: `tocsin oncall status` says the same.
    tellOperators: async () => {},
    ...{ reader, alerts, wake, world, reload, now, telemetry },
  });
}

const nobodyIsMailed: MailOperators = async () => {};

function ingestHandlers(options: HandlersOptions): Handlers["queues"] {
  const { clients, rules, counts, findingsOfBefore = "news", now, latest } = options;
  const table = { client: clients.dynamodb, tableName: names.alertsTable };
  const alerts = signalling(createAlertsWriter(table), options.written);
  const cells = createCells(table);
  return rules.map(({ source, queue }) => ({
    queue,
    handler: ingestHandler({
      source,
      // Nobody has named them here.
      administrators: "unknown",
      alerts,
      cells,
      findingsOfBefore,
      deadLetters: deadLettersOf(queue, clients),
      world: options.world,
      reload: options.reload,
      now,
      latest,
      telemetry: counts.telemetry(`ingest-${source.name}`),
    }),
  }));
}

function oncall(options: HandlersOptions): QueueHandler {
  const { clients, messaging, counts, links, now, isVirtual } = options;
  const table = { client: clients.dynamodb, tableName: names.alertsTable };
  return oncallHandler({
    links,
    store: createGroupsStore(table),
    members: { alerts: createAlertsReader(table), groups: createGroupsReader(table) },
    world: async () => oncallWorldOf(await options.world()),
    deliver: (kind) => sendingTo(clients.sqs, queueOf(kind, messaging)),
    countHeldBack: createCountHeldBack(table),
    wake: isVirtual ? nobody : sendingTo(clients.sqs, messaging.oncall),
    deadLetters: deadLettersOf(messaging.oncall, clients),
    now,
    machineNow: systemNow,
    telemetry: counts.telemetry("oncall"),
  });
}

/** A scenario stops at every instant at which something is due, and looks at it there. */
const nobody: SendMessages = async (messages) => messages.map(() => undefined);

function deliverHandlers(options: HandlersOptions): Handlers["queues"] {
  const { clients, messaging, counts, world, channels, now } = options;
  const table = { client: clients.dynamodb, tableName: names.alertsTable };
  const { sns } = clients;
  const parts = {
    ...channels,
    sns,
    readableTopicArn: messaging.readableTopicArn,
    chatTopicArn: messaging.chatTopicArn,
    now,
  };
  const heartbeat = (at: Instant, settings: HeartbeatConfig) => localHeartbeat(at, settings, parts);
  const settings = async () => (await world()).policy.heartbeat;
  const telemetry = counts.telemetry(nouns.deliver("webhook"));
  return [...messaging.deliver].map(([kind, queue]) => ({
    queue,
    handler: deliverHandler({
      beat:
        kind === "webhook"
          ? (at) => sendBeat(at, { heartbeat, settings, machineNow: systemNow, telemetry })
          : undefined,
      takesOneAtATime: declaredChannels[kind].takesOneAtATime,
      channel: async (destination) => localChannel((await world()).policy, destination, parts),
      tellings: createTellings(table),
      digestSendings: createDigestSendings(table),
      deadLetters: deadLettersOf(queue, clients),
      now,
      machineNow: systemNow,
      telemetry: counts.telemetry(nouns.deliver(kind)),
    }),
  }));
}

function queueOf(kind: ChannelKind, { deliver }: Messaging): Queue {
  const queue = deliver.get(kind);
  if (queue === undefined) throw new RangeError(`there is no queue for ${kind}`);
  return queue;
}

export function deadLettersOf(queue: Queue, { sqs }: Clients): DeadLetters {
  return createDeadLetters({
    sendMessage: (input) => sqs.send(new SendMessageCommand(input)),
    queueUrl: queue.deadLettersUrl,
  });
}
