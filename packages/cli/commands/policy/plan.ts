/** `tocsin policy plan`: what a policy would have done with what is recorded, beside what the policy in force has. */
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { idPartitions } from "@tocsin/aws/alerts/alerts-schema";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { compiledSilence } from "@tocsin/aws/world/items/silence-item";
import { createSilenceStore } from "@tocsin/aws/world/silence-store";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import { shift } from "@tocsin/core/event/instant";
import { policyChanges } from "@tocsin/core/policy/policy-changes";
import type { Json } from "@tocsin/core/text/json";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { type PlanReport, planReport } from "@tocsin/rerun/plan-report";
import { decideAgain, type Span } from "@tocsin/rerun/rerun";
import { recounted } from "@tocsin/rerun/rerun-alert";
import { addUse, countedPolicy } from "@tocsin/rerun/rule-use";
import { withSpillDirectory } from "@tocsin/rerun/spill-file";
import { createProgress } from "../../output/progress.ts";
import { amountOf, CommandError, exitCodes, shownPath, type Terminal } from "../../output/terminal.ts";
import { createUnreadable } from "../../output/unreadable.ts";
import { type PolicyFile, readPolicyFile } from "../../policy-file.ts";
import { asMarkdown, onTerminal } from "../../rerun/blocks.ts";
import { availableThreads, foldInThreads } from "../../rerun/fold-in-threads.ts";
import { keepLittleGarbage, shrinkHeap } from "../../rerun/garbage.ts";
import { jsonPieces } from "../../rerun/json-pieces.ts";
import { planBlocks } from "../../rerun/plan-blocks.ts";
import { type TableOptions, withOpenTable } from "../../stack/open-table.ts";
import { nowBy, recordFor } from "../../stack/run-record.ts";
import { type StageTableOptions, stageTable } from "../../stack/stage-table.ts";
import { endpointOf } from "../../stack/table-client.ts";
import { writtenVersion } from "./written-version.ts";

interface PlanOptions extends TableOptions, StageTableOptions {
  /** In milliseconds. */
  readonly last: number;
  readonly json?: boolean;
  readonly markdown?: boolean;
}

/** As `git diff --exit-code` and `terraform plan -detailed-exitcode` tell their callers apart: what is wrong does not look like a change. */
export const planCodes = { same: 0, invalid: 1, changed: 2 } as const;

export function planPolicy(file: string, given: PlanOptions, terminal: Terminal): Promise<number> {
  return plannedFrom(file, given, terminal).catch((error: unknown) => {
    const isUsage = error instanceof CommandError && error.exitCode === exitCodes.usage;
    throw isUsage ? new CommandError(error.message, planCodes.invalid) : error;
  });
}

async function plannedFrom(file: string, given: PlanOptions, terminal: Terminal): Promise<number> {
  const options = { ...given, ...stageTable(given) };
  const planned = await readPolicyFile(file, terminal.stderr);
  const until = nowBy(await recordFor(options));
  const span = { from: shift(until, -options.last), until };
  const report = await withOpenTable(options, terminal, (table) => planOn(table, planned, span, terminal));
  if (options.json) {
    for (const piece of jsonPieces(report)) terminal.stdout.write(piece);
  } else {
    const blocks = planBlocks(report, shownPath(file));
    terminal.stdout.write(options.markdown ? asMarkdown(blocks) : onTerminal(blocks, terminal));
  }
  return report.isSame ? planCodes.same : planCodes.changed;
}

/** Fewer are folded before a thread has begun, and leave little garbage. */
const MANY_ALERTS = 1000;

/** After so much of the decisions the garbage is taken away: V8 keeps the memory in which it was for what comes. */
const SHRUNK_EVERY = 1 / 20;

/** What the policy would have done with what the table has recorded. @throws CallError */
export async function planOn(
  table: Table,
  { policy: planned, written }: Pick<PolicyFile, "policy" | "written">,
  span: Span,
  terminal: Pick<Terminal, "stderr">,
): Promise<PlanReport> {
  const isLarge = await hasMany(table);
  if (isLarge) keepLittleGarbage();
  const shrink = isLarge ? shrinkHeap : () => {};
  const unreadable = createUnreadable(terminal);
  const report = ({ problem }: { readonly problem: string }) => unreadable.report(problem);
  const { policy: inForce, directory, mode } = await createWorldSource({ table, now: systemNow, report }).world();
  const policy = { ...planned, overrides: inForce.overrides };
  const readSilences = await Array.fromAsync(createSilenceStore(table).history());
  const silences = await Array.fromAsync(unreadable.skip(readSilences));
  const writtenInForce = await writtenVersion(table, inForce.version);
  const progress = createProgress(terminal);
  const counted = [inForce, policy].map(countedPolicy);
  const folding = {
    isFoldedOnce: isFoldedAlike(writtenInForce, written),
    isRecountMatched: namesRecounted([writtenInForce, written, ...silences.map(({ of }) => of)]),
    span,
  };
  let shrunkAt = 0;
  const options = {
    ...{ policies: [inForce, policy], ...folding },
    circumstances: { directory, silences: silences.map(compiledSilence), liveSince: mode.since },
    onDecided: (part: number) => {
      progress.show(`${Math.floor(part * 100)} % decided again …`);
      if (part < shrunkAt + SHRUNK_EVERY) return;
      shrunkAt = part;
      shrink();
    },
  };
  return withSpillDirectory(async (spill) => {
    const endpoint = await endpointOf(table.client);
    const {
      recorded: folded,
      wakes,
      rules,
    } = await foldInThreads(
      { tableName: table.tableName, endpoint, written, spill, ...folding },
      {
        onRead: ({ alerts }) => progress.show(`${amountOf(alerts, "alert")} read …`),
        onProblem: unreadable.report,
      },
      isLarge ? availableThreads() : 1,
    );
    for (const used of rules) addUse(counted[1]?.rules ?? [], used);
    shrink();
    const [before, after] = await decideAgain(wakes, counted, options);
    if (before === undefined || after === undefined) throw new RangeError("a policy has no result");
    // The report of very many alerts would come on top of what the decisions have left behind.
    shrink();
    const recorded = { ...folded, unreadable: folded.unreadable + readSilences.length - silences.length };
    return planReport({ span, recorded, inForce, policy, before, after });
  }).finally(() => progress.clear());
}

/** Ids are hashes: of all alerts, a part that is known begins with these digits. */
async function hasMany(table: Table): Promise<boolean> {
  let found = 0;
  for await (const _ of createAlertsReader(table).idsFrom("00")) {
    found += 1;
    if (found * idPartitions.length >= MANY_ALERTS) return true;
  }
  return false;
}

/** Whether any of these can match or group by a field that changes when an alert is only counted again: nothing can that does not name it. */
export function namesRecounted(written: readonly (Json | object | undefined)[]): boolean {
  const text = JSON.stringify(written);
  return recounted.some((field) => text.includes(`"${field}"`));
}

/** The parts of a policy that say only whom to notify, how and when. */
const ofOncallAlone: ReadonlySet<string> = new Set([
  ...[
    "timezone",
    "urgency",
    "runbooks",
    "accessPortal",
    "channels",
    "people",
    "schedules",
    "routes",
    "escalations",
    "fallback",
    "unrouted",
    "silences",
    "digest",
    "heartbeat",
  ],
]);

/** Whether two policies as they are written evaluate each alert alike. */
function isFoldedAlike(before: Json | undefined, after: Json): boolean {
  return before !== undefined && policyChanges(before, after).every(({ part }) => ofOncallAlone.has(part));
}
