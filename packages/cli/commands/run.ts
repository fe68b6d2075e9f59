/** `tocsin run`: the embedded stack, fed with files, a stream or the sample week. */
import { appendFileSync, existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setFlagsFromString } from "node:v8";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { parseEvent } from "@tocsin/core/event/event";
import { earlier, type Instant, instantOfEpoch, parseInstant } from "@tocsin/core/event/instant";
import { weekOf } from "@tocsin/core/event/week";
import type { Policy } from "@tocsin/core/policy/policy";
import type { JsonObject } from "@tocsin/core/text/json";
import { refusalText } from "@tocsin/core/text/parse";
import { shellWord } from "@tocsin/core/text/shell-word";
import { plain } from "@tocsin/core/text/text";
import { readReport } from "@tocsin/digest/render/read-report";
import { digestMessage } from "@tocsin/lambda/handlers/digest/digest-message";
import { secretAt } from "@tocsin/lambda/runtime/environment";
import { systemNow, systemTomorrow } from "@tocsin/lambda/runtime/system-clock";
import { isKnownTime, type VirtualClock, virtualClock } from "@tocsin/local/clock";
import { type Stack, startStack } from "@tocsin/local/stack";
import { directoryFrom } from "../directory-file.ts";
import { type Ahead, lookingAhead } from "../input/ahead.ts";
import { type Input, readInputs } from "../input/read.ts";
import { createProgress, type Progress } from "../output/progress.ts";
import { describeSummary, type Summary, summaryOf, type Tally } from "../output/summary.ts";
import { amountOf, CommandError, exitCodes, isStyled, shownPath, styled, type Terminal } from "../output/terminal.ts";
import { readPolicyFile } from "../policy-file.ts";
import { SAMPLE_POLICY, sampleDirectory } from "../sample/accounts.ts";
import { createPeople, type People } from "../sample/people.ts";
import { SAMPLE_ENDS_AT, sampleInputs } from "../sample/week.ts";
import { byEventTime, byMachineTime, type Settle } from "../stack/intake.ts";
import { createLateness } from "../stack/lateness.ts";
import { ocsfFile } from "../stack/ocsf-file.ts";
import { createReviewing } from "../stack/reviewing.ts";
import { type RunAccounts, settleAccounts } from "../stack/run-accounts.ts";
import { preparedDirectory, restorePrevious } from "../stack/run-directory.ts";
import { type RunPolicy, settlePolicy } from "../stack/run-policy.ts";
import { nowBy, readRunRecord, writeRunRecord } from "../stack/run-record.ts";
import { requireRunSecrets, warnOfRunSecrets } from "../stack/run-secrets.ts";
import { scopeOf } from "../stack/scope.ts";
import { logIn, PORT, removeServing, writeServing } from "../stack/serving.ts";
import { type TellWhatWaits, tellingWhatWaits } from "../stack/waiting.ts";

interface RunOptions {
  readonly serve?: boolean;
  readonly port?: number;
  readonly policy?: string;
  readonly directory?: string;
  readonly until?: Instant;
  readonly dataDir?: string;
  readonly dynamodbEndpoint?: string;
  readonly ocsf?: string;
  readonly json?: boolean;
}

const LONG_AGO = instantOfEpoch(0);
/** Of what a receiver says. */
const PROBLEM_LIMIT = 300;

