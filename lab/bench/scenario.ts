/** A scenario of 45 days: processor time of `tocsin scenario test`, against one in which a single event concerns nobody. */
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
    secondsOf(oneEvent);
    const rounds = Array.from({ length: ROUNDS }, () => [secondsOf(fortyFiveDays), secondsOf(oneEvent)] as const);
    const [long, short] = [median(rounds.map(([a]) => a)), median(rounds.map(([, b]) => b))];
    return [
      {
        name: "processor time of `tocsin scenario test` of a certificate's last 45 days, DynamoDB's process included",
        value: `${long.toFixed(2)} s`,
        limit: `≤ ${LIMIT_SECONDS} s`,
        ok: long <= LIMIT_SECONDS,
        note: `${short.toFixed(2)} s of one event that concerns nobody; both with their start; medians of ${ROUNDS} rounds`,
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

/** In user and in system mode, of the command and the processes that it starts. */
function secondsOf(file: string): number {
  const script = `"$0" "$@" >/dev/null || exit 1; ${TIMES}`;
  const args = ["-c", script, process.execPath, tocsin, "scenario", "test", file];
  return timesOf(execFileSync("sh", args, { encoding: "utf8" })) / 1000;
}
