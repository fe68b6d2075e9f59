/** The size of the deployed bundles and what loading one costs, against a bundle of the DynamoDB client alone. */
import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleSettings } from "@tocsin/lambda/deployment/settings";
import { type BuildOptions, build } from "esbuild";
import { type Figure, median } from "./measure.ts";

/** As SST builds a function by default, apart from `minify`. */
const sstDefaults: BuildOptions = {
  bundle: true,
  platform: "node",
  format: "esm",
  target: "es2024",
  mainFields: ["module", "main"],
  keepNames: true,
  minify: true,
  outExtension: { ".js": ".mjs" },
  banner: {
    js: "import { createRequire as topLevelCreateRequire } from 'module'; const require = topLevelCreateRequire(import.meta.url);",
  },
};

const root = new URL("../..", import.meta.url).pathname;
const LIMIT_KB = 450;
const ROUNDS = 21;

export async function bundles(): Promise<readonly Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), "tocsin-bundles-"));
  try {
    const ingest = (await readdir(join(root, "functions"))).filter((file) => /^ingest-.*\.ts$/.test(file));
    const sdkAlone =
      'import { DynamoDBClient } from "@aws-sdk/client-dynamodb"; export const client = new DynamoDBClient();';
    const [baseline, sameOptions] = [join(directory, "baseline.ts"), join(directory, "same-options.ts")];
    await writeFile(baseline, sdkAlone);
    await writeFile(sameOptions, sdkAlone);
    const where = {
      absWorkingDir: root,
      nodePaths: [join(root, "node_modules")],
      outdir: join(directory, "out"),
      outbase: "/",
    };
    const entryPoints = ingest.map((file) => join(root, "functions", file));
    await build({ ...sstDefaults, minify: true, ...where, entryPoints: [baseline] });
    await build({ ...sstDefaults, ...bundleSettings, ...where, entryPoints: [sameOptions, ...entryPoints] });
    const files = await bundlesIn(join(directory, "out"));
    const base = only(files, "baseline.mjs");
    const same = only(files, "same-options.mjs");
    const functions = files.filter((file) => file !== base && file !== same);
    const sizes = await Promise.all(functions.map(async (file) => ({ file, bytes: (await stat(file)).size })));
    const largest = sizes.toSorted((a, b) => b.bytes - a.bytes)[0];
    if (largest === undefined) throw new Error("no bundle was built");
    const kb = largest.bytes / 1024;
    return [
      {
        name: `largest of ${functions.length} ingest-* bundles, minified`,
        value: `${kb.toFixed(0)} KB`,
        limit: `≤ ${LIMIT_KB} KB`,
        ok: kb <= LIMIT_KB,
        note: `${nameOf(largest.file)}; 1 KB = 1024 bytes; @aws-sdk/client-dynamodb alone is ${((await stat(base)).size / 1024).toFixed(0)} KB`,
      },
      loading(largest.file, base, same),
    ];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function loading(bundle: string, baseline: string, sameOptions: string): Figure {
  const taken = new Map([bundle, baseline, sameOptions].map((file) => [file, [] as number[]]));
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [file, values] of taken) values.push(loadMilliseconds(file));
  const ours = median(taken.get(bundle) ?? []);
  const theirs = median(taken.get(baseline) ?? []);
  const same = median(taken.get(sameOptions) ?? []);
  return {
    name: `module init of ${nameOf(bundle)}, median of ${ROUNDS} fresh processes`,
    value: `${(ours / theirs).toFixed(2)} ×`,
    limit: "≤ 1.10 × @aws-sdk/client-dynamodb alone, built as SST does by default",
    ok: ours / theirs <= 1.1,
    note: `${ours.toFixed(0)} ms against ${theirs.toFixed(0)} ms; ${(ours / same).toFixed(2)} × where both drop the names of functions`,
  };
}

function loadMilliseconds(file: string): number {
  const script = `const t = performance.now(); await import(${JSON.stringify(file)}); process.stdout.write(String(performance.now() - t)); process.exit()`;
  const env = {
    ...process.env,
    AWS_REGION: "eu-central-1",
    TOCSIN_ALERTS_TABLE: "t",
    TOCSIN_DEAD_LETTER_QUEUE_URL: "http://127.0.0.1",
  };
  return Number(execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8", env }));
}

async function bundlesIn(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true });
  return entries.filter((entry) => entry.endsWith(".mjs")).map((entry) => join(directory, entry));
}

function only(files: readonly string[], name: string): string {
  const found = files.find((file) => file.endsWith(name));
  if (found === undefined) throw new Error(`${name} was not built`);
  return found;
}

function nameOf(file: string): string {
  return file.replace(/.*\//, "").replace(/\.mjs$/, "");
}