export async function run(files: readonly string[], options: RunOptions, terminal: Terminal): Promise<number> {
  // A run keeps little of what it allocates. V8 would let the part of the heap for new objects grow to 100 MB, to no gain in speed.
  setFlagsFromString("--semi-space-growth-factor=1");
  if (options.port !== undefined && !options.serve)
    throw new CommandError("--port is the port of --serve: add --serve, or leave --port out", exitCodes.usage);
  const isSample = files.length === 0 && !options.serve;
  // Heartbeats are sent by the machine's clock alone.
  const requireSecrets = (what: string, { channels, heartbeat }: Policy) =>
    requireRunSecrets(what, { channels, heartbeat: options.serve ? heartbeat : undefined }, terminal);
  const policy = await givenPolicy(options.policy ?? (isSample ? SAMPLE_POLICY : undefined), requireSecrets, terminal);
  const accounts = await givenAccounts(options.directory, isSample);
  requireSomeFile(files);
  const directory = await preparedDirectory(options.dataDir);
  const record = await readRunRecord(directory, options.dynamodbEndpoint);
  const clock = options.serve ? undefined : virtualClock(record?.clock ?? LONG_AGO);
  const scope = scopeOf(files, options);
  const tally: Tally = { read: 0, unmatched: 0, problems: [] };
  const progress = createProgress(terminal);
  const interruption = interruptionOf(terminal);
  const inputs = lookingAhead<Input>(files.length > 0 ? readInputs(files, { stdin: terminal.stdin }) : sampleInputs());
  let people: People | undefined;
  let tellWhatWaits: TellWhatWaits = async () => {};
  const prepare = async (table: Table) => {
    const isTimed = clock === undefined || isKnownTime(clock.now()) || (policy ?? accounts) === undefined;
    const at = isTimed ? nowBy(record) : await beginningOf(inputs, interruption);
    const settled = await settlePolicy(table, policy, at, terminal.stderr);
    requireSecrets(`version ${settled.version} of the policy, which is in force in the table of this run,`, settled);
    await settleAccounts(table, accounts, at, terminal.stderr);
    tellWhatWaits = tellingWhatWaits(table, settled);
    people = isSample ? createPeople(table) : undefined;
  };
  const stack = await start({ options, prepare, directory, scope, clock, progress, terminal }).catch(
    async (error: unknown) => {
      await restorePrevious(options.dataDir);
      throw error;
    },
  );
  const { busEndpoint, dynamodbEndpoint, messagingEndpoint } = stack;
  const now = clock?.now ?? systemNow;
  try {
    await remember({ directory, scope, now, options });
    // Also without --serve: two runs at once on one directory would undo each other.
    await writeServing(directory, { pid: process.pid, busEndpoint, dynamodbEndpoint, messagingEndpoint });
    const isWhole = await ingest({
      ...{
        files,
        inputs: inputs.all,
        options,
        stack,
        people,
        tellWhatWaits,
        clock,
        tally,
        progress,
        terminal,
        interruption,
      },
    });
    if (options.serve && isWhole) await serve(stack, directory, terminal, interruption);
    const summary = await finish({
      isSample,
      stack,
      directory,
      now,
      tally,
      progress,
    });
    report(summary, options, terminal);
    if (!isWhole) return exitCodes.interrupted;
    return tally.problems.length > 0 || summary.deadLetters.length > 0 ? exitCodes.refused : exitCodes.ok;
  } finally {
    progress.clear();
    await stack.stop();
    await remember({ directory, scope, now, options });
    await removeServing(directory);
  }
}

/** So many are looked at for the first that has a time. */
const LOOKED_AT = 1000;

/** The time of the first event, from which on the policy of a run holds that has no time yet; where there is none, now. */
async function beginningOf(inputs: Ahead<Input>, interruption: Interruption): Promise<Instant> {
  const timed = inputs.first((input) => timeIn(input) !== undefined, LOOKED_AT);
  const first = await Promise.race([timed, interruption]);
  const at = first === undefined || first === "interrupted" ? undefined : timeIn(first);
  return at === undefined ? systemNow() : earlier(at, systemNow());
}

function timeIn(input: Input): Instant | undefined {
  return input.ok ? parseInstant(input.value.time) : undefined;
}

/** What is wrong with it is said before anything is started. */
async function givenPolicy(
  file: string | undefined,
  requireSecrets: (what: string, policy: Policy) => void,
  { stderr }: Terminal,
): Promise<RunPolicy | undefined> {
  if (file === undefined) return undefined;
  const read = await readPolicyFile(file, stderr);
  requireSecrets(shownPath(file), read.policy);
  return { file, read };
}

