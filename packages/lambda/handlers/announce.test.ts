import { CallError } from "@tocsin/aws/call";
import type { Topic } from "@tocsin/aws/topic";
import { type Announcement, announcementOf } from "@tocsin/core/transition/announcement";
import { expect, test } from "vitest";
import { logEntry } from "../testing/sample-alert.ts";
import { context, failedOf, recordingTelemetry, streamRecord } from "../testing/sample-batch.ts";
import { announceHandler } from "./announce.ts";

/** A topic that refuses the announcements of the alerts named. */
function topicRefusing(...alertIds: readonly string[]) {
  const published: Announcement[] = [];
  const topic: Topic = {
    async announce(announcements) {
      published.push(...announcements);
      return announcements.map(({ alertId }) =>
        alertIds.includes(alertId) ? new CallError("PublishBatch refused an entry", true) : undefined,
      );
    },
    publishDigest: () => Promise.reject(new Error("nobody asked for a digest")),
  };
  return { topic, published };
}

const entries = [
  logEntry({ alertId: "a", kind: "opened", reason: "opened" }),
  logEntry({ alertId: "b", kind: "resolved", reason: "cleared", quiet: true }),
  logEntry({ alertId: "c", kind: "escalated", reason: "deadline-step" }),
];
const Records = entries.map((entry, i) => streamRecord(`10${i}`, entry));

test("announces each log entry, in the stream's order, quiet ones included", async () => {
  const { topic, published } = topicRefusing();
  const telemetry = recordingTelemetry();
  const response = await announceHandler({ topic, telemetry })({ Records }, context);
  expect(failedOf(response)).toEqual([]);
  expect(published).toEqual(entries.map(announcementOf));
  expect(published.map(({ quiet }) => quiet)).toEqual([false, true, false]);
  expect(telemetry.counted).toEqual([
    "announcements opened 1",
    "announcements resolved 1",
    "announcements escalated 1",
  ]);
});

test("reports what the topic refused by its sequence number, and nothing else", async () => {
  const { topic } = topicRefusing("b", "c");
  const telemetry = recordingTelemetry();
  const response = await announceHandler({ topic, telemetry })({ Records }, context);
  expect(failedOf(response)).toEqual(["101", "102"]);
  expect(telemetry.counted).toEqual(["announcements opened 1", "announcements failed 1", "announcements failed 1"]);
});

test("lets a damaged entry fail alone", async () => {
  const { topic, published } = topicRefusing();
  const withoutEntry = { eventName: "INSERT" as const, dynamodb: { SequenceNumber: "103" } };
  const handler = announceHandler({ topic, telemetry: recordingTelemetry() });
  expect(failedOf(await handler({ Records: [withoutEntry, ...Records] }, context))).toEqual(["103"]);
  expect(published.map(({ alertId }) => alertId)).toEqual(["a", "b", "c"]);
});
