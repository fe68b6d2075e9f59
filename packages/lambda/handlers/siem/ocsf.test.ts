import { CallError } from "@tocsin/aws/call";
import type { TopicMessage } from "@tocsin/aws/publish";
import type { SQSRecord } from "aws-lambda";
import { expect, test } from "vitest";
import { subscriberSettings } from "../../deployment/settings.ts";
import { announcement } from "../../testing/sample-alert.ts";
import { context, failedOf, message, recordingDeadLetters, recordingTelemetry } from "../../testing/sample-batch.ts";
import { ocsfHandler } from "./ocsf.ts";

/** A topic that refuses what comes at these places of a batch. */
function setUp(...refused: readonly number[]) {
  const published: TopicMessage[] = [];
  const telemetry = recordingTelemetry();
  const { dead, deadLetters } = recordingDeadLetters();
  const handler = ocsfHandler({
    async publish(messages) {
      published.push(...messages);
      return messages.map((_, i) => (refused.includes(i) ? new CallError("did not take it", true) : undefined));
    },
    deadLetters,
    telemetry,
  });
  const handle = async (...Records: SQSRecord[]) => failedOf(await handler({ Records }, context));
  return { published, dead, telemetry, handle, uids: () => published.map(({ text }) => JSON.parse(text).metadata.uid) };
}

const told = (alertId: string, version: number) => message(`${alertId}${version}`, announcement({ alertId, version }));

test("publishes an event for each transition, of one alert the older first", async () => {
  const { handle, uids, telemetry } = setUp();
  expect(await handle(told("a", 3), told("b", 2), told("a", 1), told("a", 2))).toEqual([]);
  expect(uids().filter((uid) => uid.startsWith("a/"))).toEqual(["a/1", "a/2", "a/3"]);
  expect(uids()).toHaveLength(4);
  expect(telemetry.counted).toEqual(Array(4).fill("exports opened 1"));
});

test("a second delivery publishes the same event, by its id", async () => {
  const { handle, published } = setUp();
  await handle(told("a", 1));
  await handle(told("a", 1));
  expect(published[0]).toEqual(published[1]);
});

test("tells subscribers enough to filter by", async () => {
  const { handle, published } = setUp();
  await handle(told("a", 1));
  expect(published[0]?.attributes).toEqual({
    class_uid: "2004",
    activity_name: "Create",
    severity: "High",
    status: "New",
    account: "012345678901",
    region: "eu-west-1",
    condition: "threat",
    quiet: "false",
  });
});

test("what the topic refuses is delivered again, and at the end a dead letter with its reason", async () => {
  const { handle, dead } = setUp(1);
  expect(await handle(told("a", 1), told("b", 2))).toEqual(["b2"]);
  const last = told("c", 3);
  last.attributes.ApproximateReceiveCount = String(subscriberSettings.maxReceiveCount);
  expect(await handle(told("a", 1), last)).toEqual([]);
  expect(dead).toEqual([expect.stringMatching(/^c3 failed at the last of 5 deliveries: did not take it/)]);
});

test("what is no announcement becomes a dead letter alone", async () => {
  const { handle, dead, uids } = setUp();
  expect(await handle(message("x", { format: "tocsin.announcement.v2" }), told("a", 1))).toEqual([]);
  expect(dead).toEqual([expect.stringMatching(/^x format/)]);
  expect(uids()).toEqual(["a/1"]);
});
