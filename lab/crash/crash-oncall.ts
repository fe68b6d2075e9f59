/** What `oncall` has to do in a crash experiment: announcements for two receivers, a duplicate, and messages that no receiver accepts. */
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { createDeliveries, type Deliveries } from "@tocsin/aws/alerts/deliveries";
import { createDeadLetters } from "@tocsin/aws/queues/dead-letters";
import type { Channel } from "@tocsin/channels/channel";
import { webhookChannel } from "@tocsin/channels/webhook/webhook";
import { type Instant, shift } from "@tocsin/core/event/instant";
import { parsePolicy } from "@tocsin/core/policy/parse-policy";
import type { Policy } from "@tocsin/core/policy/policy";
import { refusalText } from "@tocsin/core/text/parse";
import { announcementOf } from "@tocsin/core/transition/announcement";
import { oncallSettings } from "@tocsin/lambda/deployment/settings";
import { oncallHandler } from "@tocsin/lambda/handlers/oncall";
import { context, failedOf, message, recordingTelemetry } from "@tocsin/lambda/testing/sample-batch";
import { itemLines } from "../convergence/lines.ts";
import { type Receiver, type Shown, startReceiver } from "../world/receiver.ts";
import type { Servers, World } from "../world/world.ts";
import type { Undertaking } from "./crash.ts";
import { openAlerts } from "./crash-announce.ts";
import { now } from "./crash-ingest.ts";
import { type Calls, callsWith } from "./faults.ts";

interface OncallState {
  readonly world: World;
  readonly deadLettersUrl: string;
  readonly receiver: Receiver;
  readonly bodies: readonly string[];
  /** The clock of the experiment: waiting moves it forward. */
  machineNow: Instant;
  deliveries: number;
}

const policy = policyOf({
  channels: { pager: { type: "console" }, desk: { type: "console" }, gone: { type: "console" } },
  routes: [
    { name: "everything", match: { severity: ["HIGH"] }, channels: ["pager", "desk"] },
    { name: "to nowhere", match: { title: [{ prefix: "Command" }] }, channels: ["gone"] },
  ],
  unrouted: "ignore",
});

export function oncallUndertaking(servers: Servers): Undertaking<OncallState> {
  return {
    handler: "oncall",
    // An invocation that dies after it notified a channel and before it recorded that must notify again, with the same key. Channels are
    // notified side by side, so wherever it dies, one of them may be at that point.
    atLeastOnce: (call, fault) =>
      fault.startsWith("killed") || /^(?:tell|record)/.test(call) ? ["dead letter", "sent"] : ["dead letter"],
    async prepare() {
      const world = await servers.newWorld();
      const entries = await openAlerts(2, servers, world);
      const [first, second] = entries.map((entry) => JSON.stringify(announcementOf(entry)));
      return {
        world,
        deadLettersUrl: await world.queue("dlq"),
        receiver: await startReceiver(),
        // SNS delivers twice when the sender repeats a request that was answered too late.
        bodies: [first ?? "", second ?? "", first ?? "", "not JSON"],
        machineNow: now,
        deliveries: 0,
      };
    },
    async invoke(state, left, calls) {
      const numbers = left === "all" ? state.bodies.map((_, n) => n) : left;
      state.deliveries += 1;
      const Records = numbers.map((n) => ({
        ...message(String(n), state.bodies[n] ?? ""),
        receiptHandle: `delivery ${state.deliveries} of ${n}`,
      }));
      return failedOf(await handlerFor(state, servers, calls)({ Records }, context)).map(Number);
    },
    pass(state) {
      state.machineNow = shift(state.machineNow, oncallSettings.visibilitySeconds * 1000);
    },
    async outcome({ world, receiver }) {
      const dead = (await world.waiting("dlq")).map((body) => `dead letter ${body}`);
      // A claim without a delivery is left out.
      const items = [...(await world.items())].filter(([, { claimedBy }]) => claimedBy === undefined);
      const told = [...receiver.shown.map(lineOf("shown")), ...receiver.sent.map(lineOf("sent"))];
      return [...itemLines(new Map(items)), ...told, ...dead];
    },
    async end({ world, receiver }) {
      receiver.stop();
      await world.end();
    },
  };
}

const lineOf =
  (word: string) =>
  ({ channel, announcement: { alertId, version, kind } }: Shown): string =>
    `${word} ${channel} ${alertId} ${version} ${kind}`;

function handlerFor(state: OncallState, servers: Servers, calls: Calls) {
  // The clients are closed with the world's servers, not here: an invocation that was killed may still use them.
  const clients = servers.clients(callsWith());
  return oncallHandler({
    deliveries: named(createDeliveries({ client: clients.dynamodb, tableName: state.world.tableName }), calls),
    deadLetters: createDeadLetters({
      sendMessage: (input) => calls.make("dead-letter", () => clients.sqs.send(new SendMessageCommand(input))),
      queueUrl: state.deadLettersUrl,
    }),
    policy: async () => policy,
    channel: (_, name) => hook(name, state.receiver, calls),
    now: () => now,
    machineNow: () => state.machineNow,
    async wait(milliseconds) {
      state.machineNow = shift(state.machineNow, milliseconds);
    },
    telemetry: recordingTelemetry(),
  });
}

/** A claim and a record are the same operation of DynamoDB. Their names tell which of the two a fault hits. */
function named({ claim, record, release }: Deliveries, calls: Calls): Deliveries {
  return {
    claim: (...args) => calls.make("claim", () => claim(...args)),
    record: (...args) => calls.make("record", () => record(...args)),
    release: (...args) => calls.make("release", () => release(...args)),
  };
}

/** Notifying a channel is a call at which an invocation can crash, like any other. */
function hook(name: string, receiver: Receiver, calls: Calls): Channel {
  const channel = webhookChannel({
    name,
    url: `${receiver.url}/${name === "gone" ? "gone" : ""}`,
    secret: async () => "secret",
    now: () => now,
    allowPrivateAddresses: true,
    attempts: 1,
  });
  return { name, send: (notification) => calls.make(`tell ${name}`, () => channel.send(notification)) };
}

function policyOf(value: unknown): Policy {
  const parsed = parsePolicy(value);
  if (!parsed.ok) throw new Error(refusalText(parsed.refusal));
  return parsed.value;
}
