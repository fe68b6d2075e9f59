import { CallError } from "@tocsin/aws/call";
import type { SendMessages } from "@tocsin/aws/queues/send-messages";
import type { Topic } from "@tocsin/aws/topic";
import { heartbeatItem } from "@tocsin/aws/world/items/timer-item";
import type { AlertView } from "@tocsin/core/alert/view";
import { instant } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { alertOf, day, sees } from "@tocsin/core/testing/timeline";
import { type Announcement, announcementOf } from "@tocsin/core/transition/announcement";
import { evaluate } from "@tocsin/core/transition/evaluate";
import type { Head } from "@tocsin/core/transition/fold";
import { parseWake, type WakeMessage } from "@tocsin/oncall/wake-message";
import type { DynamoDBRecord } from "aws-lambda";
import { describe, expect, test } from "vitest";
import { logEntry } from "../testing/sample-alert.ts";
import { context, failedOf, headRecord, recordingTelemetry, streamRecord } from "../testing/sample-batch.ts";
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

/** On-call's queue, which refuses the messages at these places. */
function queueRefusing(...places: readonly number[]) {
  const woken: WakeMessage[] = [];
  const wake: SendMessages = async (messages) =>
    messages.map(({ body }, i) => {
      const message = parseWake(body);
      if (message.ok) woken.push(message.value);
      return places.includes(i) ? new CallError("did not take it", true) : undefined;
    });
  return { wake, woken };
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
  const response = await announceHandler({ topic, wake: queueRefusing().wake, telemetry })({ Records }, context);
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
  const response = await announceHandler({ topic, wake: queueRefusing().wake, telemetry })({ Records }, context);
  expect(failedOf(response)).toEqual(["101", "102"]);
  expect(telemetry.counted).toEqual(["announcements opened 1", "announcements failed 1", "announcements failed 1"]);
});

test("lets a damaged entry fail alone", async () => {
  const { topic, published } = topicRefusing();
  const withoutEntry = { eventName: "INSERT" as const, dynamodb: { SequenceNumber: "103" } };
  const handler = announceHandler({ topic, wake: queueRefusing().wake, telemetry: recordingTelemetry() });
  expect(failedOf(await handler({ Records: [withoutEntry, ...Records] }, context))).toEqual(["103"]);
  expect(published.map(({ alertId }) => alertId)).toEqual(["a", "b", "c"]);
});

const certificate = alertOf(sees("acm", day(1)));

/** The head of an alert that is open and that people are to hear of, apart from what `changed` says. */
function headWith(changed: Partial<Head> = {}): Head {
  const { view } = evaluate(certificate, defaultWorld, day(2));
  return {
    alert: certificate,
    view,
    version: 2,
    heard: { status: view.status, severity: view.severity, wasOpen: true, worst: "CRITICAL" },
    wasOpen: true,
    notified: true,
    episodes: 1,
    worldVersion: "0.0",
    lastHash: "",
    evaluatedAt: day(2),
    ...changed,
  };
}

