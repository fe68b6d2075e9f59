/** The `tocsin` command: what can be asked of it, and how it ends. */

import { REPLAY_NAME } from "@tocsin/aws/replays";
import { severities } from "@tocsin/core/alert/severity";
import { BASELINE } from "@tocsin/core/event/event";
import { type Instant, parseInstant } from "@tocsin/core/event/instant";
import { boundsOf } from "@tocsin/core/event/week";
import { checkedStage } from "@tocsin/infra/config";
import { sources } from "@tocsin/sources/registry";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { listAlerts, showAlert } from "./commands/alerts.ts";
import { backfill } from "./commands/backfill.ts";
import { digest } from "./commands/digest.ts";
import { discardDeadLetters, listDeadLetters, redriveDeadLetters, showDeadLetters } from "./commands/dlq.ts";
import { explain } from "./commands/explain.ts";
import { init } from "./commands/init.ts";
import { replay } from "./commands/replay.ts";
import { PORT, run } from "./commands/run.ts";
import { send } from "./commands/send.ts";
import { simulateEvents } from "./commands/simulate.ts";
import { CommandError, exitCodes, type Terminal } from "./output/terminal.ts";
import { defaultSimulation } from "./simulate/simulate.ts";

const FILES =
  "files of events, plain or gzipped: a JSON object, an array, JSON lines, a CloudTrail log, or findings as GuardDuty, Inspector and Macie export them; - for standard input";
const ENDPOINT = `http://127.0.0.1:${PORT}`;

const LAST_RUN = ".tocsin/last";

