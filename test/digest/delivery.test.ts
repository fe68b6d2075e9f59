/**
 * An edition on its way to those who read it: from the function `digest` by the queue of its channel to a server that plays the provider,
 * which takes it, refuses it, or does not answer.
 */
import type { RequestListener } from "node:http";
import { text } from "node:stream/consumers";
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type Provider, providers } from "@tocsin/channels/testing/providers";
import { type ScriptedResponse, useReceivers } from "@tocsin/channels/testing/receiver";
import { type Instant, instant } from "@tocsin/core/event/instant";
import { deliverSettings } from "@tocsin/lambda/deployment/settings";
import { type Stack, startStack } from "@tocsin/local/stack";
import { expiryEvent } from "@tocsin/local/testing/sample-event";
import { afterEach, describe, expect, test } from "vitest";
import { policyOf } from "../support/oncall.ts";

const settings: Readonly<Record<string, object>> = {
  email: { to: "ssm:email/team", from: "tocsin@alerts.example.com" },
  slack: { token: "ssm:slack/token", channel: "C0123456789" },
  "slack-webhook": { url: "ssm:slack-webhook/url" },
  teams: { url: "ssm:teams/url" },
};
const takers = providers.filter(({ kind }) => kind in settings);

/** How the provider meets one attempt. */
type Meeting = ScriptedResponse | "hangs";

const receivers = useReceivers();
let running: Stack | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

const throttled: ScriptedResponse = { status: 429, headers: { "retry-after": "1" } };
const broken: ScriptedResponse = { status: 503, body: "<html>down</html>" };
const TIMEOUT_MILLISECONDS = 300;

/** The week is over, and its digest is due at the one channel of the policy, whose provider meets attempts so, and takes all after them. */
async function start({ kind, at, taken: [taken] }: Provider, meetings: readonly Meeting[] = []) {
  const left = [...meetings];
  const received: string[] = [];
  const listener: RequestListener = async (request, response) => {
    received.push(await text(request));
    const meeting = left.shift() ?? taken;
    if (meeting === "hangs") return;
    response.writeHead(meeting?.status ?? 200, meeting?.headers).end(meeting?.body);
  };
  const url = await receivers.listening(listener);
  const clock: { now: Instant } = { now: instant("2026-11-20T12:00:00Z") };
  const log: string[] = [];
  const stack = await startStack({
    now: () => clock.now,
    latest: () => clock.now,
    isVirtual: true,
    policy: policyOf({
      channels: { board: { type: kind, ...settings[kind] } },
      routes: [],
      unrouted: "ignore",
      digest: { channels: ["board"] },
    }),
    channels: {
      ...{ write: () => {}, styled: false, secretAt: async () => "" },
      instead: () => at(`${url}/hook`, TIMEOUT_MILLISECONDS).channel,
    },
    ...{ scope: "shop organization", searchPath: "", port: 0, redeliverySeconds: 0 },
    writeLog: (line) => void log.push(line),
  });
  running = stack;
  await stack.bus.put([expiryEvent(1, "2026-11-20T06:00:00Z", { days: 5 })]);
  await stack.drain();
  clock.now = instant("2026-11-23T06:00:00Z");
  const run = async (week?: string) => {
    const { sent } = await stack.digest(week);
    await stack.drain();
    return sent.filter(({ channel }) => channel === "board").map(({ outcome }) => outcome);
  };
  return { stack, received, log, run, meet: (...more: readonly Meeting[]) => void left.push(...more) };
}

describe.each(takers)("an edition by $kind", (provider) => {
  test("arrives, with what its readers are to know, and once, however often it is asked for", async () => {
    const { stack, received, run } = await start(provider);
    expect(await run()).toEqual(["handed-over"]);
    expect(received).toHaveLength(1);
    expect(received[0]).toContain("shop organization");
    expect(received[0]).toContain("shop-1.example.com");
    expect(await run()).toEqual([]);
    expect(await run("2026-W47")).toEqual(["sent-before"]);
    expect(received).toHaveLength(1);
    expect(stack.counts.of("digests").get("sent")).toBe(1);
    expect(await stack.deadLetters()).toEqual([]);
  });

  test("arrives once, after its provider has asked to wait, has failed, and has not answered", async () => {
    const { stack, received, run } = await start(provider, [throttled, broken, "hangs"]);
    await run();
    expect(received).toHaveLength(4);
    expect(new Set(received).size).toBe(1);
    expect(stack.counts.of("digests").get("sent")).toBe(1);
    expect(await stack.deadLetters()).toEqual([]);
  });

  test("that never arrives is a dead letter with its reason, tells no secret, and is sent when it is asked for again", async () => {
    const { maxReceiveCount } = deliverSettings;
    const refused = Array.from({ length: maxReceiveCount }, () => provider.refused.answer);
    const { stack, received, log, run } = await start(provider, refused);
    await run();
    expect(received).toHaveLength(maxReceiveCount);
    const [letter, ...others] = await stack.deadLetters();
    expect(others).toEqual([]);
    expect(letter?.queue).toBe(`tocsin-deliver-${provider.kind}-dlq`);
    expect(letter?.reason).toContain(provider.refused.says);
    for (const canary of provider.canaries) expect(log.join("\n") + letter?.reason).not.toContain(canary);
    // By itself it goes no more: whoever is woken by the alarm sees to the channel first.
    expect(await run()).toEqual([]);
    expect(received).toHaveLength(maxReceiveCount);
    expect(await run("2026-W47")).toEqual(["handed-over"]);
    expect(received).toHaveLength(maxReceiveCount + 1);
    expect(await run("2026-W47")).toEqual(["sent-before"]);
    await redrive(stack, provider, letter?.body ?? "");
    expect(received).toHaveLength(maxReceiveCount + 1);
    expect(stack.counts.of("digests").get("already-sent")).toBe(1);
  });
});

/** As whoever empties the dead-letter queue into its own. */
async function redrive(stack: Stack, { kind }: Provider, body: string): Promise<void> {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new SQSClient({ endpoint: stack.messagingEndpoint, region: "eu-central-1", credentials });
  try {
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: `tocsin-deliver-${kind}` }));
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
  } finally {
    client.destroy();
  }
  await stack.drain();
}
