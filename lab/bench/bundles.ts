/** The size of the deployed bundles and what loading one costs, against a bundle of the DynamoDB client alone. */
import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { bundleSettings } from "@tocsin/lambda/deployment/settings";
import { build } from "esbuild";
import { functionBuild } from "../../test/synth/synthesis/function-build.ts";
import type { Figure } from "./measure.ts";

const root = new URL("../..", import.meta.url).pathname;
/** The source with the most code; docs/adr/0068. */
const LIMIT_KB = 440;
/** A channel has the code of its own kind alone. */
const DELIVER_LIMIT_KB = 400;
/** `oncall` also knows what a destination is told, and when. */
const ONCALL_LIMIT_KB = 500;
const LIMIT_RATIO = 0.7;
const DELIVER_LIMIT_RATIO = 1;
const ROUNDS = 41;

const sdkAlone = `import { DynamoDBClient } from "@aws-sdk/client-dynamodb"; export const client = new DynamoDBClient();`;

export async function bundles(): Promise<readonly Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), "tocsin-bundles-"));
  try {
    const baseline = await bundleAsByDefault(directory);
    const ingest = await bundled(/^ingest-.*\.ts$/, directory);
    const [largest] = ingest;
    const deliver = await bundled(/^deliver-.*\.ts$/, directory);
    const [largestDeliver] = deliver;
    const [oncall] = await bundled(/^oncall\.ts$/, directory);
    if (largest === undefined || largestDeliver === undefined || oncall === undefined)
      throw new Error("no bundle was built");
    const alone = `1 KB = 1024 bytes; @aws-sdk/client-dynamodb alone is ${kilobytes(await sizeOf(baseline))}`;
    return [
      {
        ...sizeFigure(largest, LIMIT_KB),
        name: `largest of ${ingest.length} ingest-* bundles, minified`,
        note: `${nameOf(largest.file)}; ${alone}`,
      },
      {
        ...sizeFigure(largestDeliver, DELIVER_LIMIT_KB),
        name: `largest of ${deliver.length} deliver-* bundles, minified`,
        note: nameOf(largestDeliver.file),
      },
      { ...sizeFigure(oncall, ONCALL_LIMIT_KB), name: "the bundle of oncall, minified", note: alone },
      loading(largest.file, baseline, LIMIT_RATIO),
      loading(largestDeliver.file, baseline, DELIVER_LIMIT_RATIO),
    ];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The client alone, built as SST builds a function by default, but minified. */
async function bundleAsByDefault(directory: string): Promise<string> {
  const entry = join(directory, "baseline.ts");
  const outfile = join(directory, "baseline.mjs");
  await writeFile(entry, sdkAlone);
  const { outExtension: _, ...options } = await functionBuild({ minify: true });
  await build({ ...options, nodePaths: [join(root, "node_modules")], entryPoints: [entry], outfile });
  return outfile;
}

interface Bundle {
  readonly file: string;
  readonly bytes: number;
}

/** Those functions whose file's name matches, the largest first. */
async function bundled(named: RegExp, directory: string): Promise<readonly Bundle[]> {
  const files = (await readdir(join(root, "functions"))).filter((file) => named.test(file));
  const outdir = join(directory, "functions");
  const entryPoints = files.map((file) => join(root, "functions", file));
  await build({ ...(await functionBuild(bundleSettings)), entryPoints, outdir });
  const built = files.map((file) => join(outdir, file.replace(/\.ts$/, ".mjs")));
  const bundles = await Promise.all(built.map(async (file) => ({ file, bytes: await sizeOf(file) })));
  return bundles.sort((a, b) => b.bytes - a.bytes);
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file)).size;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(0)} KB`;
}

function sizeFigure({ bytes }: Bundle, limitKilobytes: number) {
  return { value: kilobytes(bytes), limit: `≤ ${limitKilobytes} KB`, ok: bytes / 1024 <= limitKilobytes };
}

/** The least of many rounds, interleaved: a process that starts is disturbed easily, and only ever slowed down by it. */
function loading(bundle: string, baseline: string, limitRatio: number): Figure {
  const rounds = Array.from({ length: ROUNDS }, () => [loadMilliseconds(bundle), loadMilliseconds(baseline)] as const);
  const ours = Math.min(...rounds.map(([milliseconds]) => milliseconds));
  const theirs = Math.min(...rounds.map(([, milliseconds]) => milliseconds));
  const ratio = ours / theirs;
  return {
    name: `module init of ${nameOf(bundle)}, least of ${ROUNDS} fresh processes`,
    value: `${ratio.toFixed(2)} ×`,
    limit: `≤ ${limitRatio} × @aws-sdk/client-dynamodb alone, built as SST does by default`,
    ok: ratio <= limitRatio,
    note: `${ours.toFixed(0)} ms against ${theirs.toFixed(0)} ms`,
  };
}

function loadMilliseconds(file: string): number {
  const script = `const t = performance.now(); await import(${JSON.stringify(file)}); process.stdout.write(String(performance.now() - t)); process.exit()`;
  const env = {
    ...process.env,
    AWS_REGION: "eu-central-1",
    TOCSIN_ADMINISTRATORS: "{}",
    TOCSIN_ALERTS_TABLE: "t",
    TOCSIN_DEAD_LETTER_QUEUE_URL: "http://127.0.0.1",
    TOCSIN_CHAT_TOPIC_ARN: "t",
    TOCSIN_READABLE_TOPIC_ARN: "t",
    TOCSIN_SECRETS_PATH: "s",
    TOCSIN_STAGE: "s",
  };
  return Number(execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8", env }));
}

const nameOf = (file: string): string => basename(file, ".mjs");
