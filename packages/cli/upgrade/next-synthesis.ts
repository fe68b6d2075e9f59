/** What this version would deploy: the synthesis, in a process of its own. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse, refusalText } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { releaseSchema, type Stack } from "./stack-resource.ts";

/** What `npm run synth` runs. */
const SCRIPT = "test/synth/main.ts";

const synthesisSchema = v.object({
  release: releaseSchema,
  resources: v.array(
    v.object({
      place: v.string(),
      type: v.pipe(
        v.string(),
        v.transform((type) => type.replace(/^aws:/, "")),
      ),
      name: v.string(),
      inputs: v.record(v.string(), v.unknown()),
      isKept: v.boolean(),
    }),
  ),
});

/** @param root of the repository. @param config the file, by its whole path. @throws Error with what the synthesis says. */
export async function synthesizeNext(root: string, stage: string, config: string): Promise<Stack> {
  const directory = await mkdtemp(join(tmpdir(), "tocsin-upgrade-"));
  try {
    const file = join(directory, "synthesis.json");
    const args = [join(root, SCRIPT), "--stage", stage, "--json", file];
    const env = { ...process.env, TOCSIN_CONFIG: config };
    await promisify(execFile)(process.execPath, args, { cwd: root, env, maxBuffer: LARGEST_BYTES }).catch(
      (error: unknown) => {
        throw new Error(`the synthesis failed: ${lastLine(error)}`, { cause: error });
      },
    );
    return parseSynthesis(JSON.parse(await readFile(file, "utf8")));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const LARGEST_BYTES = 64 * 1024 * 1024;

/** @throws Error naming the field that is not of a synthesis. */
export function parseSynthesis(value: unknown): Stack {
  const parsed = parse(synthesisSchema, value);
  if (!parsed.ok) throw new Error(`the synthesis cannot be read: ${refusalText(parsed.refusal)}`);
  const { resources, release } = parsed.value;
  return { release, resources: resources.filter(({ type }) => !type.startsWith("random:")) };
}

function lastLine(error: unknown): string {
  const stderr =
    typeof error === "object" && error !== null && "stderr" in error ? String(error.stderr) : String(error);
  return stderr.trim().split("\n").at(-1) ?? "";
}
