import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { type OpenedStores, openStores } from "./messaging-stores.ts";

const cleaning: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleaning.splice(0).reverse()) await clean();
});

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "tocsin-stores-"));
  cleaning.push(() => rm(directory, { recursive: true }));
  return directory;
}

async function open(directory: string): Promise<OpenedStores> {
  const opened = await openStores(directory);
  cleaning.push(() => opened.close());
  return opened;
}

test("a move to the dead letters is written as a whole: whenever the process is killed, the message is in one of the two", async () => {
  const directory = await temporaryDirectory();
  const { stores, settle } = await open(directory);
  const arn = (name: string) => `arn:aws:sqs:eu-central-1:000000000000:${name}`;
  const url = (name: string) => `http://127.0.0.1/000000000000/${name}`;
  const dead = stores.sqsStore.createQueue("dead", url("dead"), arn("dead"));
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn("dead"), maxReceiveCount: 1 });
  const queue = stores.sqsStore.createQueue("queue", url("queue"), arn("queue"), { RedrivePolicy });
  queue.enqueue({
    messageId: "m1",
    body: "poison",
    md5OfBody: "",
    messageAttributes: {},
    md5OfMessageAttributes: "",
    sentTimestamp: 1,
    approximateReceiveCount: 1,
  });
  settle();
  /** Where another process finds the message after this one is killed now. */
  const placesAfterKill = async () => {
    const copy = await temporaryDirectory();
    await cp(directory, copy, { recursive: true });
    const { sqsStore } = (await open(copy)).stores;
    return ["queue", "dead"].filter((name) => sqsStore.inspectQueue(name)?.messages.ready.length === 1);
  };
  queue.dequeue(1, undefined, () => dead);
  expect(await placesAfterKill()).toEqual(["queue"]);
  settle();
  expect(await placesAfterKill()).toEqual(["dead"]);
});

test("stores of a fauxqs that was not looked into are not opened, and the error says what to do", async () => {
  const directory = await temporaryDirectory();
  await expect(openStores(directory, "9.9.9")).rejects.toThrow(
    /^fauxqs 9\.9\.9 is installed, but Tocsin relies on its internal stores .* as they are in \d+\.\d+\.\d+\. Install .*messaging-stores\.ts\.$/,
  );
  expect(await readdir(directory)).toEqual([]);
});
