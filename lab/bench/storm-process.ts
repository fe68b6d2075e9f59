/**
 * The embedded stack by virtual time, for a process of its own: so many alerts open at one instant, and the clock goes on for as many
 * minutes. Says when it began, when it was done, and how often its console was written to; then it waits until it is disconnected.
 */
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { instant, shift } from "@tocsin/core/event/instant";
import { systemTomorrow } from "@tocsin/lambda/runtime/system-clock";
import { virtualClock } from "@tocsin/local/clock";
import { createScenario } from "@tocsin/local/scenario";
import { startStack } from "@tocsin/local/stack";
import { policyOf } from "../../test/support/oncall.ts";
import { ACCOUNT, criticalText, entryOf } from "./finding.ts";

const OPENED_AT = instant("2026-11-20T10:15:03Z");

/** As JSON, the one argument. */
export interface StormSettings {
  readonly policy: object;
  readonly alerts: number;
  readonly minutes: number;
  /** One alert of this account opens before the storm. */
  readonly accountBefore: string;
}

/** Milliseconds since 1970, of the machine. */
export interface StormRun {
  readonly begunAt: number;
  readonly endedAt: number;
  readonly firstPageAt: number | undefined;
  readonly pages: number;
}

const { policy, alerts, minutes, accountBefore }: StormSettings = JSON.parse(process.argv[2] ?? "");
const clock = virtualClock(OPENED_AT);
const pagesAt: number[] = [];
const stack = await startStack({
  now: clock.now,
  latest: systemTomorrow,
  isVirtual: true,
  policy: policyOf(policy),
  channels: {
    write: () => void pagesAt.push(Date.now()),
    styled: false,
    secretAt: async () => "the secret of the benchmark",
  },
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
});
// As a function that has served before: what starts for the first time is no part of a storm.
await put([criticalText(alerts).replaceAll(ACCOUNT, accountBefore)]);
await stack.drain();
pagesAt.length = 0;
const begunAt = Date.now();
for (let i = 0; i < alerts; i += 10) await put(Array.from({ length: 10 }, (_, j) => criticalText(i + j)));
await stack.drain();
const scenario = createScenario({ stack, clock, latest: systemTomorrow(), onTaken: () => {} });
await scenario.runUntil(shift(OPENED_AT, minutes * 60_000));
const run: StormRun = { begunAt, endedAt: Date.now(), firstPageAt: pagesAt[0], pages: pagesAt.length };
process.send?.(run);
process.once("disconnect", async () => {
  client.destroy();
  await stack.stop();
});

async function put(texts: readonly string[]): Promise<void> {
  await client.send(new PutEventsCommand({ Entries: texts.map(entryOf) }));
}
