/** Where a run keeps its table, queues and digest. */
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { CommandError, exitCodes, shownPath } from "../output/terminal.ts";
import { readServing } from "./serving.ts";

/** Where a run without `--data-dir` leaves its table and digest; the next such run starts anew. */
const LAST = join(".tocsin", "last");
/** The run before that one, in case that it was started by mistake. */
const PREVIOUS = join(".tocsin", "previous");

/** Gives the directory, which is there and which no stack runs on. @throws CommandError when there can be no such. */
export async function preparedDirectory(dataDir: string | undefined): Promise<string> {
  const directory = dataDir ?? LAST;
  const serving = await readServing(directory);
  if (serving)
    throw new CommandError(
      `a stack already runs on ${shownPath(directory)} (process ${serving.pid}): stop it, or name another --data-dir`,
    );
  if (dataDir === undefined) await moved(LAST, PREVIOUS);
  await mkdir(directory, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST" && error.code !== "ENOTDIR") throw error;
    throw new CommandError(`${shownPath(directory)} is no directory: name another --data-dir`, exitCodes.usage);
  });
  return directory;
}

/** What could not be started leaves the run before in its place. */
export async function restorePrevious(dataDir: string | undefined): Promise<void> {
  if (dataDir === undefined) await moved(PREVIOUS, LAST);
}

async function moved(from: string, to: string): Promise<void> {
  if (!existsSync(from)) return;
  await rm(to, { recursive: true, force: true });
  await rename(from, to);
}
