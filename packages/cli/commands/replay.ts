/** `tocsin replay`: sends lost events again and notifies nobody, from a deployed bus's archive or from files to a serving stack. */
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { nameIn, nouns, type StageNames } from "@tocsin/aws/names";
import { type Archive, createReplays, type Replay, type ReplayProgress, type Replays } from "@tocsin/aws/replays";
import { epochOf, type Instant, shift } from "@tocsin/core/event/instant";
import { plain } from "@tocsin/core/text/text";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { sources } from "@tocsin/sources/registry";
import { createProgress } from "../output/progress.ts";
import { CommandError, exitCodes, type Terminal } from "../output/terminal.ts";
import { deployedStage, type StageOptions } from "../stack/deployed-stage.ts";
import { follow, untilInterrupted } from "../stack/following.ts";
import { sendAgain } from "../stack/sending-again.ts";
import { toStack } from "../stack/stack-client.ts";

interface ReplayOptions extends StageOptions {
  readonly endpoint: string;
  readonly from?: Instant;
  readonly to?: Instant;
  readonly source?: readonly string[];
  readonly name?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export async function replay(files: readonly string[], options: ReplayOptions, terminal: Terminal): Promise<number> {
  const {
    stage,
    config,
    from,
    to,
    source = [],
    endpoint,
    name = nameAt(systemNow()),
    dryRun = false,
    json = false,
  } = options;
  if (stage !== undefined) {
    if (files.length > 0) throw usage("an archive is replayed with --stage, or files without it: not both");
    if (from === undefined || to === undefined) throw usage("--stage needs --from and --to");
    if (from >= to) throw usage("--from must be before --to");
    // A replay without named rules would also repeat heartbeats and members' alarms.
    const wanted = source.length > 0 ? source : sources.map((known) => known.name);
    const names = deployedStage(stage, config);
    return replayArchive({ stage, names, from, to, sources: wanted, name, dryRun, json }, terminal);
  }
  if (files.length === 0) throw usage("name files, or a deployed stage with --stage");
  if (from !== undefined || to !== undefined || source.length > 0)
    throw usage("--from, --to and --source are for an archive, with --stage");
  return sendAgain({ files, replayName: name, dryRun, json, deliver: toStack(endpoint) }, terminal);
}

const usage = (message: string) => new CommandError(message, exitCodes.usage);

/** EventBridge takes no colon in a name, and each name only once. */
function nameAt(now: Instant): string {
  return `replay-${now.replaceAll(":", "-").replace(/\.\d+Z$/, "Z")}`;
}

interface ArchiveReplay {
  readonly stage: string;
  readonly names: StageNames;
  readonly from: Instant;
  readonly to: Instant;
  /** All when there are none. */
  readonly sources: readonly string[];
  readonly name: string;
  readonly dryRun: boolean;
  readonly json: boolean;
}

async function replayArchive(asked: ArchiveReplay, terminal: Terminal): Promise<number> {
  const client = new EventBridgeClient();
  try {
    const replays = createReplays(client);
    const found = await located(replays, asked);
    const started = { ...found, name: asked.name, from: asked.from, to: asked.to };
    warnOfTheRecent(asked.to, terminal);
    if (asked.dryRun) return report(asked, "NOT STARTED", undefined, terminal);
    await replays.start(started);
    return await watch(replays, asked, terminal);
  } finally {
    client.destroy();
  }
}

/** The archive of the stage's bus, and the rules of the sources that were named. */
async function located(
  replays: Replays,
  { names, sources: wanted }: ArchiveReplay,
): Promise<{ readonly archive: Archive; readonly ruleArns: Replay["ruleArns"] }> {
  const place = "is the stage deployed to this account and region?";
  const archiveName = nameIn(names, nouns.archive);
  const archive = await replays.archive(archiveName);
  if (!archive) throw new CommandError(`there is no archive ${archiveName}: ${place}`, exitCodes.refused);
  const ruleArns = await Promise.all(
    wanted.map(async (source) => {
      const name = nameIn(names, nouns.ingest(source));
      const arn = await replays.rule(name, nameIn(names, nouns.bus));
      if (arn === undefined) throw new CommandError(`there is no rule ${name}: ${place}`, exitCodes.refused);
      return arn;
    }),
  );
  return { archive, ruleArns };
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-replay-archived-event.html */
const ARCHIVE_DELAY_MILLISECONDS = 10 * 60_000;

function warnOfTheRecent(to: Instant, { stderr }: Terminal): void {
  if (to > shift(systemNow(), -ARCHIVE_DELAY_MILLISECONDS))
    stderr.write("Note: events of the last ten minutes may not be in the archive yet.\n");
}

async function watch(replays: Replays, asked: ArchiveReplay, terminal: Terminal): Promise<number> {
  const { name, json } = asked;
  const progress = createProgress(terminal);
  if (!json) terminal.stdout.write(`Replay ${name} started: ${extent(asked)}. Ctrl-C ends watching, not the replay.\n`);
  const end = await follow({
    replays,
    name,
    wait: untilInterrupted(terminal),
    show: (now) => progress.show(`${now.state}${howFar(now, asked)}`),
  }).finally(() => progress.clear());
  if (end !== undefined) return report(asked, end.state, end, terminal);
  terminal.stderr.write(`The replay goes on. To cancel it: aws events cancel-replay --replay-name ${name}\n`);
  return exitCodes.interrupted;
}

function extent({ stage, from, to, sources: wanted }: ArchiveReplay): string {
  return `events of stage ${stage} from ${from} to ${to}, for ${wanted.join(", ")}`;
}

function howFar({ at }: ReplayProgress, { from, to }: ArchiveReplay): string {
  if (at === undefined) return "";
  const share = (epochOf(at) - epochOf(from)) / (epochOf(to) - epochOf(from));
  return `: at ${at.slice(0, 16).replace("T", " ")}, ${Math.round(Math.min(Math.max(share, 0), 1) * 100)} %`;
}

function report(asked: ArchiveReplay, state: string, end: ReplayProgress | undefined, terminal: Terminal): number {
  const { stage, name, from, to, sources: wanted, json } = asked;
  const reason = end?.reason === undefined ? undefined : plain(end.reason, 300);
  if (json) {
    const facts = { replayName: name, stage, from, to, sources: wanted, state, reason, lastReplayedAt: end?.at };
    terminal.stdout.write(`${JSON.stringify(facts)}\n`);
  } else terminal.stdout.write(`Replay ${name} ${state}: ${extent(asked)}${reason ? ` (${reason})` : ""}.\n`);
  if (state === "FAILED") return exitCodes.failed;
  return state === "CANCELLED" ? exitCodes.refused : exitCodes.ok;
}
