/**
 * A record that a run leaves beside its table, for the commands that read the table later. Under virtual time the table may be
 * ahead of the machine's clock, and a command that went by the machine's clock would take the past for the future.
 */
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Instant, later } from "@tocsin/core/event/instant";
import { instantField, parse } from "@tocsin/core/text/parse";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import * as v from "valibot";
import type { TableOptions } from "./open-table.ts";

const recordSchema = v.object({
  /** When the run ended, by its own clock. */
  clock: instantField,
  /** What its digest is of. */
  scope: v.string(),
  /** The file of the policy that it went by; none for the default one. */
  policy: v.optional(v.string()),
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

/** The time to read a table by: a run under virtual time may have gone on into the future. */
export function nowBy(record: RunRecord | undefined): Instant {
  return record ? later(record.clock, systemNow()) : systemNow();
}
