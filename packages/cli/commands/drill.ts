/** `tocsin drill`: one harmless alert from the bus to a destination, and how long each hop takes. */
import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import type { CallError } from "@tocsin/aws/call";
import { createWorldSource, type WorldState } from "@tocsin/aws/world/world-source";
import { epochOf, type Instant, shift } from "@tocsin/core/event/instant";
import { type ChannelKind, declaredChannels } from "@tocsin/core/policy/channels/declared-channels";
import { suggestion } from "@tocsin/core/text/suggestion";
import { type Reached, reachedBy } from "@tocsin/lambda/handlers/oncall/oncall-world";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { shiftEndAt } from "@tocsin/oncall/schedule/way-to";
import { DRILL_SOURCE, drillAlertId } from "@tocsin/sources/drill/source";
import { followDrill } from "../drill/follow.ts";
import { adviceOn, type DrillState, type DrillTrace, type Hop, hopsOf } from "../drill/hop.ts";
import { type DrillSite, drillSite } from "../drill/site.ts";
import { createDrillReader, type DrillReader, type Sent } from "../drill/trace.ts";
import { hanging } from "../output/fields.ts";
import { createProgress } from "../output/progress.ts";
import { CommandError, exitCodes, type Terminal } from "../output/terminal.ts";
import { type TableOptions, withOpenTable } from "../stack/open-table.ts";
import { type StageTableOptions, stageTable } from "../stack/stage-table.ts";
import { unsaidMode } from "./oncall/unsaid-mode.ts";

interface DrillOptions extends TableOptions, StageTableOptions {
  readonly to: string;
  readonly ring?: boolean;
  /** In seconds. */
  readonly within: number;
  readonly json?: boolean;
}

/** @throws CommandError where there is no such destination, or no stack to drill. @throws CallError */
export async function drill(options: DrillOptions, terminal: Terminal): Promise<number> {
  const place = { ...options, ...stageTable(options) };
  const site = await drillSite(place);
  try {
    return await withOpenTable(place, terminal, async (table) => {
      const world = await worldOf(table, place);
      return await drillIn({
        options,
        site,
        reached: requireDestination(options, world, site.now()),
        table,
        terminal,
      });
    });
  } finally {
    site.close();
  }
}

async function worldOf(table: Table, place: TableOptions): Promise<WorldState> {
  const report = ({ problem }: { readonly problem: string }) => {
    throw new CommandError(problem);
  };
  return createWorldSource({ table, unsaidMode: unsaidMode(place).mode, now: systemNow, report }).world();
}

/** How it is reached now. @throws CommandError where the policy has none of that name, or nobody is notified now. */
function requireDestination(
  { to, ring = false }: Pick<DrillOptions, "to" | "ring">,
  { policy, mode: { paused } }: WorldState,
  now: Instant,
): Reached {
  const reached = reachedBy(to, { policy }, now, { urgency: ring ? "now" : "morning" });
  if (reached === undefined) {
    const names = [...Object.keys(policy.channels), ...policy.schedules.map(({ name }) => name)];
    const what = policy.schedules.length > 0 ? "channel or schedule" : "channel";
    throw new CommandError(
      `the policy in force has no ${what} ${JSON.stringify(to)}${suggestion(to, names)} (${names.join(", ") || "it has none"})`,
      exitCodes.usage,
    );
  }
  if (paused !== undefined && paused.until > now)
    throw new CommandError(
      `nobody is notified until ${paused.until}, by ${paused.by} (${paused.why}): \`tocsin oncall resume\` ends that`,
      exitCodes.refused,
    );
  if ("nobodyUntil" in reached) {
    const until = shiftEndAt(to, policy, now);
    throw new CommandError(
      `nobody is on call for ${JSON.stringify(to)}${until ? ` until ${until}` : ""}: \`tocsin oncall\` shows who is when`,
      exitCodes.refused,
    );
  }
  if (declaredChannels[reached.kind].ringsOnly && !ring)
    throw new CommandError(
      `${JSON.stringify(reached.channel)} is of the type ${reached.kind}, which is only sent notifications that ring: add --ring`,
      exitCodes.usage,
    );
  return reached;
}

interface Drilling {
  readonly options: DrillOptions;
  readonly site: DrillSite;
  readonly reached: Reached;
  readonly table: Table;
  readonly terminal: Terminal;
}

async function drillIn(drilling: Drilling): Promise<number> {
  const { options, site, reached, table, terminal } = drilling;
  const reader = createDrillReader(table);
  const id = randomUUID();
  const alertId = drillAlertId(site, id);
  const stop = new AbortController();
  terminal.interrupted(() => stop.abort());
  const progress = createProgress(terminal);
  const said = (text: string) => {
    progress.clear();
    if (!options.json) terminal.stdout.write(text);
  };
  said(`Drill ${id} to "${options.to}"${whoText(reached)}${options.ring ? ", with a ring" : ", without a sound"}\n`);
  const sent = await put("begun", id, drilling);
  const followed = await followDrill({
    trace: () => reader.trace(alertId, sent),
    now: site.now,
    deadline: shift(sent.sentAt, options.within * 1000),
    wait: waitUnless(stop.signal),
    reached: (hop) => said(hopLine(hop, sent.sentAt)),
    waits: ({ waitsFor }) => progress.show(`waits for: ${waitsFor}`),
  }).finally(async () => {
    progress.clear();
    await end(id, drilling);
  });
  if (followed === undefined) {
    terminal.stderr.write("Interrupted: ending the drill.\n");
    return exitCodes.interrupted;
  }
  // What was never seen in the table is not waited for there.
  const isOver = followed.trace.storedAt !== undefined && (await seenOver(reader, alertId, stop.signal));
  report({ ...followed, id, alertId, isOver }, drilling);
  return followed.state.kind === "delivered" ? exitCodes.ok : exitCodes.refused;
}