describe("of heads, on-call is woken for", () => {
  const before = headWith({ version: 1 });
  const worseBeside: Head["heard"] = {
    ...{ status: "OPEN", severity: before.view.severity, wasOpen: true },
    ...{ worst: "CRITICAL", worstOver: "CRITICAL" },
  };
  const seen = (changed: Partial<AlertView>) => headWith({ view: { ...headWith().view, ...changed } });

  test.each<[string, Head | undefined, Head, boolean]>([
    ["one that is new", undefined, headWith(), true],
    ["one that looks otherwise", before, seen({ title: "Another" }), true],
    ["one of which people are to hear only now", headWith({ notified: false }), headWith(), true],
    ["one with an episode that was over before it was seen", before, headWith({ episodes: 2 }), true],
    ["one that was worse than it is", headWith({ heard: undefined }), headWith(), true],
    ["one beside which a worse episode began and was over", before, headWith({ heard: worseBeside }), true],
    ["one that another policy evaluated to the same view", before, headWith({ worldVersion: "1.0" }), true],
    ["none that was only seen again", before, seen({ lastSeenAt: instant("2026-11-30T00:00:00Z") }), false],
    ["none that was only written again", before, headWith({ evaluatedAt: day(9), version: 9 }), false],
    ["none that nobody is to hear of", undefined, headWith({ notified: false }), false],
  ])("%s", async (_title, old, head, isWoken) => {
    const { wake, woken } = queueRefusing();
    const { topic, published } = topicRefusing();
    const handler = announceHandler({ topic, wake, telemetry: recordingTelemetry() });
    expect(failedOf(await handler({ Records: [headRecord("200", old, head)] }, context))).toEqual([]);
    expect(published).toEqual([]);
    const { view, version, notified, episodes, heard } = head;
    const worst = heard?.worst ?? view.severity;
    const worstOver = heard?.worstOver;
    const told = { kind: "alert", alertId: view.id, version, notified, episodes, worst, worstOver, view };
    expect(woken).toEqual(isWoken ? [JSON.parse(JSON.stringify({ format: "tocsin.wake.v1", ...told }))] : []);
  });
});

test("a wake that its queue refuses is read from the stream again, and a damaged head fails alone", async () => {
  const { wake, woken } = queueRefusing(1);
  const handler = announceHandler({ topic: topicRefusing().topic, wake, telemetry: recordingTelemetry() });
  const damaged = headRecord("302", undefined, headWith());
  const NewImage = { ...damaged.dynamodb?.NewImage, format: { N: "999" } };
  const response = await handler(
    {
      Records: [
        headRecord("300", undefined, headWith()),
        headRecord("301", undefined, headWith({ version: 3 })),
        { ...damaged, dynamodb: { ...damaged.dynamodb, NewImage } },
        ...Records,
      ],
    },
    context,
  );
  expect(failedOf(response)).toEqual(["301", "302"]);
  expect(woken).toHaveLength(2);
});

describe("a heartbeat", () => {
  const at = instant("2026-11-20T12:00:00Z");
  const NewImage = heartbeatItem(at) as NonNullable<NonNullable<DynamoDBRecord["dynamodb"]>["NewImage"]>;
  const record = { eventName: "MODIFY" as const, dynamodb: { SequenceNumber: "109", NewImage } };

  test("is handed on to on-call, and announced to nobody", async () => {
    const { topic, published } = topicRefusing();
    const { wake, woken } = queueRefusing();
    const handler = announceHandler({ topic, wake, telemetry: recordingTelemetry() });
    expect(failedOf(await handler({ Records: [record] }, context))).toEqual([]);
    expect(woken).toEqual([{ format: "tocsin.wake.v1", kind: "heartbeat", at }]);
    expect(published).toEqual([]);
  });

  test("that the queue does not take is counted as lost, and keeps nothing from being announced", async () => {
    const telemetry = recordingTelemetry();
    const handler = announceHandler({ topic: topicRefusing().topic, wake: queueRefusing(0).wake, telemetry });
    expect(failedOf(await handler({ Records: [record, ...Records] }, context))).toEqual([]);
    expect(telemetry.counted).toContain("beats lost 1");
  });
});

test("of a drill nothing is published, whatever becomes of it", async () => {
  const { topic, published } = topicRefusing();
  const { view } = logEntry();
  const told = logEntry({ alertId: "b" });
  const drilled = logEntry({ alertId: "a", view: { ...view, condition: "drill" } });
  const Given = [drilled, { ...drilled, kind: "resolved" as const }, told].map((entry, i) =>
    streamRecord(`10${i}`, entry),
  );
  const handler = announceHandler({ topic, wake: queueRefusing().wake, telemetry: recordingTelemetry() });
  expect(failedOf(await handler({ Records: Given }, context))).toEqual([]);
  expect(published).toEqual([announcementOf(told)]);
});
