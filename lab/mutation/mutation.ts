/**
 * Mutation testing. Stryker changes the code a little, in one place at a time, and runs the tests that reach the place. A mutant that no
 * test notices points at an assertion that is missing, or at code that decides nothing.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { readPart, writePart } from "../reliability-page.ts";
import { copyProject, projectFiles } from "./project-copy.ts";
import { type Mutant, type ScoredFile, scoreOf, scoresIn, scoreTable } from "./score.ts";

const script = fileURLToPath(new URL("stryker.ts", import.meta.url));
/** The part of docs/reliability.md that holds the scores. */
const PART = "scores";
const INTERRUPTED = 130;

/**
 * Scores the files of core, oncall, sources, channels and lambda below `paths`, all of them where no path is given, one after the other. With `isRecorded` each row
 * stands in docs/reliability.md as soon as it is known. Gives the exit code: 1 when a file could not be scored.
 */
export async function mutation(paths: readonly string[], isRecorded: boolean): Promise<number> {
  const mutated = (await projectFiles()).filter(isMutated);
  const unknown = paths.filter((path) => !mutated.some((file) => isBelow(file, path)));
  if (unknown.length > 0) {
    process.stderr.write(
      `${unknown.join(", ")}: name files or folders of packages/core, oncall, sources, channels or lambda\n`,
    );
    return 2;
  }
  const chosen = paths.length === 0 ? mutated : mutated.filter((file) => paths.some((path) => isBelow(file, path)));
  const stop = stopSignal();
  const scored: ScoredFile[] = [];
  const failed = await eachFile(chosen, stop, (file, mutants) => {
    if (mutants.length > 0) scored.push({ file, ...scoreOf(mutants), on: new Date().toISOString().slice(0, 10) });
    if (isRecorded) record(scored, mutated);
  });
  process.stdout.write(`${scoreTable(scored).join("\n")}\n`);
  for (const file of failed) process.stdout.write(`${file} could not be scored: Stryker says why above\n`);
  if (stop.aborted) return INTERRUPTED;
  return failed.length > 0 ? 1 : 0;
}

/** Hands the mutants of each file to `report`. Gives the files that Stryker failed on: mostly a test of them fails without any mutant. */
async function eachFile(
  files: readonly string[],
  stop: AbortSignal,
  report: (file: string, mutants: readonly Mutant[]) => void,
): Promise<readonly string[]> {
  const failed: string[] = [];
  const copy = await copyProject();
  try {
    for (const [i, file] of files.entries()) {
      if (stop.aborted) break;
      process.stderr.write(`${file} (${i + 1} of ${files.length})\n`);
      const mutants = await mutantsOf(file, copy.directory, stop);
      if (mutants) report(file, mutants);
      else if (!stop.aborted) failed.push(file);
    }
  } finally {
    await copy.remove();
  }
  return failed;
}

/** Tests, and data that only tests use, are no code of the product. */
function isMutated(file: string): boolean {
  return (
    /^packages\/(?:core|oncall|sources|channels|lambda)\/.*\.ts$/.test(file) &&
    !/\.test\.ts$|\/samples\.ts$|\/testing\//.test(file)
  );
}

function isBelow(file: string, path: string): boolean {
  const plain = path.replace(/^\.\/|\/+$/g, "");
  return file === plain || file.startsWith(`${plain}/`);
}

/** The results of the mutants of `file`; missing if Stryker failed or was stopped. */
async function mutantsOf(file: string, directory: string, stop: AbortSignal): Promise<readonly Mutant[] | undefined> {
  // The child has its own process group, so that Ctrl-C reaches only this process, which then ends the whole group at once.
  const child = fork(script, [file], { cwd: directory, detached: true, stdio: ["ignore", 2, 2, "ipc"] });
  const received: (readonly Mutant[])[] = [];
  child.on("message", (message: readonly Mutant[]) => received.push(message));
  const kill = () => child.pid !== undefined && process.kill(-child.pid, "SIGKILL");
  stop.addEventListener("abort", kill);
  await once(child, "exit");
  stop.removeEventListener("abort", kill);
  return received[0];
}

/** Aborts at Ctrl-C, and when the process is to end otherwise. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

/** Puts the rows in the place of those that the same files had. Rows of files that are gone go too. */
function record(scored: readonly ScoredFile[], mutated: readonly string[]): void {
  const rows = new Map([...scoresIn(readPart(PART)), ...scored].map((row) => [row.file, row]));
  writePart(PART, scoreTable([...rows.values()].filter(({ file }) => mutated.includes(file))));
}