async function givenAccounts(file: string | undefined, isSample: boolean): Promise<RunAccounts | undefined> {
  if (file !== undefined) return { what: shownPath(file), directory: await directoryFrom(file) };
  return isSample ? { what: "That of the sample", directory: sampleDirectory() } : undefined;
}

/** A mistyped name must not replace the run before. */
function requireSomeFile(files: readonly string[]): void {
  if (files.length === 0 || files.some((file) => file === "-" || existsSync(file))) return;
  throw new CommandError(files.map((file) => `${shownPath(file)}: does not exist`).join("\n"), exitCodes.refused);
}

interface Remembered {
  readonly directory: string;
  readonly scope: string;
  readonly now: () => Instant;
  readonly options: RunOptions;
}

async function remember({ directory, scope, now, options }: Remembered): Promise<void> {
  const { dynamodbEndpoint, serve = false } = options;
  await writeRunRecord(directory, { clock: now(), isMachineTime: serve, scope, dynamodbEndpoint });
}

interface Parts {
  readonly options: RunOptions;
  readonly stack: Stack;
  readonly directory: string;
  readonly scope: string;
  /** Absent when the stack goes by the machine's clock. */
  readonly clock: VirtualClock | undefined;
  readonly tally: Tally;
  readonly progress: Progress;
  readonly terminal: Terminal;
}

interface Starting extends Omit<Parts, "stack" | "tally"> {
  readonly prepare: (table: Table) => Promise<void>;
}

async function start(parts: Starting): Promise<Stack> {
  try {
    return await startWith(parts);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    throw new CommandError(`port ${parts.options.port ?? PORT} is in use: name another with --port`);
  }
}

async function startWith(parts: Starting): Promise<Stack> {
  const { options, prepare, directory, scope, clock, progress, terminal } = parts;
  const logFile = logIn(directory);
  const failed = new Set<string>();
  const ocsf = options.ocsf === undefined ? undefined : await ocsfFile(options.ocsf);
  return startStack({
    siem: { ocsf },
    now: clock?.now ?? systemNow,
    latest: systemTomorrow,
    isVirtual: clock !== undefined,
    takesUp: (policy) => {
      progress.clear();
      warnOfRunSecrets(policy, terminal);
    },
    prepare,
    channels: {
      styled: isStyled(terminal.stdout, terminal.environment),
      place: placeOf(options),
      secretAt,
      // A run tries on and on, by its own clock, and would seem to do nothing.
      failed: (channel, problem) => {
        if (failed.has(channel)) return;
        failed.add(channel);
        progress.clear();
        terminal.stderr.write(
          `${plain(problem, PROBLEM_LIMIT)}. It is tried again later; ${shownPath(logFile)} has each attempt.\n`,
        );
      },
      write: (page) => {
        progress.clear();
        if (!options.json) terminal.stdout.write(`${page}\n`);
      },
    },
    mail: async ({ subject, text }) => {
      progress.clear();
      if (!options.json) terminal.stdout.write(`${subject}\n\n${text}\n`);
    },
    // Who else reads a message could open them only while this goes on.
    withLinks: options.serve,
    scope,
    dataDirectory: directory,
    dynamodbEndpoint: options.dynamodbEndpoint,
    searchPath: terminal.environment.PATH ?? "",
    port: options.serve ? (options.port ?? PORT) : 0,
    redeliverySeconds: clock ? 0 : 10,
    // By virtual time every event is waited for, so a second batch side by side gains nothing.
    ...(clock && { batchesAtOnce: 1 }),
    // So short a write takes less time than to have another thread do it.
    writeLog: (line) => appendFileSync(logFile, `${line}\n`),
  });
}

