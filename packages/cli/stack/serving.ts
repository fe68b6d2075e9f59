/** A stack that runs on a data directory says so in a file there: other commands find it, and no second one opens its database. */
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "@tocsin/core/text/parse";
import * as v from "valibot";

/** The port of the bus with `run --serve`, unless another is named. */
export const PORT = 4010;

const servingSchema = v.object({
  pid: v.number(),
  busEndpoint: v.string(),
  dynamodbEndpoint: v.string(),
  messagingEndpoint: v.string(),
});
export type Serving = v.InferOutput<typeof servingSchema>;

/** What the handlers of a run log, a JSON object a line. */
export const logIn = (directory: string): string => join(directory, "log.jsonl");

const fileIn = (directory: string) => join(directory, "serving.json");

/** The stack that runs on this directory, if one does: a file that a crash left behind does not count. */
export async function readServing(directory: string): Promise<Serving | undefined> {
  try {
    const parsed = parse(servingSchema, JSON.parse(await readFile(fileIn(directory), "utf8")));
    return parsed.ok && isAlive(parsed.value.pid) ? parsed.value : undefined;
  } catch {
    return undefined;
  }
}

export async function writeServing(directory: string, serving: Serving): Promise<void> {
  await writeFile(fileIn(directory), `${JSON.stringify(serving)}\n`);
}

export async function removeServing(directory: string): Promise<void> {
  await rm(fileIn(directory), { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
