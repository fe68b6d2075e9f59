/** A synthesis in a process of its own: SST keeps its state in modules, and takes a stage once. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { compileCache } from "./once.ts";
import { exampleConfig, root } from "./platform.ts";
import type { Synthesis } from "./synthesize.ts";

/** Of the example, or of another configuration, given by its file. @throws Error with what the process wrote, which names what is wrong in the configuration or in `infra/`. */
export async function synthesizeApart(stage: string, config = exampleConfig): Promise<Synthesis> {
  const directory = await mkdtemp(join(tmpdir(), "tocsin-synth-"));
  try {
    const file = join(directory, "synthesis.json");
    const script = join(import.meta.dirname, "synthesize.ts");
    // Of each of its thousands of promises Pulumi notes where it was made, which takes a tenth of the time.
    const args = ["--stack-trace-limit=1", script, "--stage", stage, "--json", file];
    const env = { ...process.env, ...compileCache(), TOCSIN_CONFIG: config };
    await promisify(execFile)(process.execPath, args, { cwd: root, env }).catch((error) => {
      throw new Error(gistOf(String(error?.stderr ?? error)), { cause: error });
    });
    return JSON.parse(await readFile(file, "utf8"));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The line that says what is wrong, of a text that is otherwise where in whose code it was noticed. */
function gistOf(stderr: string): string {
  return /^(?:\w*Error): (.+)$/m.exec(stderr)?.[1] ?? stderr.trim();
}
