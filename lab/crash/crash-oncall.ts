/**
 * What `oncall` and `deliver` have to do in a crash experiment: alerts that two destinations are to be told of, a duplicate, and a message
 * that nobody can read. Whatever a crash leaves is found by the index of what is due, as the timer would.
 */
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { wakeOf } from "@tocsin/aws/alerts/stream";
import { createDigestSendings } from "@tocsin/aws/digests/digest-sendings";
import { createDueWakes } from "@tocsin/aws/groups/due-wakes";
import { createGroupsReader } from "@tocsin/aws/groups/groups-reader";
import { createGroupsStore } from "@tocsin/aws/groups/groups-store";
import { createTellings } from "@tocsin/aws/groups/tellings";
import { createDeadLetters } from "@tocsin/aws/queues/dead-letters";
import type { Outgoing, SendMessages } from "@tocsin/aws/queues/send-messages";
import { createCountHeldBack } from "@tocsin/aws/world/held-back";
import { webhookChannel } from "@tocsin/channels/webhook/webhook-channel";
import { emptyDirectory } from "@tocsin/core/directory/directory";
import { type Instant, shift } from "@tocsin/core/event/instant";
import { parsePolicy } from "@tocsin/core/policy/parse-policy";
import type { Policy } from "@tocsin/core/policy/policy";
import { canonicalJson } from "@tocsin/core/text/json";
import { refusalText } from "@tocsin/core/text/parse";
import { deliverSettings, oncallSettings } from "@tocsin/lambda/deployment/settings";
import { deliverHandler } from "@tocsin/lambda/handlers/deliver";
import { oncallHandler } from "@tocsin/lambda/handlers/oncall/oncall";
import { wakeTexts } from "@tocsin/lambda/handlers/wake-texts";
import { context, failedOf, message, recordingTelemetry } from "@tocsin/lambda/testing/sample-batch";
import { alertWakeText } from "@tocsin/oncall/wake-message";
import { lastShown } from "../world/comparison.ts";
import { type Receiver, startReceiver } from "../world/receiver.ts";
import type { Servers, World } from "../world/world.ts";
import type { Undertaking } from "./crash.ts";
import { openAlerts } from "./crash-announce.ts";
import { now } from "./crash-ingest.ts";
import { type Calls, callsWith } from "./faults.ts";

interface OncallState {
  readonly world: World;
  readonly deadLettersUrl: string;
  readonly receiver: Receiver;
  /** What the invocation is handed. */
  readonly bodies: readonly string[];
  /** What `oncall` has handed over. */
  readonly begun: Outgoing[];
  /** The clock of the experiment. */
  now: Instant;
  deliveries: number;
}

const policy = policyOf({
  channels: {
    pager: {
      type: "webhook",
      url: "http://127.0.0.1/",
      signingSecret: "env:TOCSIN_SECRET_DESK",
      allowPrivateAddresses: true,
    },
    desk: {
      type: "webhook",
      url: "http://127.0.0.1/",
      signingSecret: "env:TOCSIN_SECRET_DESK",
      allowPrivateAddresses: true,
    },
  },
  routes: [
    {
      name: "everything",
      match: { severity: ["MEDIUM", "HIGH", "CRITICAL"] },
      channels: ["pager", "desk"],
      urgency: "now",
      group: "alert",
    },
  ],
  unrouted: "ignore",
});

/** No reminder is due by then. */
const SETTLED_MINUTES = 15;

export function oncallUndertaking(servers: Servers): Undertaking<OncallState> {
  return {
    ...common(servers, oncallSettings.visibilitySeconds),
    handler: "oncall",
    prepare: () => prepared(servers),
    invoke: async (state, left, calls) =>
      failedOf(await oncallFor(state, servers, calls)({ Records: recordsOf(state, left) }, context)).map(Number),
  };
}

export function deliverUndertaking(servers: Servers): Undertaking<OncallState> {
  return {
    ...common(servers, deliverSettings.visibilitySeconds),
    handler: "deliver",
    async prepare() {
      const state = await prepared(servers);
      await oncallFor(state, servers, callsWith())({ Records: recordsOf(state, "all") }, context);
      return { ...state, bodies: state.begun.splice(0).map(({ body }) => body) };
    },
    invoke: async (state, left, calls) =>
      failedOf(await deliverFor(state, servers, calls)({ Records: recordsOf(state, left) }, context)).map(Number),
  };
}

async function prepared(servers: Servers): Promise<OncallState> {
  const world = await servers.newWorld();
  const { heads } = await openAlerts(2, servers, world);
  const [first, second] = heads.map((head) => alertWakeText(wakeOf(head)));
  return {
    world,
    deadLettersUrl: await world.queue("dlq"),
    receiver: await startReceiver(),
    bodies: [first ?? "", second ?? "", first ?? "", "not JSON"],
    begun: [],
    now,
    deliveries: 0,
  };
}

