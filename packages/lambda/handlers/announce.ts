/** `announce`: passes on the table's stream: log entries → SNS; heads whose view changed, and heartbeats → on-call. */
import { streamedBy } from "@tocsin/aws/alerts/stream";
import type { SendMessages } from "@tocsin/aws/queues/send-messages";
import type { Topic } from "@tocsin/aws/topic";
import { announcementOf } from "@tocsin/core/transition/announcement";
import { alertWakeText } from "@tocsin/oncall/wake-message";
import type { DynamoDBRecord } from "aws-lambda";
import { asError } from "../runtime/as-error.ts";
import { done, type StreamFate, type StreamHandler, streamHandler } from "../runtime/batch.ts";
import type { Telemetry } from "../runtime/telemetry.ts";
import { wakeForBeats } from "./beats.ts";

export interface AnnounceDependencies {
  readonly topic: Topic;
  /** Sends to on-call's queue. */
  readonly wake: SendMessages;
  readonly telemetry: Telemetry;
}

export function announceHandler(deps: AnnounceDependencies): StreamHandler {
  return streamHandler(deps.telemetry, (records) => announce(records, deps));
}

async function announce(
  records: readonly DynamoDBRecord[],
  { topic, wake, telemetry }: AnnounceDependencies,
): Promise<ReadonlyMap<DynamoDBRecord, StreamFate>> {
  const fates = new Map<DynamoDBRecord, StreamFate>();
  const settle = (record: DynamoDBRecord, error: Error | undefined) =>
    fates.set(record, error ? { kind: "retry", error } : done);
  const streamed = records.flatMap((record) => {
    try {
      const { NewImage, OldImage } = record.dynamodb ?? {};
      return [{ record, ...streamedBy(itemIn(OldImage), itemIn(NewImage)) }];
    } catch (error) {
      // A damaged item fails alone, and its position in the stream goes to the dead letters.
      settle(record, asError(error));
      return [];
    }
  });
  for (const { record, kind } of streamed) if (kind === "nothing-visible") settle(record, undefined);
  const entries = streamed.flatMap(({ record, ...rest }) =>
    rest.kind === "entry" ? [{ record, announcement: announcementOf(rest.entry) }] : [],
  );
  const wakes = streamed.flatMap(({ record, ...rest }) => (rest.kind === "wake" ? [{ record, wake: rest.wake }] : []));
  const beats = streamed.flatMap(({ record, ...rest }) => (rest.kind === "heartbeat" ? [{ record, at: rest.at }] : []));
  await Promise.all([announceAll(), wakeAll(), beatAll()]);
  return fates;

  async function announceAll(): Promise<void> {
    const errors = await topic.announce(entries.map(({ announcement }) => announcement));
    for (const [i, { record, announcement }] of entries.entries()) {
      telemetry.count("announcements", errors[i] ? "failed" : announcement.kind);
      settle(record, errors[i]);
    }
  }

  async function wakeAll(): Promise<void> {
    const errors = await wake(wakes.map((woken) => ({ body: alertWakeText(woken.wake) })));
    for (const [i, { record }] of wakes.entries()) settle(record, errors[i]);
  }

  async function beatAll(): Promise<void> {
    const times = beats.map(({ at }) => at);
    await wakeForBeats(times, wake, telemetry);
    for (const { record } of beats) settle(record, undefined);
  }
}

/** Lambda's type and the SDK's differ in how they spell binary values, of which the table has none. */
function itemIn(image: NonNullable<DynamoDBRecord["dynamodb"]>["NewImage"]): Parameters<typeof streamedBy>[0] {
  return image as Parameters<typeof streamedBy>[0];
}
