/** The embedded stack by virtual time, for alerts that open at one instant: they are put on the bus while its clock stands still. */
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import { systemTomorrow } from "@tocsin/lambda/runtime/system-clock";
import type { LocalChannels } from "@tocsin/local/channels";
import { virtualClock } from "@tocsin/local/clock";
import { createScenario } from "@tocsin/local/scenario";
import { type Stack, startStack } from "@tocsin/local/stack";
import { policyOf } from "../../../test/support/oncall.ts";
import { ACCOUNT, criticalText, entryOf } from "../finding.ts";

export const OPENED_AT = instant("2026-11-20T10:15:03Z");

/** A finding is one alert whichever account tells of it. */
const FINDING_BEFORE = 1_000_000;

export interface StormStack {
  readonly stack: Stack;
  /**
   * Opens an alert of this account, of a finding that is none of the storm's, and tells of it: what starts for the first time is no part of
   * a storm.
   */
  warmUp(account: string): Promise<void>;
  /** Puts one event of each of so many on the bus, by tens, and waits until nothing is on its way. */
  put(events: number, textOf: (n: number) => string): Promise<void>;
  /** Moves the clock on, stopping wherever something is due. */
  passMinutes(minutes: number): Promise<void>;
  stop(): Promise<void>;
}

/** @param channelsBy makes them of the stack's clock. */
export async function startStormStack(
  policy: object,
  channelsBy: (now: () => Instant) => Promise<Omit<LocalChannels, "styled">>,
): Promise<StormStack> {
  const clock = virtualClock(OPENED_AT);
  const stack = await startStack({
    now: clock.now,
    latest: systemTomorrow,
    isVirtual: true,
    policy: policyOf(policy),
    channels: { ...(await channelsBy(clock.now)), styled: false },
    scope: "bench",
    searchPath: process.env.PATH ?? "",
    port: 0,
    redeliverySeconds: 0,
    writeLog: () => {},
  });
  const client = new EventBridgeClient({
    endpoint: stack.busEndpoint,
    region: "eu-central-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    // On a busy machine the bus may not hear of its DynamoDB in time, and takes nothing then.
    maxAttempts: 10,
  });
  const put = async (texts: readonly string[]) => {
    await client.send(new PutEventsCommand({ Entries: texts.map(entryOf) }));
  };
  const scenario = createScenario({ stack, clock, latest: systemTomorrow(), onTaken: () => {} });
  return {
    stack,
    async warmUp(account) {
      await put([criticalText(FINDING_BEFORE).replaceAll(ACCOUNT, account)]);
      await stack.drain();
    },
    async put(events, textOf) {
      for (let i = 0; i < events; i += 10)
        await put(Array.from({ length: Math.min(10, events - i) }, (_, j) => textOf(i + j)));
      await stack.drain();
    },
    passMinutes: (minutes) => scenario.runUntil(shift(clock.now(), minutes * 60_000)),
    async stop() {
      client.destroy();
      await stack.stop();
    },
  };
}
