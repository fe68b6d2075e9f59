/**
 * Sends events from files again, as a baseline or as a replay, which their `replay-name` says. An event that no source could read is
 * reported here, with its place in the file, and not sent: it would raise the alarm of a dead-letter queue.
 */
import { type Event, parseEvent } from "@tocsin/core/event/event";
import { refusalText } from "@tocsin/core/text/parse";
import { compileRules, type Rule } from "@tocsin/sources/registry";
import { type Input, readInputs } from "../input/read.ts";
import { createProgress, type Progress } from "../output/progress.ts";
import { table } from "../output/table.ts";
import { amountOf, CommandError, exitCodes, isStyled, shownPath, styled, type Terminal } from "../output/terminal.ts";

export interface SendingAgain {
  readonly files: readonly string[];
  readonly replayName: string;
  /** Gives, for each event in order, why it was not taken; `undefined` when it was. */
  readonly deliver: (events: readonly Event[]) => Promise<readonly (string | undefined)[]>;
  /** Says what would be sent, and sends nothing. */
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** What became of it, as `--json` prints it. */
interface Outcome {
  readonly replayName: string;
  readonly dryRun: boolean;
  read: number;
  /** In a dry run, what would be. */
  sent: number;
  /** Events that no rule wants; they were not sent. */
  unmatched: number;
  /** How many were sent to each source. */
  readonly sources: Record<string, number>;
  /** What was refused or not taken, each with its place. */
  readonly failures: string[];
}

interface Prepared {
  readonly event: Event;
  readonly sources: readonly string[];
  readonly where: string;
}

const CHUNK = 100;

/** Sends what `files` hold. Gives the exit code. @throws CommandError when nothing is taken any more. */
export async function sendAgain(sending: SendingAgain, terminal: Terminal): Promise<number> {
  const { replayName, dryRun, json } = sending;
  const outcome: Outcome = { replayName, dryRun, read: 0, sent: 0, unmatched: 0, sources: {}, failures: [] };
  const progress = createProgress(terminal);
  const fail = (failure: string) => {
    outcome.failures.push(failure);
    progress.clear();
    terminal.stderr.write(`${failure}\n`);
  };
  try {
    await sendAll(sending, outcome, { terminal, progress, fail });
  } finally {
    progress.clear();
  }
  terminal.stdout.write(json ? `${JSON.stringify(outcome)}\n` : described(outcome, terminal));
  return outcome.failures.length > 0 ? exitCodes.refused : exitCodes.ok;
}

interface Reporting {
  readonly terminal: Terminal;
  readonly progress: Progress;
  readonly fail: (failure: string) => void;
}

async function sendAll(
  sending: SendingAgain,
  outcome: Outcome,
  { terminal, progress, fail }: Reporting,
): Promise<void> {
  const rules = compileRules();
  let chunk: Prepared[] = [];
  for await (const input of readInputs(sending.files, { stdin: terminal.stdin })) {
    outcome.read += 1;
    const prepared = prepare(input, rules, sending.replayName);
    if ("problem" in prepared) fail(prepared.problem);
    else if (prepared.sources.length === 0) outcome.unmatched += 1;
    else chunk.push(prepared);
    if (chunk.length === CHUNK) await flush();
    progress.show(`${outcome.read} read, ${outcome.sent} sent`);
  }
  await flush();

  async function flush(): Promise<void> {
    const prepared = chunk;
    chunk = [];
    const problems = sending.dryRun ? [] : await sending.deliver(prepared.map(({ event }) => event));
    giveUpIfNoneIsTaken(problems, outcome);
    for (const [i, { sources, where }] of prepared.entries()) {
      if (problems[i] === undefined) count(sources, outcome);
      else fail(`${where}: ${problems[i]}`);
    }
  }
}

function prepare(input: Input, rules: readonly Rule[], replayName: string): Prepared | { readonly problem: string } {
  const where = [shownPath(input.file), input.place].filter(Boolean).join(": ");
  if (!input.ok) return { problem: `${where}: ${input.problem}` };
  const parsed = parseEvent(input.value);
  if (!parsed.ok) return { problem: `${where}: ${refusalText(parsed.refusal)}` };
  const event = { ...parsed.value, "replay-name": replayName };
  const wanting = rules.filter(({ matches }) => matches(event));
  for (const { source } of wanting) {
    const reading = source.read(event, "unknown");
    if (reading.outcome === "refused") return { problem: `${where}: ${refusalText(reading.refusal)}` };
  }
  return { event, sources: wanting.map(({ source }) => source.name), where };
}

/** When nothing is taken, one message about the common cause is better than a line for each of a million events. */
function giveUpIfNoneIsTaken(problems: readonly (string | undefined)[], { sent }: Outcome): void {
  const [first] = problems;
  if (first === undefined || problems.length < 2 || problems.includes(undefined)) return;
  throw new CommandError(
    `${first}; ${amountOf(sent, "event")} sent before. Run it again: what is sent twice changes nothing`,
  );
}

function count(sources: readonly string[], outcome: Outcome): void {
  outcome.sent += 1;
  for (const name of sources) outcome.sources[name] = (outcome.sources[name] ?? 0) + 1;
}

function described(outcome: Outcome, terminal: Terminal): string {
  const { replayName, dryRun, read, sent, unmatched, sources, failures } = outcome;
  const rows = Object.entries(sources).sort(([a], [b]) => a.localeCompare(b));
  const columns = [
    { heading: "SOURCE", of: ([name]: readonly [string, number]) => name },
    { heading: dryRun ? "WOULD BE SENT" : "SENT", of: ([, number]: readonly [string, number]) => String(number) },
  ];
  const rest = [
    ...(unmatched > 0 ? [`${unmatched} that no rule wants`] : []),
    ...(failures.length > 0 ? [`${failures.length} refused`] : []),
  ].join(", ");
  const done = `${dryRun ? "would be sent" : "sent"} as ${replayName}${dryRun ? " (dry run)" : ""}`;
  const isOn = isStyled(terminal.stdout, terminal.environment);
  return (
    (rows.length > 0 ? table(rows, columns, terminal) : "") +
    `${styled("bold", `${sent} of ${amountOf(read, "event")} ${done}`, isOn)}${rest ? `; ${rest}` : ""}.\n`
  );
}
