/** `tocsin trial`: what a policy makes of somebody's own events, with nothing deployed and nothing sent. */

import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import { defaultPolicy, writtenPolicy } from "@tocsin/core/policy/parse-policy";
import { directoryAskedBy } from "@tocsin/core/policy/warnings/asks-directory";
import type { Json } from "@tocsin/core/text/json";
import { rerun, type Span } from "@tocsin/rerun/rerun";
import { withSpillDirectory } from "@tocsin/rerun/spill-file";
import { trialReport } from "@tocsin/rerun/trial-report";
import { directoryFrom } from "../directory-file.ts";
import { createProgress } from "../output/progress.ts";
import { amountOf, CommandError, exitCodes, shownPath, type Terminal } from "../output/terminal.ts";
import { readPolicyFile } from "../policy-file.ts";
import { asMarkdown, onTerminal } from "../rerun/blocks.ts";
import { type EventsInput, eventsInput } from "../rerun/events-input.ts";
import { keepLittleGarbage } from "../rerun/garbage.ts";
import { jsonPieces } from "../rerun/json-pieces.ts";
import { trialBlocks } from "../rerun/trial-blocks.ts";
import { namesRecounted } from "./policy/plan.ts";

interface TrialOptions {
  readonly policy?: string;
  readonly directory?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly markdown?: boolean;
}

/** Fewer leave little garbage. */
const MANY_EVENTS = 1000;

/** What waits for the next morning has come by then, also after a week-end. */
const AFTERWARDS_MILLISECONDS = 3 * MILLISECONDS_PER_DAY;

export async function tryPolicy(files: readonly string[], options: TrialOptions, terminal: Terminal): Promise<number> {
  const { policy, written } = await givenPolicy(options.policy, terminal);
  const directory = await directoryFrom(options.directory);
  if (options.directory === undefined) sayWhatIsMissed(written, terminal);
  const progress = createProgress(terminal);
  return withSpillDirectory(async (spill) => {
    const input = await eventsInput(files, {
      spill,
      stdin: terminal.stdin,
      onProblem: (problem) => terminal.stderr.write(`${problem}\n`),
      onRead: (events) => {
        if (events === MANY_EVENTS) keepLittleGarbage();
        progress.show(`${amountOf(events, "event")} read …`);
      },
    });
    const span = spanOf(input);
    const told: object[] = [];
    const [result] = await rerun(input.pasts, {
      policies: [policy],
      isFoldedOnce: true,
      isRecountMatched: namesRecounted([written]),
      circumstances: { directory, silences: [] },
      span,
      onDecided: (part) => progress.show(`${Math.floor(part * 100)} % decided …`),
      onNotified: options.out === undefined ? undefined : (notified) => told.push(notified),
    });
    progress.clear();
    if (result === undefined) throw new RangeError("the policy has no result");
    const report = { ...trialReport(result, policy, span), read: input.read };
    const blocks = trialBlocks(report);
    if (options.out !== undefined) await writeAll(options.out, { report, told, markdown: asMarkdown(blocks) });
    if (options.json) for (const piece of jsonPieces(report)) terminal.stdout.write(piece);
    else terminal.stdout.write(options.markdown ? asMarkdown(blocks) : onTerminal(blocks, terminal));
    return input.read.refused > 0 ? exitCodes.refused : exitCodes.ok;
  }).finally(() => progress.clear());
}

async function givenPolicy(file: string | undefined, { stderr }: Terminal) {
  return file === undefined ? { policy: defaultPolicy, written: undefined } : readPolicyFile(file, stderr);
}

/** A trial is as good as what is known of the accounts: routes of teams would take nothing, and nobody would see why. */
function sayWhatIsMissed(written: Json | undefined, { stderr }: Terminal): void {
  const policy = writtenPolicy(written);
  const asked = policy.ok ? directoryAskedBy(policy.value) : undefined;
  if (asked === undefined) return;
  const others = asked.others > 0 ? ` (and ${amountOf(asked.others, "other rule")})` : "";
  stderr.write(
    `${asked.path} asks for "${asked.field}"${others}: without --directory FILE the owner and the purpose of each account are unknown.\n`,
  );
}

/** @throws CommandError where nothing was observed. */
function spanOf({ read: { first, last, events, refused } }: EventsInput): Span {
  if (first !== undefined && last !== undefined) return { from: first, until: shift(last, AFTERWARDS_MILLISECONDS) };
  if (events > 0 && refused === events) throw new CommandError("none of the input can be read", exitCodes.refused);
  const read = events === 0 ? "There is no event in it" : `Of ${amountOf(events, "event")} none reports a condition`;
  throw new CommandError(`${read}: \`tocsin explain FILE\` says what each means`, exitCodes.refused);
}

interface Written {
  readonly report: object;
  readonly told: readonly object[];
  readonly markdown: string;
}

/** @throws CommandError when the folder cannot be written. */
async function writeAll(folder: string, { report, told, markdown }: Written): Promise<void> {
  try {
    // Without the directories above it: below /proc Node would try for ever to make them.
    if (!existsSync(folder)) await mkdir(folder);
    await writeFile(join(folder, "report.json"), `${JSON.stringify(report, undefined, 2)}\n`);
    await writeFile(join(folder, "report.md"), markdown);
    await writeFile(join(folder, "notifications.jsonl"), told.map((one) => `${JSON.stringify(one)}\n`).join(""));
  } catch (error) {
    throw new CommandError(
      `${shownPath(folder)} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