/** Runs one command line. Gives the exit code; throws nothing. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode: number = exitCodes.ok;
  const program = buildProgram(terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    return exitCodeOf(error, terminal);
  }
}

function exitCodeOf(error: unknown, { stderr, environment }: Terminal): number {
  // Commander has already said what is wrong; help and version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  const text = error instanceof Error ? error.message : String(error);
  // The SDK's own words say neither where it looked nor what to do.
  const advice = /Region is missing/.test(text) ? ": set AWS_REGION, or a profile that has a region" : "";
  stderr.write(`tocsin: ${text}${advice}\n`);
  if (!(error instanceof CommandError) && environment.TOCSIN_DEBUG && error instanceof Error)
    stderr.write(`${error.stack}\n`);
  return error instanceof CommandError ? error.exitCode : exitCodes.failed;
}

function buildProgram(terminal: Terminal, end: (exitCode: number) => void): Command {
  const program = new Command("tocsin")
    .description("Event-driven compliance monitor for an AWS organization.")
    .version("0.1.0")
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .exitOverride()
    .showHelpAfterError("(--help shows what can be asked)")
    .addHelpText(
      "after",
      "\nExit codes: 0 done; 1 some input was refused or a thing asked for is not there; 2 wrong command line; 70 failed; 130 interrupted.",
    );
  addRun(program, terminal, end);
  addExplain(program, terminal, end);
  addAlerts(program, terminal, end);
  addDlq(program, terminal, end);
  addDigest(program, terminal, end);
  addSend(program, terminal, end);
  addReplay(program, terminal, end);
  addBackfill(program, terminal, end);
  addSimulate(program, terminal, end);
  addInit(program, terminal, end);
  return program;
}

function addRun(program: Command, terminal: Terminal, end: (exitCode: number) => void): void {
  program
    .command("run")
    .description("start the embedded stack and ingest events; with no file, a sample week of an invented organization")
    .argument("[files...]", FILES)
    .option("--serve", "keep serving PutEvents by the machine's clock after the files are ingested")
    .option("--port <port>", `port of the bus with --serve (default: ${PORT})`, portOf)
    .option("--policy <file>", "the organization's policy (YAML); see docs/policy.md")
    .addOption(
      new Option(
        "--until <instant>",
        "move the clock on to this instant after the last event, such as 2026-12-31T00:00:00Z",
      )
        .argParser(instantOf)
        .conflicts("serve"),
    )
    .option(
      "--data-dir <dir>",
      "keep the table and the digest here and continue from them (default: start anew in .tocsin/last)",
    )
    .option("--dynamodb-endpoint <url>", "use this DynamoDB instead of starting one", urlOf)
    .option("--json", "print the summary as JSON, and no pages")
    .action(async (files: string[], options) => end(await run(files, options, terminal)));
}

function addExplain(program: Command, terminal: Terminal, end: (exitCode: number) => void): void {
  program
    .command("explain")
    .description(
      "say what each event means: the rule it matches, what is observed, and the alert it makes, as of its own time",
    )
    .argument("[files...]", FILES)
    .option("--policy <file>", "the organization's policy (YAML)")
    .option("--json", "print one JSON object a line")
    .action(async (files: string[], options) => end(await explain(files, options, terminal)));
}

function addAlerts(program: Command, terminal: Terminal, end: (exitCode: number) => void): void {
  const alerts = program
    .command("alerts")
    .description("look at the alerts of the last run, of a serving stack, or of a deployed table");
  withTable(alerts.command("list"))
    .description("list the alerts that are not resolved, most severe first")
    .addOption(new Option("--severity <severity...>", "only these").choices(severities))
    .option("--account <id>", "only this account's", accountOf)
    .option("--condition <name>", "only this condition, such as certificate-expiry")
    .option("--all", "resolved ones too; reads the whole table")
    .option("--json", "print one JSON object a line")
    .action(async (options) => end(await listAlerts(options, terminal)));
  withTable(alerts.command("show"))
    .description("show one alert with its timeline")
    .argument("<id>", "the alert's id, or as much of its beginning as is unique, at least four characters")
    .option("--json", "print one JSON object")
    .action(async (id: string, options) => end(await showAlert(id, options, terminal)));
}

function addDlq(program: Command, terminal: Terminal, end: (exitCode: number) => void): void {
  const dlq = program
    .command("dlq")
    .description("work off the dead letters of the last run, of a serving stack, or of a deployed one");
  withSelection(dlq.command("list"))
    .description("count them by queue and reason")
    .option("--json", "print one JSON object a line")
    .action(async (queue: string | undefined, options) => end(await listDeadLetters({ ...options, queue }, terminal)));
  withSelection(dlq.command("show"))
    .description("show each of them")
    .option("--body", "with what it says, which may be sensitive")
    .option("--json", "print one JSON object a line")
    .action(async (queue: string | undefined, options) => end(await showDeadLetters({ ...options, queue }, terminal)));
  withSettling(dlq.command("redrive"))
    .description("put them on their way again; whoever was told is not told twice")
    .addOption(
      new Option("--dynamodb-endpoint <url>", "the DynamoDB that holds the table").argParser(urlOf).conflicts("stage"),
    )
    .action(async (queue: string | undefined, options) =>
      end(await redriveDeadLetters({ ...options, queue }, terminal)),
    );
  withSettling(dlq.command("discard"))
    .description("delete them")
    .action(async (queue: string | undefined, options) =>
      end(await discardDeadLetters({ ...options, queue }, terminal)),
    );
}

function withSelection(command: Command): Command {
  return command
    .argument("[queue]", "only this queue's, such as ingest-acm or oncall")
    .option("--reason <text>", "only those whose reason contains this", textOf)
    .option("--data-dir <dir>", "where a run keeps its queues", LAST_RUN)
    .addOption(stageOption("those of this deployed stage, by the usual AWS credentials").conflicts("dataDir"));
}

function withSettling(command: Command): Command {
  return withSelection(command)
    .option("--all", "all of them, when neither queue nor reason is named")
    .option("--dry-run", "only say which")
    .option("--yes", "do not ask")
    .option("--json", "print the outcome as JSON");
}

function addDigest(program: Command, terminal: Terminal, end: (exitCode: number) => void): void {
  withTable(program.command("digest"))
    .description("write the digest of a week")
    .option("--week <week>", "an ISO week such as 2026-W47 (default: the week of the latest transition)", weekFrom)
    .addOption(new Option("--format <format>", "how to print it").choices(["text", "html", "json"]).default("text"))
    .option("--json", "the same as --format json; with --out, print the paths as JSON")
    .option("--out <dir>", "write all three renderings into this directory and print their paths instead")
    .option("--scope <name>", "what the digest is of, as its readers name it (default: what the run's was of)")
    .action(async (options) => end(await digest(options, terminal)));
}

function addSend(program: Command, terminal: Terminal, end: (exitCode: number) => void): void {
  program
    .command("send")
    .description("send events to a serving stack, or with --bus to a bus in AWS by the usual credentials")
    .argument("<files...>", FILES)
    .option("--endpoint <url>", "the serving stack's bus", urlOf, ENDPOINT)
    .addOption(
      new Option("--bus <name>", "name or ARN of a bus in AWS; AWS refuses sources that begin with aws.").conflicts(
        "endpoint",
      ),
    )
    .option("--json", "print the outcome as JSON")
    .action(async (files: string[], options) => end(await send(files, options, terminal)));
}

function addReplay(program: Command, terminal: Terminal, end: (exitCode: number) => void): void {
  program
    .command("replay")
    .description(
      "tell events again that were lost: of a deployed stage's archive, or of files to a serving stack; a replay pages nobody and reopens nothing",
    )
    .argument("[files...]", FILES)
    .addOption(
      stageOption("replay the archive of this deployed stage, by the usual AWS credentials").conflicts("endpoint"),
    )
    .option("--from <instant>", "the first event's time, with --stage", instantOf)
    .option("--to <instant>", "up to this time, with --stage", instantOf)
    .addOption(
      new Option("--source <name...>", "only for these, with --stage").choices(sources.map(({ name }) => name)),
    )
    .option("--endpoint <url>", "the serving stack's bus, for files", urlOf, ENDPOINT)
    .option("--name <name>", "what the replay is called (default: by the time)", replayNameOf)
    .option("--dry-run", "say what would be replayed, and do nothing")
    .option("--json", "print the outcome as JSON")
    .action(async (files: string[], options) => end(await replay(files, options, terminal)));
}

function addBackfill(program: Command, terminal: Terminal, end: (exitCode: number) => void): void {
  program
    .command("backfill")
    .description(
      "tell what was there before Tocsin listened, as a baseline: it becomes alerts and is in the digest, and only what changes later pages",
    )
    .argument("<files...>", FILES)
    .option("--endpoint <url>", "the serving stack's bus", urlOf, ENDPOINT)
    .addOption(
      stageOption("send to the queues of this deployed stage, by the usual AWS credentials").conflicts("endpoint"),
    )
    .option("--dry-run", "say what would be sent, and send nothing")
    .option("--json", "print the outcome as JSON")
    .action(async (files: string[], options) => end(await backfill(files, options, terminal)));
}

function addSimulate(program: Command, terminal: Terminal, end: (exitCode: number) => void): void {
  program
    .command("simulate")
    .description(
      "print the events of an invented organization, one JSON object a line; the same options give the same events",
    )
    .option("--accounts <number>", "member accounts", wholeNumber(1, 1000), defaultSimulation.accounts)
    .option("--days <number>", "days", wholeNumber(1, 366), defaultSimulation.days)
    .option("--seed <number>", "another seed, another story", wholeNumber(0, 2 ** 31), defaultSimulation.seed)
    .option("--end <instant>", "when the last day ends", instantOf, defaultSimulation.end)
    .action(async (options) => end(await simulateEvents(options, terminal)));
}

function addInit(program: Command, terminal: Terminal, end: (exitCode: number) => void): void {
  program
    .command("init")
    .description(
      "write the configuration of a deployment, which `sst deploy` reads; at a terminal, what no flag says is asked for",
    )
    .option("--organization <id>", "the organization, as o-a1b2c3d4e5")
    .option("--scope <name>", "what the weekly report is of, as its readers name it")
    .option("--home-region <region>", "where the stack is deployed to")
    .option("--unit <id...>", "organizational units whose accounts forward, or the root for all")
    .option("--alarm-address <mail...>", "who is told when Tocsin itself is in trouble")
    .option("--region <region...>", "where accounts forward from, beside the home region")
    .option("--stage <name>", "the stage that the next commands are shown for; it is not written (default: prod)")
    .option("--file <file>", "where to write it", "tocsin.config.json")
    .option("--force", "write over a file that is there")
    .action(async (options) => end(await init(options, terminal)));
}

function withTable(command: Command): Command {
  return command
    .option("--data-dir <dir>", "where a run kept its table", LAST_RUN)
    .option("--dynamodb-endpoint <url>", "the DynamoDB that holds the table", urlOf)
    .addOption(
      new Option("--table <name>", "the alerts table of a deployed stack, by the usual AWS credentials").conflicts([
        "dataDir",
        "dynamodbEndpoint",
      ]),
    );
}

function stageOption(description: string): Option {
  return new Option("--stage <name>", description).argParser(stageOf);
}

function portOf(text: string): number {
  return wholeNumber(0, 65_535)(text);
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}`);
  };
}

function instantOf(text: string): Instant {
  const parsed = parseInstant(text);
  if (parsed !== undefined) return parsed;
  throw new InvalidArgumentError("expected an instant such as 2026-11-24T08:00:00Z");
}

function stageOf(text: string): string {
  try {
    return checkedStage(text);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

function replayNameOf(text: string): string {
  if (text === BASELINE) throw new InvalidArgumentError("a baseline is no replay: see backfill");
  if (REPLAY_NAME.test(text)) return text;
  throw new InvalidArgumentError("expected at most 64 letters, digits and any of . - _");
}

/** Every reason contains nothing, as a variable of the shell that is not set would have it. */
function textOf(text: string): string {
  if (text.trim() !== "") return text;
  throw new InvalidArgumentError("expected some text");
}

function urlOf(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError("expected a URL such as http://127.0.0.1:8000");
}

function accountOf(text: string): string {
  if (/^\d{12}$/.test(text)) return text;
  throw new InvalidArgumentError("expected an account id of 12 digits");
}

function weekFrom(text: string): string {
  if (boundsOf(text)) return text;
  throw new InvalidArgumentError("expected an ISO week such as 2026-W47");
}
