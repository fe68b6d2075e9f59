/** `tocsin policy dry-run`: what the rules that are tried would have done, had they been in force since they were pushed. */
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { createPolicyStore } from "@tocsin/aws/world/policy-store";
import { earlier, type Instant } from "@tocsin/core/event/instant";
import { type DryRun, dryRunEnd, withoutDryRun } from "@tocsin/core/policy/dry-run";
import { parsePolicy, writtenPolicy } from "@tocsin/core/policy/parse-policy";
import { refusalText } from "@tocsin/core/text/parse";
import type { PlanReport } from "@tocsin/rerun/plan-report";
import type { Span } from "@tocsin/rerun/rerun";
import { CommandError, exitCodes, type Terminal } from "../../output/terminal.ts";
import { asJson, type PolicyFile } from "../../policy-file.ts";
import { asMarkdown, type Block, onTerminal } from "../../rerun/blocks.ts";
import { planBlocks } from "../../rerun/plan-blocks.ts";
import { type TableOptions, withOpenTable } from "../../stack/open-table.ts";
import { nowBy, recordFor } from "../../stack/run-record.ts";
import { type StageTableOptions, stageTable } from "../../stack/stage-table.ts";
import { nameOf } from "./name-of.ts";
import { planOn } from "./plan.ts";
import { versionFrom } from "./pull.ts";

interface DryRunOptions extends TableOptions, StageTableOptions {
  readonly json?: boolean;
  readonly markdown?: boolean;
}

interface TimedDryRun extends DryRun {
  readonly until: Instant;
  /** It is `until` by now. */
  readonly hasEnded: boolean;
}

/** Rules that were put in force in dry run together. */
interface Trial {
  readonly rules: readonly TimedDryRun[];
  /** With these rules in force, beside without them. */
  readonly plan: PlanReport;
}

export async function showDryRuns(given: DryRunOptions, terminal: Terminal): Promise<number> {
  const options = { ...given, ...stageTable(given) };
  const now = nowBy(await recordFor(options));
  const { version, trials } = await withOpenTable(options, terminal, (table) => trialsOn(table, now, terminal));
  if (options.json) {
    terminal.stdout.write(`${JSON.stringify({ format: "tocsin.dry-run.v1", version, trials })}\n`);
    return exitCodes.ok;
  }
  const blocks: readonly Block[] = trials.flatMap((trial) => trialBlocks(trial, version));
  const none = { kind: "text", text: `No rule of ${nameOf(version)}, which is in force, is in dry run.` } as const;
  const shown = blocks.length > 0 ? blocks : [none];
  terminal.stdout.write(options.markdown ? asMarkdown(shown) : onTerminal(shown, terminal));
  return exitCodes.ok;
}

async function trialsOn(table: Table, now: Instant, terminal: Terminal) {
  const store = createPolicyStore(table);
  const version = await store.current();
  if (version === 0) return { version, trials: [] };
  const { written, dryRuns = [] } = await versionFrom(store, version);
  const trials: Trial[] = [];
  for (const [since, tried] of Map.groupBy(dryRuns, ({ since }) => since)) {
    const until = dryRunEnd({ since });
    const plan = await planOn(table, inForce(written, tried), spanOf(since, now), terminal);
    const rules = tried.map((one) => ({ ...one, until, hasEnded: until <= now }));
    trials.push({ rules, plan });
  }
  return { version, trials };
}

/** A run of standard input may be in the past of the push that it began with: nothing of it came since. */
function spanOf(since: Instant, now: Instant): Span {
  return { from: earlier(since, now), until: earlier(dryRunEnd({ since }), now) };
}

/** @throws CommandError where this code does not accept what another has pushed. */
function inForce(given: PolicyFile["written"], tried: readonly DryRun[]): Pick<PolicyFile, "policy" | "written"> {
  const before = writtenPolicy(given);
  if (!before.ok) throw refused(refusalText(before.refusal));
  const written = asJson(withoutDryRun(before.value, tried));
  const policy = parsePolicy(written);
  if (!policy.ok) throw refused(refusalText(policy.refusal));
  return { written, policy: policy.value };
}

function refused(problem: string): CommandError {
  return new CommandError(`the version in force is refused today: ${problem}`, exitCodes.refused);
}

function trialBlocks({ rules, plan }: Trial, version: number): readonly Block[] {
  const items = rules.map(({ part, name, since, until, hasEnded }) => {
    const end = hasEnded ? `ended ${until}: remove its mode to put it in force, or remove the rule` : `until ${until}`;
    return `${part} ${JSON.stringify(name)}: since ${since}, ${end}`;
  });
  return [
    { kind: "list", title: `In dry run: ${rules.length}`, items },
    ...planBlocks(plan, `${nameOf(version)} with ${rules.length === 1 ? "it" : "them"} in force`),
  ];
}
