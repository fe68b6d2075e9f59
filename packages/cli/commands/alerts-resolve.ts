/** `tocsin alerts resolve`: a person says that alerts are over. */
import { type AlertsReader, createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { alertIdOf } from "@tocsin/aws/alerts/alerts-schema";
import { type AlertsWriter, type Applied, createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import type { ItemRead } from "@tocsin/aws/alerts/items/items";
import { inChunks } from "@tocsin/aws/alerts/paging";
import type { AlertView } from "@tocsin/core/alert/view";
import { later } from "@tocsin/core/event/instant";
import { plain } from "@tocsin/core/text/text";
import type { Change } from "@tocsin/core/transition/fold";
import type { RecordedDecision } from "@tocsin/core/transition/log-entry";
import { confirm } from "../output/confirm.ts";
import { hanging } from "../output/fields.ts";
import { createProgress } from "../output/progress.ts";
import { amountOf, CommandError, exitCodes, shownPath, type Terminal } from "../output/terminal.ts";
import { type Author, authorFor } from "../stack/author.ts";
import { type TableOptions, withOpenTable } from "../stack/open-table.ts";
import { readServing } from "../stack/serving.ts";
import { type StageTableOptions, stageTable } from "../stack/stage-table.ts";
import { completedId, idPrefix, unknownId } from "./alert-id.ts";
import { alertTable, SHOWN_DIGITS } from "./alerts-list.ts";
import { byUrgency } from "./alerts-selection.ts";

interface ResolveOptions extends TableOptions, StageTableOptions {
  readonly why: string;
  readonly account?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** What became of one alert, as `--json` prints it. */
type Result =
  | { readonly outcome: "resolved"; readonly id: string; readonly title: string; readonly decided: RecordedDecision }
  | { readonly outcome: "already-resolved"; readonly id: string; readonly title: string }
  | Failure;

interface Failure {
  readonly outcome: "failed";
  /** As much of it as was given. */
  readonly id: string;
  readonly problem: string;
}

/** An alert that was chosen, or why it cannot be shown. */
type Chosen = AlertView | Failure;

export async function resolveAlerts(
  given: readonly string[],
  options: ResolveOptions,
  terminal: Terminal,
): Promise<number> {
  const { account, json } = options;
  requireSelection(given, account);
  const prefixes = given.map(idPrefix);
  const place = { ...options, ...stageTable(options) };
  const author = await authorFor(place);
  return withOpenTable(place, terminal, async (table) => {
    const alerts = createAlertsReader(table);
    const chosen = await (account === undefined ? named(alerts, prefixes) : openIn(alerts, account));
    const results: Result[] = chosen.filter((one) => !isOpen(one)).map(settledResult);
    for (const result of results) print(result, options, terminal);
    const open = chosen.filter(isOpen).sort(byUrgency);
    await confirmSeveral(open, options, terminal);
    for await (const result of resolved(
      open,
      { author, why: options.why, writer: createAlertsWriter(table) },
      terminal,
    )) {
      print(result, options, terminal);
      results.push(result);
    }
    if (!json) await sumUp(results, options, terminal);
    return results.some(({ outcome }) => outcome === "failed") ? exitCodes.refused : exitCodes.ok;
  });
}

function requireSelection(given: readonly string[], account: string | undefined): void {
  if (given.length === 0 && account === undefined)
    throw new CommandError("say which: name alerts, or --account", exitCodes.usage);
  if (given.length > 0 && account !== undefined)
    throw new CommandError(
      "--account means all that is open there: name alerts, or --account, not both",
      exitCodes.usage,
    );
}

/** What cannot be found is a failure of its own: the others are resolved all the same. */
async function named(alerts: AlertsReader, prefixes: readonly string[]): Promise<readonly Chosen[]> {
  const ids = new Set<string>();
  const failures: Failure[] = [];
  for (const prefix of new Set(prefixes)) {
    try {
      ids.add(await completedId(alerts, prefix));
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      failures.push({ outcome: "failed", id: prefix, problem: error.message });
    }
  }
  return [...failures, ...(await viewsOf(alerts, [...ids]))];
}

/** @throws CommandError when no alert of the account is known, as when its id is mistyped. */
async function openIn(alerts: AlertsReader, account: string): Promise<readonly Chosen[]> {
  const listed = await Array.fromAsync(alerts.ofAccount(account, { onlyOpen: true }), idIn);
  if (listed.length > 0) return viewsOf(alerts, listed);
  for await (const _ of alerts.ofAccount(account, { pageSize: 1 })) return [];
  throw new CommandError(`no alert of account ${account} is known`, exitCodes.refused);
}

async function viewsOf(alerts: AlertsReader, ids: readonly string[]): Promise<readonly Chosen[]> {
  const found = new Map<string, ItemRead<AlertView>>();
  for await (const read of alerts.views(ids)) found.set(idIn(read), read);
  return ids.map((id) => {
    const read = found.get(id);
    if (read?.ok) return read.value;
    return { outcome: "failed", id, problem: read === undefined ? unknownId(id) : read.error.message };
  });
}

function idIn(read: ItemRead<{ readonly id: string }>): string {
  return read.ok ? read.value.id : alertIdOf(read.error.key.pk);
}

function isOpen(chosen: Chosen): chosen is AlertView {
  return "status" in chosen && chosen.status !== "RESOLVED";
}

function settledResult(chosen: Chosen): Result {
  return "status" in chosen ? { outcome: "already-resolved", id: chosen.id, title: chosen.title } : chosen;
}

async function confirmSeveral(open: readonly AlertView[], options: ResolveOptions, terminal: Terminal): Promise<void> {
  if (open.length < 2) return;
  if (!options.json && !options.yes) terminal.stdout.write(alertTable(open, terminal));
  await confirm(`resolve ${amountOf(open.length, "alert")}`, options, terminal);
}

interface Resolving {
  readonly author: Author;
  readonly why: string;
  readonly writer: AlertsWriter;
}

/** So many alerts are written side by side. */
const CHUNK = 20;

async function* resolved(
  open: readonly AlertView[],
  { author, why, writer }: Resolving,
  terminal: Terminal,
): AsyncIterable<Result> {
  const progress = createProgress(terminal);
  let done = 0;
  for await (const chunk of inChunks(open, CHUNK)) {
    const now = author.now();
    const changes = chunk.map(({ id, lastSeenAt }): Change => {
      // Whoever decides has seen what was said last, even where a reporter's clock is ahead.
      const at = lastSeenAt === undefined ? now : later(now, lastSeenAt);
      return { alertId: id, observations: [], decisions: [{ kind: "resolve", at, by: author.by, why }] };
    });
    const applied = await writer
      .apply(changes, author.world, now)
      .catch((error: unknown) => chunk.map((): NotApplied => ({ ok: false, error })));
    progress.clear();
    for (const [i, view] of chunk.entries()) yield resultOf(view, applied[i]);
    done += chunk.length;
    if (done < open.length) progress.show(`${done} of ${amountOf(open.length, "alert")}`);
  }
}

interface NotApplied {
  readonly ok: false;
  readonly error: unknown;
}

function resultOf({ id, title }: AlertView, applied: Applied | NotApplied | undefined): Result {
  if (!applied?.ok) return { outcome: "failed", id, problem: messageOf(applied?.error) };
  const { head, entries } = applied;
  const decided = entries.find(({ kind }) => kind === "resolved")?.decided;
  if (decided) return { outcome: "resolved", id, title, decided };
  if (head.view.status === "RESOLVED") return { outcome: "already-resolved", id, title };
  const { reporters, lastSeenAt } = head.view;
  return {
    outcome: "failed",
    id,
    problem: `it was reported again meanwhile, by ${reporters.join(", ")} at ${lastSeenAt}`,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const PROBLEM_LIMIT = 600;

function print(result: Result, { json }: ResolveOptions, terminal: Terminal): void {
  if (json) {
    terminal.stdout.write(`${JSON.stringify(result)}\n`);
    return;
  }
  const id = result.id.slice(0, SHOWN_DIGITS);
  if (result.outcome === "failed") {
    terminal.stderr.write(`${id}: ${plain(result.problem, PROBLEM_LIMIT)}\n`);
    return;
  }
  const became = result.outcome === "resolved" ? "resolved" : "was resolved already";
  terminal.stdout.write(`${hanging(`${id}  `, `${became}: ${result.title}`, terminal).join("\n")}\n`);
}

async function sumUp(results: readonly Result[], options: ResolveOptions, terminal: Terminal): Promise<void> {
  const count = (outcome: Result["outcome"]) => results.filter((result) => result.outcome === outcome).length;
  const [done, before, failed] = [count("resolved"), count("already-resolved"), count("failed")];
  if (results.length === 0) terminal.stdout.write(`No alert of account ${options.account} is open.\n`);
  else if (results.length > 1)
    terminal.stdout.write(`${amountOf(done, "alert")} resolved, ${before} before, ${failed} not.\n`);
  if (done > 0 && !(await isAnnounced(options)))
    terminal.stdout.write(
      `Announced by the next \`tocsin run --serve --data-dir ${shownPath(options.dataDir)}\`, under the --policy that it is given.\n`,
    );
}

/** Whether a stack is running that announces what was written. */
async function isAnnounced({ stage, dataDir, dynamodbEndpoint }: ResolveOptions): Promise<boolean> {
  if (stage !== undefined) return true;
  const serving = await readServing(dataDir);
  return serving !== undefined && (dynamodbEndpoint ?? serving.dynamodbEndpoint) === serving.dynamodbEndpoint;
}
