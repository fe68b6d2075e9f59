/** What several syntheses of one run of the tests have in common, made once, whichever process makes it. */
import { hash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./platform.ts";

/** Names the directory of a run in the environment of all its processes. */
const VARIABLE = "TOCSIN_SYNTHESES";
/** Below the repository, since what is bundled there is resolved from there. */
const place = join(root, ".sst/synth");

/** Gives a function that forgets all that was made. */
export async function beginRun(): Promise<() => Promise<void>> {
  const directory = await makeDirectory("run-");
  process.env[VARIABLE] = directory;
  return async () => {
    delete process.env[VARIABLE];
    await rm(directory, { recursive: true, force: true });
  };
}

/** What the processes of a run keep of what they compile, for each other. */
export function compileCache(): { readonly NODE_COMPILE_CACHE?: string } {
  const run = process.env[VARIABLE];
  return run === undefined ? {} : { NODE_COMPILE_CACHE: join(run, "compiled") };
}

/** A new directory below the repository. */
export async function makeDirectory(prefix: string): Promise<string> {
  await mkdir(place, { recursive: true });
  return mkdtemp(join(place, prefix));
}

/**
 * What was made as `key` before in this run, as JSON gives it back; else it is made. Two processes that begin at once both make it, and
 * both have the same. Outside of a run it is made each time.
 *
 * @param make is told of a directory for files, which stays for the run; outside of one it is `otherwise`.
 */
export async function once<T>(key: string, otherwise: string, make: (directory: string) => Promise<T>): Promise<T> {
  const run = process.env[VARIABLE];
  if (run === undefined) return make(otherwise);
  const made = join(run, `${hash("sha256", key)}.json`);
  const known = await readFile(made, "utf8").catch(() => undefined);
  if (known !== undefined) return JSON.parse(known);
  const directory = await mkdtemp(join(run, "made-"));
  const value = await make(directory);
  const whole = join(directory, "value.json");
  await writeFile(whole, JSON.stringify(value));
  await rename(whole, made);
  return value;
}