/** As the commands that look at the table later must be told, where it is not the last run's. */
function placeOf({ dataDir, dynamodbEndpoint }: RunOptions): string {
  return [
    ...(dataDir === undefined ? [] : ["--data-dir", shellWord(dataDir)]),
    ...(dynamodbEndpoint === undefined ? [] : ["--dynamodb-endpoint", shellWord(dynamodbEndpoint)]),
  ].join(" ");
}

/** Resolves when the user asks to stop. */
type Interruption = Promise<"interrupted">;

function interruptionOf({ interrupted }: Terminal): Interruption {
  return new Promise((resolve) => interrupted(() => resolve("interrupted")));
}

/** What comes before the interruption. What is only waited for then, such as a line from a terminal, is waited for no more. */
async function* before<T>(interruption: Interruption, values: AsyncIterable<T>): AsyncIterable<T> {
  const iterator = values[Symbol.asyncIterator]();
  for (;;) {
    const coming = iterator.next();
    coming.catch(() => {});
    const next = await Promise.race([interruption, coming]);
    if (next === "interrupted" || next.done) return;
    yield next.value;
  }
}

interface Ingesting extends Omit<Parts, "directory" | "scope"> {
  readonly files: readonly string[];
  readonly inputs: AsyncIterable<Input>;
  /** Of the sample week. */
  readonly people: People | undefined;
  readonly tellWhatWaits: TellWhatWaits;
  readonly interruption: Interruption;
}

/** Gives whether all was ingested: not when the user asked to stop before. What was taken is worked off all the same. */
async function ingest(parts: Ingesting): Promise<boolean> {
  const { files, inputs, options, stack, people, tellWhatWaits, clock, tally, progress, terminal, interruption } =
    parts;
  if (options.serve && files.length === 0) return true;
  let isWhole = true;
  void interruption.then(() => {
    isWhole = false;
  });
  /** Where each event that is on its way comes from. */
  const places = new WeakMap<object, readonly string[]>();
  const settle: Settle = (events, taken) => {
    for (const [i, { rules, problem: refusal }] of taken.entries()) {
      if (rules === 0) tally.unmatched += 1;
      const event = events[i];
      if (event && refusal !== undefined) problem([...(places.get(event) ?? []), refusal], tally, progress, terminal);
    }
  };
  const lateness = createLateness(clock && isKnownTime(clock.now()) ? clock.now() : undefined);
  const intake = clock ? byEventTime(stack, clock, settle) : byMachineTime(stack, settle);
  for await (const input of before(interruption, inputs)) {
    tally.read += 1;
    const wrong = input.ok ? notAnEvent(input.value) : input.problem;
    const place = [shownPath(input.file), input.place];
    if (wrong !== undefined) problem([...place, wrong], tally, progress, terminal);
    else if (input.ok) {
      places.set(input.value, place);
      const at = parseInstant(input.value.time);
      if (clock) lateness.note(at);
      await people?.actUntil(at ?? LONG_AGO, intake.moveTo);
      await intake.one(input.value);
    }
    const time = clock && isKnownTime(clock.now()) ? `, now ${clock.now().slice(0, 16).replace("T", " ")}` : "";
    progress.show(`${tally.read} events read${time}`);
  }
  if (lateness.late() > 0) {
    progress.clear();
    terminal.stderr.write(
      `${lateness.late()} of ${amountOf(tally.read, "event")} came more than a day after a later one. A run takes events as they come, and its clock never goes back, so people are told of these events late, or not at all: sort the events by time, or use \`tocsin trial\`, which does.\n`,
    );
  }
  if (!isWhole) {
    progress.clear();
    terminal.stderr.write(
      `Interrupted after ${amountOf(tally.read, "event")}: the events after them were not read. Ctrl-C again leaves the work in progress to the next run with this --data-dir.\n`,
    );
    await intake.end(undefined);
    return false;
  }
  if (options.until !== undefined && clock && options.until < clock.now())
    terminal.stderr.write(`--until ${options.until} is before the last event, and changes nothing.\n`);
  const until = options.until ?? (files.length === 0 ? SAMPLE_ENDS_AT : undefined);
  await people?.actUntil(until ?? LONG_AGO, intake.moveTo);
  await intake.end(until);
  // A directory is kept so that events of later times may follow, and they would come late.
  if (until !== undefined || clock === undefined || options.dataDir !== undefined) return true;
  const ended = clock.now();
  await tellWhatWaits(ended, intake.moveTo);
  if (clock.now() === ended) return true;
  progress.clear();
  terminal.stderr.write(
    `After the last event the clock went on to ${clock.now().slice(0, 16).replace("T", " ")} UTC, until every waiting notification was sent; --until sets another end.\n`,
  );
  return true;
}

