/** `announce`: the log entries that the table's stream brings → SNS. */
import { entryOf } from "@tocsin/aws/alerts/stream";
import type { Topic } from "@tocsin/aws/topic";
import { announcementOf } from "@tocsin/core/transition/announcement";
import type { DynamoDBRecord } from "aws-lambda";
import { asError } from "../runtime/as-error.ts";
import { type Outcomes, type StreamHandler, streamHandler } from "../runtime/batch.ts";
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
): Promise<Outcomes<DynamoDBRecord>> {
  const outcomes = new Map<DynamoDBRecord, Error | undefined>();
  const readable = records.flatMap((record) => {
    try {
      return [{ record, announcement: announcementOf(entryOf(imageOf(record))) }];
    } catch (error) {
      // A damaged entry fails alone, and ends with its place in the stream among the dead letters.
      outcomes.set(record, asError(error));
      return [];
    }
  });
  const errors = await topic.announce(readable.map(({ announcement }) => announcement));
  for (const [i, { record, announcement }] of readable.entries()) {
    telemetry.count("announcements", errors[i] ? "failed" : announcement.kind);
    outcomes.set(record, errors[i]);
  }
  return outcomes;
}

/** Lambda's type and the SDK's differ in how they spell binary values, of which the table has none. */
function imageOf(record: DynamoDBRecord): Parameters<typeof entryOf>[0] {
  return record.dynamodb?.NewImage as Parameters<typeof entryOf>[0];
}
