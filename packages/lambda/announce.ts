/** `announce`: the log entries that the table's stream brings → SNS. */
import { entryOf } from "@tocsin/aws/stream";
import type { Topic } from "@tocsin/aws/topic";
import { announcementOf } from "@tocsin/core/announcement";
import type { DynamoDBRecord } from "aws-lambda";
import { type Outcomes, type StreamHandler, streamHandler } from "./batch.ts";
import type { Telemetry } from "./telemetry.ts";

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
  const announcements = records.map((record) => announcementOf(entryOf(imageOf(record))));
  const errors = await topic.announce(announcements);
  for (const [i, { kind }] of announcements.entries()) telemetry.count("announcements", errors[i] ? "failed" : kind);
  return new Map(records.map((record, i) => [record, errors[i]]));
}

/** Lambda's type and the SDK's differ in how they spell binary values, of which the table has none. */
function imageOf(record: DynamoDBRecord): Parameters<typeof entryOf>[0] {
  return record.dynamodb?.NewImage as Parameters<typeof entryOf>[0];
}