/** Why a value is no event at all. A damaged event that names its source and type is left to the source that wants it. */
function notAnEvent(value: JsonObject): string | undefined {
  if (typeof value.source === "string" && typeof value["detail-type"] === "string") return undefined;
  const event = parseEvent(value);
  return event.ok ? undefined : refusalText(event.refusal);
}

function problem(parts: readonly string[], tally: Tally, progress: Progress, { stderr }: Terminal): void {
  const text = parts.filter((part) => part !== "").join(": ");
  tally.problems.push(text);
  progress.clear();
  stderr.write(`${text}\n`);
}

interface Finishing extends Pick<Parts, "stack" | "directory" | "tally" | "progress"> {
  /** The sample's digest is the scheduled one, for the week that is over. */
  readonly isSample: boolean;
  readonly now: () => Instant;
}

async function finish({ isSample, stack, directory, now, tally, progress }: Finishing): Promise<Summary> {
  progress.show("writing the digest");
  const { keys } = await stack.digest(isSample ? undefined : weekOf(now()));
  await stack.drain();
  const paths: string[] = [];
  for (const key of keys) {
    const path = join(directory, key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, await stack.report(key));
    paths.push(path);
  }
  progress.clear();
  return summaryOf(stack, tally, { digest: paths, digestLines: await digestLinesOf(stack, keys) });
}

async function digestLinesOf(stack: Stack, keys: readonly string[]): Promise<readonly string[]> {
  const key = keys.find((one) => one.endsWith("/report.json"));
  const read = key === undefined ? undefined : readReport(await stack.report(key));
  return read?.ok ? digestMessage(read.value).summary : [];
}

function report(summary: Summary, options: RunOptions, terminal: Terminal): void {
  terminal.stdout.write(
    options.json ? `${JSON.stringify(summary)}\n` : describeSummary(summary, options.dataDir, terminal),
  );
}

const REVIEW_INTERVAL_MILLISECONDS = 60_000;

async function serve(
  stack: Stack,
  directory: string,
  { stdout, stderr, environment }: Terminal,
  interruption: Interruption,
): Promise<void> {
  const isOn = isStyled(stdout, environment);
  stdout.write(
    `\n${styled("bold", "Serving", isOn)} PutEvents at ${stack.busEndpoint} and DynamoDB at ${stack.dynamodbEndpoint}; state in ${shownPath(directory)}. Ctrl-C ends.\n` +
      `  aws events put-events --endpoint-url ${stack.busEndpoint} --entries file://entries.json\n`,
  );
  const reviewOnce = createReviewing({
    review: stack.review,
    log: (message) => stack.counts.telemetry("review").log.error(message),
    print: (text) => stderr.write(text),
  });
  // What fell due while nothing served.
  void reviewOnce();
  const reviewing = setInterval(() => void reviewOnce(), REVIEW_INTERVAL_MILLISECONDS);
  await interruption;
  clearInterval(reviewing);
  stdout.write("\nFinishing the work in progress; Ctrl-C again leaves it to the next run with this --data-dir.\n");
  await stack.drain();
}
