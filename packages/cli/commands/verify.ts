/** `tocsin verify`: what only AWS can confirm of a deployed stage, line by line. It only reads, but for one drill where it is asked for. */

import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { valueIn } from "@tocsin/aws/alerts/items/items";
import { CallError } from "@tocsin/aws/call";
import { readStage } from "@tocsin/aws/deployed/stage";
import { createOncallState } from "@tocsin/aws/groups/oncall-state";
import { ask } from "@tocsin/aws/prerequisites/asked";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import { destinationsIn } from "@tocsin/core/policy/destinations";
import { shellWord } from "@tocsin/core/text/shell-word";
import { plain } from "@tocsin/core/text/text";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { configAtHand, configFrom } from "../config-file.ts";
import { hanging } from "../output/fields.ts";
import { createProgress } from "../output/progress.ts";
import { type Column, table } from "../output/table.ts";
import { amountOf, CommandError, exitCodes, type Style, type Terminal } from "../output/terminal.ts";
import { deployedStage } from "../stack/deployed-stage.ts";
import { withOpenTable } from "../stack/open-table.ts";
import { type StageTableOptions, stageTable } from "../stack/stage-table.ts";
import type { ToldFacts } from "../verify/judge-watch.ts";
import { partsOf, wantedSums } from "../verify/parts.ts";
import { failed, type Judged, ok, type VerifyResult } from "../verify/verify-result.ts";
import { verifyStage } from "../verify/verify-stage.ts";
import { drill } from "./drill.ts";

interface VerifyOptions extends StageTableOptions {
  readonly stage: string;
  readonly region?: readonly string[];
  readonly drillTo?: string;
  readonly json?: boolean;
}

/** So far back is what was counted asked for: a member's sign of life comes once a day. */
const COUNTED_MILLISECONDS = 48 * 3_600_000;

/** @throws CommandError when the configuration cannot be read; CallError when the credentials do not work. */
export async function verify(options: VerifyOptions, terminal: Terminal): Promise<number> {
  const regions = options.region ?? configFrom(options.config).regions;
  const results = await verified(options, regions, terminal);
  if (options.json) for (const result of results) terminal.stdout.write(`${JSON.stringify(result)}\n`);
  else terminal.stdout.write(shown(results, terminal));
  return exitCodeOf(results);
}

async function verified(
  { stage, ...options }: VerifyOptions,
  regions: readonly string[],
  terminal: Terminal,
): Promise<readonly VerifyResult[]> {
  const { prefix, key } = deployedStage(stage, options.config);
  const { table: tableName = "" } = stageTable({ stage, ...options });
  const progress = createProgress(terminal);
  try {
    progress.show(`checking the resources of ${prefix}`);
    const parts = partsOf(configAtHand(options.config));
    const to = new Date();
    const facts = await readStage({
      ...parts,
      ...{ prefix, key, table: tableName, sums: wantedSums(stage, { prefix, functions: parts.functions, regions }) },
      sumsOf: { from: new Date(to.getTime() - COUNTED_MILLISECONDS), to },
    });
    const told = await ask("dynamodb:Query", () =>
      withOpenTable({ dataDir: "", table: tableName }, terminal, toldIn).catch(rethrowCause),
    );
    progress.clear();
    const drill = await drilled({ stage, ...options, table: tableName }, terminal);
    return verifyStage({ stage, prefix, regions, facts, told, drill });
  } finally {
    progress.clear();
  }
}

/** What AWS said, in the place of the call that failed by it. */
function rethrowCause(error: unknown): never {
  throw error instanceof CallError && error.cause instanceof Error ? error.cause : error;
}

async function toldIn(source: Table): Promise<ToldFacts> {
  const report = ({ problem }: { readonly problem: string }) => {
    throw new CommandError(problem);
  };
  const { policy, mode } = await createWorldSource({ table: source, now: systemNow, report }).world();
  const failing = await createOncallState(source).failing(destinationsIn(policy));
  return { policy, mode: mode.mode, failing: failing.map(valueIn) };
}

type WantedDrill = Pick<VerifyOptions, "stage" | "config" | "drillTo"> & { readonly table: string };

/** What the drill prints goes to standard error: standard output is of the results. */
async function drilled({ drillTo, ...place }: WantedDrill, terminal: Terminal): Promise<Judged> {
  if (drillTo === undefined)
    return {
      state: "could-not-check",
      what: "no drill was sent: name a destination with --drill-to",
    };
  const wanted = { ...place, dataDir: "", to: drillTo, within: DRILL_SECONDS };
  try {
    if ((await drill(wanted, { ...terminal, stdout: terminal.stderr })) === exitCodes.ok)
      return ok(`"${drillTo}" was reached`);
    const again = `tocsin drill --to ${shellWord(drillTo)} --stage ${place.stage}`;
    return failed(`"${drillTo}" was not reached`, `${again} says how far it gets, and what to look at`);
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof CallError)) throw error;
    return failed(
      `the drill could not be sent: ${error.message}`,
      "check that the policy has this channel, and that you may put events on the bus",
    );
  }
}

const DRILL_SECONDS = 240;

/** What could not be asked leaves the work undone; what nothing can show does not. */
function exitCodeOf(results: readonly VerifyResult[]): number {
  if (results.some(({ state }) => state === "failed")) return exitCodes.refused;
  return results.some((result) => result.state === "could-not-check" && result.problem !== undefined)
    ? exitCodes.failed
    : exitCodes.ok;
}

const states: Readonly<Record<VerifyResult["state"], { readonly text: string; readonly style: Style }>> = {
  ok: { text: "ok", style: "green" },
  warning: { text: "warning", style: "yellow" },
  failed: { text: "FAILED", style: ["bold", "red"] },
  "could-not-check": { text: "could not check", style: "yellow" },
};

const TEXT_LIMIT = 600;

const columns: readonly Column<VerifyResult>[] = [
  { heading: "STATE", of: ({ state }) => states[state].text, style: ({ state }) => states[state].style },
  { heading: "CHECK", of: ({ check }) => check },
  { heading: "WHERE", of: ({ where }) => where },
  { heading: "WHAT", of: ({ what }) => plain(what, TEXT_LIMIT), yields: 1 },
];

function shown(results: readonly VerifyResult[], terminal: Terminal): string {
  const open = results.flatMap((result) => details(result, terminal));
  const count = (state: VerifyResult["state"]) => results.filter((result) => result.state === state).length;
  const summary = `${amountOf(results.length, "check")}: ${count("ok")} ok, ${amountOf(count("warning"), "warning")}, ${count("failed")} failed, ${count("could-not-check")} could not be checked.`;
  return `${table(results, columns, terminal)}\n${open.map((line) => `${line}\n`).join("")}${open.length > 0 ? "\n" : ""}${summary}\n`;
}

/** What to do, or what was missing to ask. */
function details(result: VerifyResult, terminal: Terminal): readonly string[] {
  const head = `${states[result.state].text} ${result.check} (${result.where})`;
  switch (result.state) {
    case "ok":
      return [];
    case "could-not-check":
      if (result.problem === undefined) return [];
      return [
        head,
        ...hanging("  because ", plain(result.problem, TEXT_LIMIT), terminal),
        ...(result.permission === undefined ? [] : hanging("  needs   ", result.permission, terminal)),
      ];
    case "warning":
    case "failed":
      return [head, ...hanging("  do      ", plain(result.remedy, TEXT_LIMIT), terminal)];
    default:
      return result satisfies never;
  }
}