function whoText({ onCall }: Reached): string {
  return onCall === undefined ? "" : `, which is ${onCall.person} by "${onCall.channel}"`;
}

/** Whatever became of it: one that nobody ends lapses within a quarter of an hour. */
async function end(drill: string, drilling: Drilling): Promise<void> {
  try {
    await put("ended", drill, drilling);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    drilling.terminal.stderr.write(`The drill has not ended yet: ${error.message}.\n`);
  }
}

/** @throws CommandError where the bus does not take it. */
async function put(state: "begun" | "ended", drill: string, { options, site }: Drilling): Promise<Sent> {
  const sentAt = site.now();
  const { to: destination, ring: rings = false } = options;
  const detail = { drill, state, at: sentAt, destination, rings, startedBy: site.startedBy };
  const [problem] = await site.bus.put([{ source: DRILL_SOURCE, "detail-type": "Tocsin Drill", detail }]);
  if (problem !== undefined) throw notTaken(problem, site);
  return { sentAt, acceptedAt: site.now() };
}

function notTaken(problem: CallError, { looked, place }: DrillSite): CommandError {
  return new CommandError(
    `the bus does not accept the drill: ${problem.message}. Look at ${adviceOn("accepted", looked, place, "")}`,
  );
}

const LOOK_MILLISECONDS = 250;

function waitUnless(signal: AbortSignal): () => Promise<boolean> {
  return () =>
    setTimeout(LOOK_MILLISECONDS, true, { signal }).catch((error: unknown) => {
      if (signal.aborted) return false;
      throw error;
    });
}

/** So often it is looked whether the drill is over. */
const LOOKS = 60;

async function seenOver(reader: DrillReader, alertId: string, signal: AbortSignal): Promise<boolean> {
  const wait = waitUnless(signal);
  for (let look = 0; look < LOOKS; look += 1) {
    if (await reader.isOver(alertId)) return true;
    if (!(await wait())) return false;
  }
  return false;
}

interface Outcome {
  readonly id: string;
  readonly alertId: string;
  readonly trace: DrillTrace;
  readonly state: Exclude<DrillState, { kind: "waits" }>;
  readonly isOver: boolean;
}

function report({ id, alertId, trace, state, isOver }: Outcome, { options, site, reached, terminal }: Drilling): void {
  const { sentAt } = trace;
  const check = state.kind === "ended" ? adviceOn(state.waitsFor, site.looked, site.place, reached.kind) : undefined;
  if (options.json) {
    const hops = hopsOf(trace).map(({ hop, at }) => ({ hop, at, milliseconds: epochOf(at) - epochOf(sentAt) }));
    const { to: destination, ring: rings = false } = options;
    terminal.stdout.write(
      `${JSON.stringify({ drill: id, alert: alertId, destination, rings, sentAt, ...state, check, unproven: unprovenOf(state, reached.kind), hops, isOver })}\n`,
    );
    return;
  }
  const lines =
    state.kind === "delivered"
      ? [`"${options.to}" was reached in ${secondsText(sentAt, trace.arrivedAt ?? sentAt)}.`]
      : [
          `"${options.to}" was not reached: ${state.why}.`,
          ...hanging("  last hop   ", state.after, terminal),
          ...hanging("  waited for ", state.waitsFor, terminal),
          ...hanging("  look at    ", check ?? "", terminal),
        ];
  const unproven = unprovenOf(state, reached.kind);
  if (unproven !== undefined) lines.push(...hanging("  but        ", unproven, terminal));
  if (!isOver) lines.push("The drill is not over yet; it ends by itself within a quarter of an hour.");
  terminal.stdout.write(`${lines.join("\n")}\n`);
}

/** What that a channel has taken it does not show. */
const unproven: Partial<Readonly<Record<ChannelKind, string>>> = {
  "amazon-q": "the topic has it, but Amazon Q may drop it without an error: check that it is in the chat",
  pagerduty: "PagerDuty has accepted the event, but does not say whom it notified: look at the incident",
  sms: "AWS has accepted the message, but does not say whether the telephone got it: look at the telephone",
  sns: "the topic has it, but does not say which mailbox or telephone got it: look there",
  teams: "the workflow has accepted the card, but does not say whether it posted it: check that it is in Teams",
  voice: "AWS has accepted the call, but does not say whether the telephone rang: ask its owner",
};

function unprovenOf({ kind: outcome }: DrillState, kind: ChannelKind): string | undefined {
  return outcome === "delivered" ? unproven[kind] : undefined;
}

const HOP_COLUMNS = 12;

/** `stored       2026-11-30T11:14:45.120Z  +1.204 s`. */
function hopLine({ hop, at }: Hop, sentAt: Instant): string {
  return `  ${hop.padEnd(HOP_COLUMNS)} ${at}  +${secondsText(sentAt, at)}\n`;
}

/** What two clocks say, which may differ by more than a hop takes. */
function secondsText(from: Instant, to: Instant): string {
  return `${(Math.max(0, epochOf(to) - epochOf(from)) / 1000).toFixed(3)} s`;
}
