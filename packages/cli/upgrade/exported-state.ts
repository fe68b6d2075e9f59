/** What SST keeps of a stage, as SST itself prints it. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

/**
 * `sst state export`. It only reads, so SST is kept from fetching what it deploys with: Pulumi and Bun by its switches, and the packages of its
 * components by an `npm` that does nothing. @param root of the repository. @param config the file, by its whole path. @throws Error with what SST says.
 */
export async function exportedState(root: string, stage: string, config: string): Promise<string> {
  const shims = await mkdtemp(join(tmpdir(), "tocsin-sst-"));
  try {
    await writeFile(join(shims, "npm"), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
    const binaries = join(root, "node_modules/.bin");
    const env = {
      ...process.env,
      ...{ SST_TELEMETRY_DISABLED: "1", SST_SKIP_DEPENDENCY_CHECK: "1", SST_NO_BUN: "1" },
      TOCSIN_CONFIG: config,
      // SST evaluates its configuration with the first Node of the path.
      PATH: [shims, binaries, process.env.PATH].join(delimiter),
    };
    const options = { cwd: root, env, maxBuffer: LARGEST_BYTES };
    return (await promisify(execFile)(join(binaries, "sst"), ["state", "export", "--stage", stage], options)).stdout;
  } catch (error) {
    const said = typeof error === "object" && error !== null && "stderr" in error ? String(error.stderr).trim() : "";
    const problem = said || (error instanceof Error ? error.message : String(error));
    throw new Error(`\`sst state export --stage ${stage}\` failed: ${problem}`, { cause: error });
  } finally {
    await rm(shims, { recursive: true, force: true });
  }
}

const LARGEST_BYTES = 256 * 1024 * 1024;
