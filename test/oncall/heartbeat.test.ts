/** The heartbeat on the embedded stack: what it takes for a monitor outside to hear of it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { useReceivers } from "@tocsin/channels/testing/receiver";
import { shift } from "@tocsin/core/event/instant";
import { systemNow, systemTomorrow } from "@tocsin/lambda/runtime/system-clock";
import { type Stack, startStack } from "@tocsin/local/stack";
import { afterEach, expect, test } from "vitest";
import { policyOf } from "../support/oncall.ts";

const { receiver } = useReceivers();
const running: Stack[] = [];
const directories: string[] = [];
afterEach(async () => {
  for (const stack of running.splice(0)) await stack.stop();
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true });
});

/** A stack whose policy names the monitor, by the machine's clock unless a scenario has its own. */
async function stackWith(heartbeat: object | undefined, { isVirtual = false, now = systemNow } = {}) {
  const dataDirectory = await mkdtemp(join(tmpdir(), "tocsin-heartbeat-"));
  directories.push(dataDirectory);
  const log: string[] = [];
  const stack = await startStack({
    ...{ now, latest: systemTomorrow, isVirtual, dataDirectory },
    policy: policyOf({ heartbeat }),
    channels: { write: () => {}, styled: false, secretAt: () => Promise.reject(new Error("nobody has it")) },
    ...{ scope: "test", searchPath: process.env.PATH ?? "", port: 0, redeliverySeconds: 0 },
    writeLog: (line) => void log.push(line),
  });
  running.push(stack);
  const minute = async () => {
    await stack.review();
    await stack.drain();
  };
  return { stack, log, minute, beats: () => Object.fromEntries(stack.counts.of("beats")) };
}

test("each minute's run of the timer is heard of outside, at the end of the way that notifications go", async () => {
  const { url, received } = await receiver({ status: 200 });
  const { minute, beats } = await stackWith({ url, allowPrivateAddresses: true });
  const before = systemNow();
  await minute();
  await minute();
  const heard = received.map(({ body }) => JSON.parse(body));
  expect(heard).toHaveLength(2);
  for (const { format, at } of heard) {
    expect(format).toBe("tocsin.heartbeat.v1");
    expect(at >= before && at <= systemNow()).toBe(true);
  }
  expect(beats()).toEqual({ sent: 2 });
});

test("one that a monitor refuses is logged and counted, and is no dead letter; the next is tried in its place", async () => {
  const { url, received } = await receiver({ status: 404 }, { status: 200 });
  const { stack, log, minute, beats } = await stackWith({ url, allowPrivateAddresses: true });
  await minute();
  expect(beats()).toEqual({ rejected: 1 });
  expect(log.join()).toContain("a heartbeat was not sent");
  await minute();
  expect(beats()).toEqual({ rejected: 1, sent: 1 });
  expect([received.length, await stack.deadLetters()]).toEqual([2, []]);
});

test("one that was held up for five minutes is not sent, as it would say what was so then", async () => {
  const { url, received } = await receiver({ status: 200 });
  const { minute, beats } = await stackWith(
    { url, allowPrivateAddresses: true },
    { now: () => shift(systemNow(), -5 * 60_000) },
  );
  await minute();
  expect([received, beats()]).toEqual([[], { "too-late": 1 }]);
});

test("nothing is sent by the time of a scenario, nor where the policy names no monitor", async () => {
  const { url, received } = await receiver({ status: 200 });
  const scenario = await stackWith({ url, allowPrivateAddresses: true }, { isVirtual: true });
  const without = await stackWith(undefined);
  await scenario.minute();
  await without.minute();
  expect([received, scenario.beats(), without.beats()]).toEqual([[], {}, {}]);
});
