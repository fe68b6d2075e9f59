/**
 * A record that a run leaves beside its table, for the commands that look at the table later. The time of a run that goes by its
 * events stands still when the run has ended, days before the machine's or ahead of it; a command that went by the machine's clock
 * would find every alert too old, or take the past for the future.
 */
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Instant, later } from "@tocsin/core/event/instant";
import { instantField, parse } from "@tocsin/core/text/parse";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { isKnownTime } from "@tocsin/local/clock";
import * as v from "valibot";
import type { TableOptions } from "./open-table.ts";

const recordSchema = v.object({
  /** When the run ended, by its own clock. */
  clock: instantField,
  /** Whether that clock was the machine's, which has gone on since. */
  isMachineTime: v.optional(v.boolean(), false),
  /** What its digest is of. */
  scope: v.string(),
  /** Where the table is, when the run did not keep it itself. */
  dynamodbEndpoint: v.optional(v.string()),
});
export type RunRecord = v.InferOutput<typeof recordSchema>;

const fileIn = (directory: string) => join(directory, "run.json");

/** The record of the last run in `directory`, if it was on the table of that DynamoDB; `undefined` stands for its own. */
export async function readRunRecord(
  directory: string,
  dynamodbEndpoint: string | undefined,
): Promise<RunRecord | undefined> {
  try {
    const parsed = parse(recordSchema, JSON.parse(await readFile(fileIn(directory), "utf8")));
    return parsed.ok && parsed.value.dynamodbEndpoint === dynamodbEndpoint ? parsed.value : undefined;
  } catch {
    return undefined;
  }
}

/** The clock of one table is never set back. */
export async function writeRunRecord(directory: string, record: RunRecord): Promise<void> {
  const before = await readRunRecord(directory, record.dynamodbEndpoint);
  const clock = before ? later(before.clock, record.clock) : record.clock;
  const file = fileIn(directory);
  // Written aside and moved into place: a reader finds either the old record or the new one.
  await writeFile(`${file}.new`, `${JSON.stringify({ ...record, clock })}\n`);
  await rename(`${file}.new`, file);
}

/** The record of the run whose table is meant; none for a deployed table, which goes by the machine's clock. */
export async function recordFor({ table, dataDir, dynamodbEndpoint }: TableOptions): Promise<RunRecord | undefined> {
  return table === undefined ? readRunRecord(dataDir, dynamodbEndpoint) : undefined;
}

/** What time it is in a table: where its last run went by the events' time, when that run ended. */
export function nowBy(record: RunRecord | undefined): Instant {
  if (record === undefined || !isKnownTime(record.clock)) return systemNow();
  return stoppedClock(record) ?? later(record.clock, systemNow());
}

/** When the last run ended, where that is what time it is in the table since. */
export function stoppedClock(record: RunRecord | undefined): Instant | undefined {
  return record === undefined || record.isMachineTime || !isKnownTime(record.clock) ? undefined : record.clock;
}
