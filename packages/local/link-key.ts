/** The key of links on a laptop: random, and kept beside the table, so that links still work when a run continues. */
import { createHmac, randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Mac } from "@tocsin/oncall/links/link-keys";

export const LINK_KEY_FILE = "link-key";
const KEY_BYTES = 32;
const OWNER_READS = 0o600;

/** @param directory where the key is kept; without one it ends with the process. @throws Error if it can be neither read nor made. */
export async function localMac(directory: string | undefined): Promise<Mac> {
  const key = directory === undefined ? randomBytes(KEY_BYTES) : await keptKey(join(directory, LINK_KEY_FILE));
  return async (text) => createHmac("sha256", key).update(text).digest();
}

async function keptKey(file: string): Promise<Buffer> {
  try {
    await writeFile(file, randomBytes(KEY_BYTES), { mode: OWNER_READS, flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  const key = await readFile(file);
  // With less of it anybody could sign.
  if (key.length !== KEY_BYTES)
    throw new Error(`${file} has ${key.length} bytes, not ${KEY_BYTES}: remove it, and start again`);
  return key;
}
