/** On-call on a table of its own: its handlers with the real SDK, and queues that hold what they send. */
import { randomUUID } from "node:crypto";
import { CreateTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { createDigestSendings } from "@tocsin/aws/digests/digest-sendings";
import { createDueWakes } from "@tocsin/aws/groups/due-wakes";
import { createGroupsReader } from "@tocsin/aws/groups/groups-reader";
import { createGroupsStore, type GroupsStore } from "@tocsin/aws/groups/groups-store";
import { createTellings } from "@tocsin/aws/groups/tellings";
import type { Outgoing, SendMessages } from "@tocsin/aws/queues/send-messages";
import { createCountHeldBack } from "@tocsin/aws/world/held-back";
import { DeliveryError } from "@tocsin/channels/channel";
import type { Channel } from "@tocsin/channels/kind";
import { emptyDirectory } from "@tocsin/core/directory/directory";
import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import { parsePolicy } from "@tocsin/core/policy/parse-policy";
import type { Policy } from "@tocsin/core/policy/policy";
import { refusalText } from "@tocsin/core/text/parse";
import { deliverHandler } from "@tocsin/lambda/handlers/deliver";
import type { MessageLinks } from "@tocsin/lambda/handlers/oncall/message-link";
import { oncallHandler } from "@tocsin/lambda/handlers/oncall/oncall";
import type { OncallWorld } from "@tocsin/lambda/handlers/oncall/oncall-world";
import { wakeTexts } from "@tocsin/lambda/handlers/wake-texts";
import {
  context,
  failedOf,
  message,
  recordingDeadLetters,
  recordingTelemetry,
} from "@tocsin/lambda/testing/sample-batch";
import { tableDefinition } from "@tocsin/local/resources";
import type { Notification } from "@tocsin/oncall/notification";
import type { Wake } from "@tocsin/oncall/wake";
import { alertWakeText } from "@tocsin/oncall/wake-message";
import { countRequests } from "./counting.ts";

export interface OpenTable {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

/** Another table beside those that are there. */
export async function emptyTable(client: DynamoDBClient): Promise<OpenTable> {
  const tableName = `alerts-${randomUUID()}`;
  await client.send(new CreateTableCommand({ TableName: tableName, ...tableDefinition() }));
  return { client, tableName };
}

export function policyOf(value: object): Policy {
  const parsed = parsePolicy(value);
  if (!parsed.ok) throw new Error(refusalText(parsed.refusal));
  return parsed.value;
}

export interface OncallRun {
  /** What destinations were sent, in order. */
  readonly sent: readonly Notification[];
  /** What became of each verdict and notification, as `metric reason number`. */
  readonly counted: readonly string[];
  readonly dead: readonly string[];
  now(): Instant;
  /** Hands wakes to `oncall` in one batch, and gives which come again, by their places. */
  wake(...wakes: readonly Wake[]): Promise<readonly number[]>;
  /** The same for any bodies. */
  receive(bodies: readonly string[]): Promise<readonly number[]>;
  /** Hands over to `deliver` what was begun. */
  deliver(receiveCount?: number): Promise<readonly number[]>;
  /** What was begun and not handed over yet, as messages. */
  readonly begun: Outgoing[];
  /** What `oncall` sent itself, to come after a delay. */
  readonly delayed: Outgoing[];
  /** Moves the clock, by virtual time to each instant at which something is due, and has it told. */
  passUntil(at: Instant): Promise<void>;
  /** Destinations that do not answer. */
  readonly silent: Set<string>;
  /** The pauses, in milliseconds, that those destinations ask for. */
  readonly pauses: Map<string, number>;
  /** Changes what on-call goes by. */
  go(by: Partial<OncallWorld>): void;
}

/** Not later than anything that a test asks for. */
const START = instant("2026-11-20T12:00:00Z");

export function oncallOn(
  table: OpenTable,
  policy: Policy,
  more: {
    readonly store?: (store: GroupsStore) => GroupsStore;
    readonly start?: Instant;
    readonly links?: MessageLinks;
    /** Whether each destination documents that it accepts one message at a time. */
    readonly takesOneAtATime?: boolean;
    /** Takes what is sent. */
    readonly channel?: (name: string) => Channel;
  } = {},
): OncallRun {
  const clock = { now: more.start ?? START };
  const world: { -readonly [K in keyof OncallWorld]: OncallWorld[K] } = {
    policy,
    directory: emptyDirectory,
    silences: [],
    mode: "live",
  };
  const begun: Outgoing[] = [];
  const delayed: Outgoing[] = [];
  const sent: Notification[] = [];
  const silent = new Set<string>();
  const pauses = new Map<string, number>();
  const telemetry = recordingTelemetry();
  const { dead, deadLetters } = recordingDeadLetters();
  const store = createGroupsStore(table);
  const dueWakes = createDueWakes(table);
  const into =
    (queue: Outgoing[]): SendMessages =>
    async (messages) => {
      queue.push(...messages);
      return messages.map(() => undefined);
    };
  const now = () => clock.now;
  const oncall = oncallHandler({
    store: more.store?.(store) ?? store,
    members: { alerts: createAlertsReader(table), groups: createGroupsReader(table) },
    world: async () => world,
    deliver: () => into(begun),
    links: more.links,
    countHeldBack: createCountHeldBack(table),
    wake: into(delayed),
    ...{ deadLetters, now, machineNow: now, telemetry },
  });
  const deliver = deliverHandler({
    ...(more.takesOneAtATime && { takesOneAtATime: true }),
    channel: async (name) => ({
      name,
      takes: (notification) => more.channel?.(name).takes?.(notification) ?? true,
      async send(notification, handle) {
        const retryAfterMilliseconds = pauses.get(name);
        if (silent.has(name))
          throw new DeliveryError("no answer", { reason: "unreachable", retryable: true, retryAfterMilliseconds });
        sent.push(notification);
        return more.channel?.(name).send(notification, handle);
      },
    }),
    tellings: createTellings(table),
    digestSendings: createDigestSendings(table),
    pause: async (milliseconds) => {
      clock.now = shift(clock.now, milliseconds);
    },
    ...{ deadLetters, now, machineNow: now, telemetry },
  });
  const run: OncallRun = {
    ...{ sent, counted: telemetry.counted, dead, begun, delayed, silent, pauses, now },
    wake: (...wakes) => run.receive(wakes.map(alertWakeText)),
    async receive(bodies) {
      const Records = bodies.map((body, i) => message(String(i), body));
      return failedOf(await oncall({ Records }, context)).map(Number);
    },
    async deliver(receiveCount = 1) {
      const Records = begun.splice(0).map(({ body }, i) => {
        const record = message(String(i), body);
        return { ...record, attributes: { ...record.attributes, ApproximateReceiveCount: String(receiveCount) } };
      });
      return Records.length === 0 ? [] : failedOf(await deliver({ Records }, context)).map(Number);
    },
    async passUntil(at) {
      for (;;) {
        await run.deliver();
        const [next] = await dueWakes(at, 100);
        if (next === undefined) break;
        if (next.dueAt > clock.now) clock.now = next.dueAt;
        const due = await dueWakes(clock.now, 100);
        await run.receive(await wakeTexts(due, createAlertsReader(table)));
      }
      clock.now = at;
    },
    go: (by) => void Object.assign(world, by),
  };
  return run;
}

/** How many requests each of these makes to the table. */
export async function requestsOf(table: OpenTable, work: () => Promise<unknown>): Promise<ReadonlyMap<string, number>> {
  const requests = countRequests(table.client);
  requests.reset();
  await work();
  return new Map(requests.counts);
}

export const minutesAfter = (at: Instant, minutes: number): Instant => shift(at, minutes * 60_000);
