/** From `PutEvents` to the call of the webhook, while other events run beside, against what the emulators alone take of that way. */
import { setTimeout } from "node:timers/promises";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import type { Policy } from "@tocsin/core/policy/policy";
import { systemNow, systemTomorrow } from "@tocsin/lambda/runtime/system-clock";
import { createClients } from "@tocsin/local/servers/servers";
import { type Stack, startStack } from "@tocsin/local/stack";
import { OVERFLOW_LIMIT } from "@tocsin/oncall/decide/sending-window";
import { policyOf } from "../../test/support/oncall.ts";
import { startReceiver } from "../world/receiver.ts";
import { ACCOUNT, criticalText, entryOf, findingText } from "./finding.ts";
import { openHops, type Walk } from "./hops.ts";
import { type Figure, percentile } from "./measure.ts";

/** More at one destination would be overflow. */
const EACH = OVERFLOW_LIMIT;
const DESTINATIONS = 15;
const ALERTS = EACH * DESTINATIONS;
const BESIDE_A_SECOND = 50;
const WARM_MILLISECONDS = 3000;
/** Of no length that the pauses of a pump could keep step with. */
const LONGEST_PAUSE_MILLISECONDS = 100;
const ARRIVAL_MILLISECONDS = 20_000;
const LIMIT = 2.5;
const region = "eu-central-1";
const credentials = { accessKeyId: "local", secretAccessKey: "local" };

export async function oncallLatency(): Promise<readonly Figure[]> {
  await using running = new AsyncDisposableStack();
  let arrival = Promise.withResolvers<void>();
  const receiver = await startReceiver(() => arrival.resolve());
  running.defer(() => receiver.stop());
  const stack = await embeddedStack(policyTo(receiver.url));
  running.defer(() => stack.stop());
  const events = new EventBridgeClient({ endpoint: stack.busEndpoint, region, credentials });
  running.defer(() => events.destroy());
  const walk = await hopsBeside(stack, events, receiver.url, running);
  const beside = eventsBeside(events);
  await setTimeout(WARM_MILLISECONDS);
  const told: number[] = [];
  const walks: Walk[] = [];
  for (let n = 0; n < ALERTS; n += 1) {
    await setTimeout(Math.random() * LONGEST_PAUSE_MILLISECONDS);
    walks.push(await walk());
    arrival = Promise.withResolvers();
    const from = performance.now();
    await events.send(new PutEventsCommand({ Entries: [entryOf(alertText(n))] }));
    await Promise.race([arrival.promise, failsAfter(ARRIVAL_MILLISECONDS)]);
    told.push(performance.now() - from);
  }
  const perSecond = await beside.stop();
  if (receiver.sent.length !== ALERTS)
    throw new Error(`${receiver.sent.length} notifications came of ${ALERTS} alerts`);
  return figuresOf(told, walks, perSecond);
}

/** On the servers of the stack, so that they are as busy. */
function hopsBeside(
  { dynamodbEndpoint, messagingEndpoint }: Stack,
  events: EventBridgeClient,
  receiverUrl: string,
  running: AsyncDisposableStack,
): Promise<() => Promise<Walk>> {
  const clients = createClients({ endpoint: dynamodbEndpoint, isOwn: true }, messagingEndpoint);
  running.defer(() => {
    for (const client of Object.values(clients)) client.destroy();
  });
  const unwanted = { ...entryOf(findingText(0)), DetailType: "Unwanted" };
  return openHops({ clients, events, messagingEndpoint, receiverUrl, unwanted });
}

function figuresOf(told: readonly number[], walks: readonly Walk[], perSecond: number): readonly Figure[] {
  const sums = walks.map((walk) => Object.values(walk).reduce((sum, hop) => sum + hop, 0));
  return [0.5, 0.99].map((share) => {
    const name = `p${share * 100}`;
    const [ours, theirs] = [percentile(told, share), percentile(sums, share)];
    const ratio = ours / theirs;
    return {
      name: `from PutEvents to the webhook's call, \`now\` alerts one after another beside ${BESIDE_A_SECOND} events a second, ${name}`,
      value: `${ratio.toFixed(2)} ×`,
      limit: `≤ ${LIMIT} × the emulators' hops alone, ${name} of their sums`,
      ok: ratio <= LIMIT,
      note: `${ours.toFixed(0)} ms against ${theirs.toFixed(0)} ms, of ${told.length}; each by itself: ${hopsAt(share, walks)}; ${perSecond.toFixed(0)} events a second beside`,
    };
  });
}

function hopsAt(share: number, walks: readonly Walk[]): string {
  const hops = ["bus", "queues", "table", "stream", "webhook"] as const;
  const at = (hop: keyof Walk) =>
    percentile(
      walks.map((walk) => walk[hop]),
      share,
    );
  return hops.map((hop) => `${hop} ${at(hop).toFixed(0)}`).join(", ");
}

/** Each account's alerts are told one by one, at a destination of its own. */
function policyTo(url: string): Policy {
  const names = Array.from({ length: DESTINATIONS }, (_, i) => `desk ${i}`);
  const channel = { type: "webhook", url, signingSecret: "env:TOCSIN_SECRET_BENCH", allowPrivateAddresses: true };
  return policyOf({
    channels: Object.fromEntries(names.map((name) => [name, channel])),
    routes: names.map((name, i) => ({ name, match: { account: [accountOf(i)] }, channels: [name], group: "alert" })),
    unrouted: "ignore",
  });
}

function embeddedStack(policy: Policy): Promise<Stack> {
  return startStack({
    now: systemNow,
    latest: systemTomorrow,
    isVirtual: false,
    policy,
    channels: { write: () => {}, styled: false, secretAt: async () => "the secret of the benchmark" },
    scope: "bench",
    searchPath: process.env.PATH ?? "",
    port: 0,
    redeliverySeconds: 1,
    writeLog: () => {},
  });
}

function accountOf(destination: number): string {
  return String(200_000_000_000 + destination);
}

/** Groups of threats wait for nothing before they are told. */
function alertText(n: number): string {
  return criticalText(n).replaceAll(ACCOUNT, accountOf(n % DESTINATIONS));
}

/** Puts MEDIUM findings, one by one, without waiting for what becomes of them. Gives, when it is stopped, how many a second. */
function eventsBeside(events: EventBridgeClient): { stop(): Promise<number> } {
  const from = performance.now();
  const sent: Promise<unknown>[] = [];
  const timer = setInterval(() => {
    const n = ALERTS + sent.length;
    sent.push(events.send(new PutEventsCommand({ Entries: [entryOf(findingText(n))] })));
  }, 1000 / BESIDE_A_SECOND);
  return {
    async stop() {
      clearInterval(timer);
      const perSecond = sent.length / ((performance.now() - from) / 1000);
      await Promise.all(sent);
      return perSecond;
    },
  };
}

async function failsAfter(milliseconds: number): Promise<never> {
  await setTimeout(milliseconds, undefined, { ref: false });
  throw new Error(`an alert was not told within ${milliseconds / 1000} s`);
}
