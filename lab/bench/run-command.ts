/** What an event costs `tocsin run`: processor time against `tocsin explain`, bytes on disk, and memory. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { instantOfEpoch } from "@tocsin/core/event/instant";
import { findingText } from "./finding.ts";
import { type Figure, median } from "./measure.ts";
import { residentBytes } from "./process-tree.ts";
import { TIMES, timesOf } from "./processor-time.ts";

const tocsin = fileURLToPath(new URL("../../packages/cli/tocsin.mjs", import.meta.url));
const FINDINGS = 5000;
/** So many suffice to compare how far they are apart. */
const FEWER = 1000;
const ROUNDS = 3;
const DENSE_MILLISECONDS = 100;
const SPARSE_MILLISECONDS = 120_000;
const SAMPLE_MILLISECONDS = 100;

export async function runCommand(): Promise<readonly Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), "tocsin-bench-"));
  try {
    const files = {
      many: findingsFile(FINDINGS, DENSE_MILLISECONDS, join(directory, "many.jsonl")),
      dense: findingsFile(FEWER, DENSE_MILLISECONDS, join(directory, "dense.jsonl")),
      sparse: findingsFile(FEWER, SPARSE_MILLISECONDS, join(directory, "sparse.jsonl")),
    };
    // The first start fills the compile cache.
    await measured(["explain", files.dense]);
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await oneRound(files, join(directory, "data")));
    return figuresOf(rounds);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Usage {
  readonly milliseconds: number;
  readonly peakMegabytes: number;
}

interface Round {
  readonly explained: Usage;
  readonly many: Run;
  readonly dense: Run;
  readonly sparse: Run;
}

interface Run extends Usage {
  /** Of the data directory, when it has ended. */
  readonly bytes: number;
}

async function oneRound(files: Readonly<Record<"many" | "dense" | "sparse", string>>, dataDir: string): Promise<Round> {
  return {
    explained: await measured(["explain", files.many]),
    many: await measuredRun(files.many, dataDir),
    dense: await measuredRun(files.dense, dataDir),
    sparse: await measuredRun(files.sparse, dataDir),
  };
}

async function measuredRun(file: string, dataDir: string): Promise<Run> {
  const usage = await measured(["run", file, "--data-dir", dataDir]);
  const bytes = sizeOf(dataDir);
  rmSync(dataDir, { recursive: true });
  return { ...usage, bytes };
}

function figuresOf(rounds: readonly Round[]): readonly Figure[] {
  const each = (figure: (round: Round) => number) => median(rounds.map(figure));
  const explained = each((round) => round.explained.milliseconds) / FINDINGS;
  const many = each((round) => round.many.milliseconds) / FINDINGS;
  const dense = each((round) => round.dense.milliseconds) / FEWER;
  const sparse = each((round) => round.sparse.milliseconds) / FEWER;
  const kilobytes = each((round) => round.many.bytes) / 1024 / FINDINGS;
  const megabytes = each((round) => round.many.peakMegabytes);
  const findings = `${FINDINGS} GuardDuty findings`;
  return [
    {
      name: `processor time an event of \`tocsin run\`, ${findings} a tenth of a second apart, DynamoDB's process included`,
      value: `${(many / explained).toFixed(1)} ×`,
      limit: "≤ 15 × `tocsin explain` of the same",
      ok: many <= 15 * explained,
      note: `${many.toFixed(2)} ms against ${explained.toFixed(2)} ms, both with their start; medians of ${ROUNDS} rounds`,
    },
    {
      name: `the same, ${FEWER} findings two minutes apart`,
      value: `${(sparse / dense).toFixed(1)} ×`,
      limit: "≤ 1.3 × a tenth of a second apart",
      ok: sparse <= 1.3 * dense,
      note: `${sparse.toFixed(2)} ms against ${dense.toFixed(2)} ms`,
    },
    {
      name: `what \`tocsin run\` keeps of an event, of ${findings}`,
      value: `${kilobytes.toFixed(1)} KB`,
      limit: "≤ 16 KB",
      ok: kilobytes <= 16,
      note: "the whole data directory; 1 KB = 1024 bytes",
    },
    {
      name: `most memory of \`tocsin run\`, ${findings}`,
      value: `${megabytes.toFixed(0)} MB`,
      limit: "≤ 300 MB",
      ok: megabytes <= 300,
      note: "resident, of the command and DynamoDB's process together",
    },
  ];
}

/** Writes so many findings to a file, one a line, so far apart from each other. */
function findingsFile(count: number, milliseconds: number, file: string): string {
  const start = Date.parse("2026-11-16T00:00:00Z");
  const lines = Array.from({ length: count }, (_, n) => {
    const event = JSON.parse(findingText(n));
    const time = instantOfEpoch(start + n * milliseconds);
    return JSON.stringify({ ...event, time, detail: { ...event.detail, updatedAt: time } });
  });
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

function sizeOf(directory: string): number {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

/** What the command takes, with the processes that it starts. */
async function measured(args: readonly string[]): Promise<Usage> {
  const child = spawn("sh", ["-c", `"$0" "$@" >/dev/null || exit 1; ${TIMES}`, process.execPath, tocsin, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => {
    printed += chunk;
  });
  const closed = once(child, "close");
  let isClosed = false;
  void closed.then(() => {
    isClosed = true;
  });
  let peakBytes = 0;
  while (!isClosed) {
    peakBytes = Math.max(peakBytes, residentBytes(child.pid ?? 0));
    await Promise.race([setTimeout(SAMPLE_MILLISECONDS), closed]);
  }
  return { milliseconds: timesOf(printed), peakMegabytes: peakBytes / 2 ** 20 };
}
