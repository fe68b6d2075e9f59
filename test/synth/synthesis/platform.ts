/**
 * SST's components, as TypeScript source under `.sst/platform`: the `sst` binary holds them and `sst install` unpacks them.
 * What they import is pinned by our own package-lock.json, so the `npm install` that `sst install` runs as well, of some
 * 300 MB and locked by nothing, is left out.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

export const root = join(import.meta.dirname, "../../..");
export const platformDirectory = join(root, ".sst/platform");
/** Written last, so where it is, the rest is. */
export const providerLock = join(root, ".sst/provider-lock.json");
/** What synthesis deploys to: an invented organization. */
export const exampleConfig = join(root, "tocsin.config.example.json");

/** Unpacks the components unless those of the installed version are there. @throws Error with what `sst` said. */
export async function ensurePlatform(): Promise<void> {
  if (await isCurrent()) return;
  await rm(join(root, ".sst"), { recursive: true, force: true });
  const shims = await mkdtemp(join(tmpdir(), "tocsin-sst-"));
  try {
    await writeFile(join(shims, "npm"), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
    await promisify(execFile)(join(root, "node_modules/.bin/sst"), ["install"], {
      cwd: root,
      env: { ...process.env, ...sstEnvironment, PATH: [shims, binaries, process.env.PATH].join(delimiter) },
    });
  } finally {
    await rm(shims, { recursive: true, force: true });
  }
  if (!(await isCurrent())) throw new Error("sst install did not write its components to .sst/platform");
}

/** `sst` evaluates `sst.config.ts` with the first Node of the path. */
const binaries = join(root, "node_modules/.bin");

const sstEnvironment = {
  SST_STAGE: "synthesis",
  SST_TELEMETRY_DISABLED: "1",
  // It would fetch Pulumi and Bun from GitHub, of which nothing here has need.
  SST_SKIP_DEPENDENCY_CHECK: "1",
  SST_NO_BUN: "1",
  TOCSIN_CONFIG: exampleConfig,
};

async function isCurrent(): Promise<boolean> {
  // What `sst deploy` installs there has other versions than ours, and the infrastructure's types do not go with them.
  if (!existsSync(providerLock) || existsSync(join(platformDirectory, "node_modules"))) return false;
  const [unpacked, installed] = await Promise.all([
    readFile(join(platformDirectory, "version"), "utf8"),
    readFile(join(root, "node_modules/sst/package.json"), "utf8"),
  ]);
  return unpacked.trim() === JSON.parse(installed).version;
}

if (import.meta.main) await ensurePlatform();
