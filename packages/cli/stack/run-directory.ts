/** Where a run keeps its table, queues, log and digest: they say where an organization is weak, so only their owner may read them. */
import { existsSync } from "node:fs";
import { chmod, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CommandError, exitCodes, shownPath } from "../output/terminal.ts";
import { readServing } from "./serving.ts";

/** The directory of a run without `--data-dir`; the next such run starts anew. */
const LAST = join(".tocsin", "last");
/** The run before that one, in case that it was started by mistake. */
const PREVIOUS = join(".tocsin", "previous");

/**
 * Gives the directory, which exists, which no stack runs on, and which its owner alone may enter. @throws CommandError when there can
 * be no such directory.
 */
export async function preparedDirectory(dataDir: string | undefined): Promise<string> {
  const directory = dataDir ?? LAST;
  const serving = await readServing(directory);
  if (serving)
    throw new CommandError(
      `a stack already runs on ${shownPath(directory)} (process ${serving.pid}): stop it, or name another --data-dir`,
    );
  if (dataDir === undefined) await moved(LAST, PREVIOUS);
  await mkdir(directory, { recursive: true, mode: OWNER_ENTERS }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST" && error.code !== "ENOTDIR") throw error;
    throw new CommandError(`${shownPath(directory)} is no directory: name another --data-dir`, exitCodes.usage);
  });
  if (process.platform !== "win32") {
    await makePrivate(directory);
    // The run before is beside it.
    if (dataDir === undefined) await makePrivate(dirname(directory));
  }
  return directory;
}

const OWNER_ENTERS = 0o700;
const OWNER_READS = 0o600;
/** Of a directory such as /tmp, which is everybody's. */
const STICKY = 0o1000;

/** Also of a directory that was there before: what a run leaves in it, and no file of anything else. */
async function makePrivate(directory: string): Promise<void> {
  const { mode } = await stat(directory);
  if (mode & STICKY)
    throw new CommandError(
      `${shownPath(directory)} is shared by all users: name a directory of your own with --data-dir`,
      exitCodes.usage,
    );
  try {
    if (mode & 0o077) await chmod(directory, OWNER_ENTERS);
    for (const name of await readdir(directory)) if (isKept(name)) await chmod(join(directory, name), OWNER_READS);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) throw error;
    throw new CommandError(
      `${shownPath(directory)} belongs to another user: name a directory of your own with --data-dir`,
      exitCodes.usage,
    );
  }
}

/** The files that a run writes, with those that SQLite and an interrupted write leave beside them. */
function isKept(name: string): boolean {
  return /^(?:(?:alerts|fauxqs)\.db(?:-\w+)?|(?:run|serving)\.json(?:\.new)?|log\.jsonl|link-key|stream-checkpoint(?:\.new)?)$/.test(
    name,
  );
}

/** Puts the run before back in its place, when this one could not be started. */
export async function restorePrevious(dataDir: string | undefined): Promise<void> {
  if (dataDir === undefined) await moved(PREVIOUS, LAST);
}

async function moved(from: string, to: string): Promise<void> {
  if (!existsSync(from)) return;
  await rm(to, { recursive: true, force: true });
  await rename(from, to);
}
