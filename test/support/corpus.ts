/**
 * Real events of AWS services with their origin are kept beside the checkout, in `../shared/corpus`; none of them is part of
 * this project. Where they are missing, the tests over them say so and are skipped.
 */
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const corpusDirectory = fileURLToPath(new URL("../../../shared/corpus", import.meta.url));
export const hasCorpus = existsSync(corpusDirectory);

/** Every sample, by its path within the corpus. */
export async function corpusFiles(): Promise<readonly string[]> {
  const entries = await readdir(corpusDirectory, { recursive: true });
  return entries
    .filter((entry) => entry.endsWith(".json"))
    .sort()
    .map((entry) => join(corpusDirectory, entry));
}
