/** `announce`: the log entries that the table's stream brings → SNS. */
import { entryOf } from "@tocsin/aws/alerts/stream";
import type { Topic } from "@tocsin/aws/topic";
import { announcementOf } from "@tocsin/core/transition/announcement";
import type { DynamoDBRecord } from "aws-lambda";
import { asError } from "../runtime/as-error.ts";
import { done, type StreamFate, type StreamHandler, streamHandler } from "../runtime/batch.ts";
import type { Telemetry } from "../runtime/telemetry.ts";

export interface AnnounceDependencies {
  readonly topic: Topic;
  readonly telemetry: Telemetry;
}

export function announceHandler(deps: AnnounceDependencies): StreamHandler {
  return streamHandler(deps.telemetry, (records) => announce(records, deps));
}

async function announce(
  records: readonly DynamoDBRecord[],
  { topic, telemetry }: AnnounceDependencies,
): Promise<ReadonlyMap<DynamoDBRecord, StreamFate>> {
  const fates = new Map<DynamoDBRecord, StreamFate>();
  const readable = records.flatMap((record) => {
    try {
      return [{ record, announcement: announcementOf(entryOf(imageOf(record))) }];
    } catch (error) {
      // A damaged entry fails alone, and ends with its place in the stream among the dead letters.
      fates.set(record, { kind: "retry", error: asError(error) });
      return [];
    }
  });
  const errors = await topic.announce(readable.map(({ announcement }) => announcement));
  for (const [i, { record, announcement }] of readable.entries()) {
    const error = errors[i];
    telemetry.count("announcements", error ? "failed" : announcement.kind);
    fates.set(record, error ? { kind: "retry", error } : done);
  }
  return fates;
}

/** Lambda's type and the SDK's differ in how they spell binary values, of which the table has none. */
function imageOf(record: DynamoDBRecord): Parameters<typeof entryOf>[0] {
  return record.dynamodb?.NewImage as Parameters<typeof entryOf>[0];
}
