/** The alerts table's stream, as `announce` reads it: the log entries are the outbox. */
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { LogEntry } from "@tocsin/core/transition/log-entry";
import { LOG_PREFIX } from "./alerts-schema.ts";

/** The filter of the event-source mapping: new log entries, and nothing else that is written. */
export const logEntriesFilter = {
  eventName: ["INSERT"],
  dynamodb: { Keys: { sk: { S: [{ prefix: LOG_PREFIX }] } } },
} as const;

/** The log entry that a stream record brings. @throws Error when the record brings none: its filter is wrong. */
export function entryOf(image: Record<string, AttributeValue> | undefined): LogEntry {
  const entry = image && unmarshall(image).entry;
  if (entry === undefined) throw new Error("a stream record without a log entry passed the filter");
  return entry;
}
