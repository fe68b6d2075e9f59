/** A scenario of 45 days: how long `tocsin scenario test` takes, against one in which a single event concerns nobody. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findingText } from "./finding.ts";
import { type Figure, median } from "./measure.ts";
import { TIMES, timesOf } from "./processor-time.ts";

const tocsin = fileURLToPath(new URL("../../packages/cli/tocsin.mjs", import.meta.url));
const fortyFiveDays = fileURLToPath(new URL("../../test/scenarios/certificate-last-45-days.yaml", import.meta.url));
const ROUNDS = 5;
const LIMIT_SECONDS = 2;

export function scenario(): readonly Figure[] {
  const directory = mkdtempSync(join(tmpdir(), "tocsin-bench-"));
  try {
    const oneEvent = join(directory, "one-event.yaml");
    writeFileSync(oneEvent, scenarioOf(findingText(0)));
    // The first start fills the compile cache.
    takenBy(oneEvent);
    const rounds = Array.from({ length: ROUNDS }, () => [takenBy(fortyFiveDays), takenBy(oneEvent)] as const);
    const long = median(rounds.map(([{ seconds }]) => seconds));
    const short = median(rounds.map(([, { seconds }]) => seconds));
    const processor = median(rounds.map(([{ processorSeconds }]) => processorSeconds));
    return [
      {
        name: "`tocsin scenario test` of a certificate's last 45 days, from its start to its end",
        value: `${long.toFixed(2)} s`,
        limit: `≤ ${LIMIT_SECONDS} s`,
        ok: long <= LIMIT_SECONDS,
        note: `${processor.toFixed(2)} s of processor time, DynamoDB's process included; ${short.toFixed(2)} s of one event that concerns nobody; medians of ${ROUNDS} rounds`,
      },
    ];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function scenarioOf(event: string): string {
  const { time, ...given } = JSON.parse(event);
  return JSON.stringify({ start: time, steps: [{ at: "+1s", event: given }], until: "+1h", expect: [] });
}

interface Taken {
  readonly seconds: number;
  /** In user and in system mode, of the command and the processes that it starts. */
  readonly processorSeconds: number;
}

function takenBy(file: string): Taken {
  const script = `"$0" "$@" >/dev/null || exit 1; ${TIMES}`;
  const args = ["-c", script, process.execPath, tocsin, "scenario", "test", file];
  const begun = performance.now();
  const printed = execFileSync("sh", args, { encoding: "utf8" });
  return { seconds: (performance.now() - begun) / 1000, processorSeconds: timesOf(printed) / 1000 };
}