function common(servers: Servers, visibilitySeconds: number) {
  return {
    atLeastOnce: () => ["dead letter"],
    pass(state: OncallState) {
      state.now = shift(state.now, visibilitySeconds * 1000);
    },
    async outcome(state: OncallState): Promise<readonly string[]> {
      await untilQuiet(state, servers);
      const { world, receiver } = state;
      const dead = (await world.waiting("dlq")).map((body) => `dead letter ${body}`);
      const told = [...lastShown(receiver.sent).values()].map(
        ({ destination, groupId, kind, counts, title }) =>
          `told ${destination} of ${groupId}: ${kind} ${title} ${canonicalJson(counts)}`,
      );
      const counted = [...(await world.items())]
        .filter(([key]) => key.includes(" C#"))
        .map(([key, { seq: _seq, duePk: _pk, dueSk: _sk, ...numbers }]) => `${key} ${canonicalJson(numbers)}`);
      return [...counted, ...told, ...dead];
    },
    async end({ world, receiver }: OncallState): Promise<void> {
      receiver.stop();
      await world.end();
    },
  };
}

/** Hands over what was begun, and looks at every group when it is due, until nothing is left to do. */
async function untilQuiet(state: OncallState, servers: Servers): Promise<void> {
  using clients = servers.clients(callsWith());
  const table = { client: clients.dynamodb, tableName: state.world.tableName };
  const dueWakes = createDueWakes(table);
  const end = shift(state.now, SETTLED_MINUTES * 60_000);
  for (;;) {
    const begun = state.begun.splice(0);
    if (begun.length > 0) {
      const Records = begun.map(({ body }, n) => message(String(n), body));
      await deliverFor(state, servers, callsWith())({ Records }, context);
    }
    const due = await dueWakes(end, 100);
    if (due.length === 0) return;
    for (const { dueAt } of due) if (dueAt > state.now) state.now = dueAt;
    const bodies = await wakeTexts(due, createAlertsReader(table));
    const Records = bodies.map((body, n) => message(String(n), body));
    await oncallFor(state, servers, callsWith())({ Records }, context);
  }
}

function recordsOf(state: OncallState, left: readonly number[] | "all") {
  const numbers = left === "all" ? state.bodies.map((_, n) => n) : left;
  state.deliveries += 1;
  return numbers.map((n) => {
    const record = message(String(n), state.bodies[n] ?? "");
    return { ...record, attributes: { ...record.attributes, ApproximateReceiveCount: String(state.deliveries) } };
  });
}

// Clients are closed with the world's servers, not here: an invocation that was killed may still use them.
function partsFor({ world, deadLettersUrl, ...state }: OncallState, servers: Servers, calls: Calls) {
  const clients = servers.clients(calls);
  const table: Table = { client: clients.dynamodb, tableName: world.tableName };
  const deadLetters = createDeadLetters({
    sendMessage: (input) => clients.sqs.send(new SendMessageCommand(input)),
    queueUrl: deadLettersUrl,
  });
  const at = state.now;
  return { table, deadLetters, now: () => at, machineNow: () => at, telemetry: recordingTelemetry() };
}

function oncallFor(state: OncallState, servers: Servers, calls: Calls) {
  const { table, ...parts } = partsFor(state, servers, calls);
  const into =
    (queue: Outgoing[]): SendMessages =>
    (messages) =>
      calls.make("SendMessageBatch", async () => {
        queue.push(...messages);
        return messages.map(() => undefined);
      });
  return oncallHandler({
    store: createGroupsStore(table),
    members: { alerts: createAlertsReader(table), groups: createGroupsReader(table) },
    world: async () => ({ policy, directory: emptyDirectory, silences: [], mode: "live" }),
    deliver: () => into(state.begun),
    countHeldBack: createCountHeldBack(table),
    wake: into([]),
    ...parts,
  });
}

/** Sending to a destination is a call at which an invocation can crash, like any other. */
function deliverFor(state: OncallState, servers: Servers, calls: Calls) {
  const { table, ...parts } = partsFor(state, servers, calls);
  return deliverHandler({
    tellings: createTellings(table),
    digestSendings: createDigestSendings(table),
    async channel(name) {
      const channel = webhookChannel({
        name,
        settings: { url: state.receiver.url, signingSecret: "env:TOCSIN_SECRET_DESK", allowPrivateAddresses: true },
        secrets: { read: async () => "secret", forget: () => {} },
        now: () => now,
      });
      return { name, send: (notification) => calls.make(`tell ${name}`, () => channel.send(notification)) };
    },
    ...parts,
  });
}

function policyOf(value: unknown): Policy {
  const parsed = parsePolicy(value);
  if (!parsed.ok) throw new Error(refusalText(parsed.refusal));
  return parsed.value;
}
