/** The alerts table's stream, as `announce` reads it: the log entries are the outbox. */
import type { LogEntry } from "@tocsin/core/transition/log-entry";
import { LOG_PREFIX } from "./alerts-schema.ts";
import { type Item, valueIn } from "./items/items.ts";
import { readEntry } from "./items/log-item.ts";

/** The filter of the event-source mapping: new log entries, and nothing else that is written. */
export const logEntriesFilter = {
  eventName: ["INSERT"],
  dynamodb: { Keys: { sk: { S: [{ prefix: LOG_PREFIX }] } } },
} as const;

/** The log entry that a stream record brings. @throws Error, ItemError when the record brings none that can be read. */
export function entryOf(image: Item | undefined): LogEntry {
  if (image === undefined) throw new Error("a stream record without a log entry passed the filter");
  return valueIn(readEntry(image));
}
