/** `tocsin alerts ack`, `suppress`, `approve`, `resolve` and `reopen`: what a person decides on alerts. */
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { type AlertsWriter, type Applied, createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { inChunks } from "@tocsin/aws/alerts/paging";
import type { Instant } from "@tocsin/core/event/instant";
import type { World } from "@tocsin/core/policy/world";
import { plain } from "@tocsin/core/text/text";
import type { Change, Head } from "@tocsin/core/transition/fold";
import { type Verb, verbs } from "@tocsin/oncall/deciding/deciding";
import { type Failure, outcomeOf } from "@tocsin/oncall/deciding/outcome";
import { decidingOn, intentOf, type Pending } from "@tocsin/oncall/deciding/pending";
import { confirm } from "../../output/confirm.ts";
import { createProgress } from "../../output/progress.ts";
import { amountOf, CommandError, exitCodes, type Terminal } from "../../output/terminal.ts";
import { authorFor } from "../../stack/author.ts";
import { withOpenTable } from "../../stack/open-table.ts";
import { type StageTableOptions, stageTable } from "../../stack/stage-table.ts";
import { matchFrom } from "../match-argument.ts";
import type { Term } from "../term.ts";
import { idPrefix } from "./alert-id.ts";
import { chosenAlerts, type Selection } from "./chosen.ts";
import { nothingText, type PrintOptions, print, type Result, sumUp, untilOf } from "./decision-result.ts";
import { alertTable } from "./list.ts";
import { byUrgency } from "./selection.ts";
import { wishOf } from "./wish.ts";

interface DecideOptions extends StageTableOptions, Term, PrintOptions {
  readonly why: string;
  readonly yes?: boolean;
}

export async function decideOn(
  verb: Verb,
  given: readonly string[],
  options: DecideOptions,
  terminal: Terminal,
): Promise<number> {
  const selection = selectionOf(verb, given, options);
  const place = { ...options, ...stageTable(options) };
  const author = await authorFor(place);
  const now = author.now();
  const wish = wishOf(verb, options, now);
  return withOpenTable(place, terminal, async (table) => {
    const world = await author.worldIn(table, (problem) => terminal.stderr.write(`${plain(problem, PROBLEM_LIMIT)}\n`));
    const intent = intentOf(wish, now, world.policy);
    const chosen = await chosenAlerts(createAlertsReader(table), selection, verbs[verb].selects);
    const { settled, pending } = sortedOut(chosen, (head) =>
      decidingOn(head, intent, { by: author.by, why: options.why, now }, world),
    );
    for (const result of settled) print(result, options, terminal);
    await confirmSeveral(verb, pending, options, terminal);
    const outcomes = options.dryRun
      ? pending.map((one) => expected(verb, one))
      : decided(verb, pending, { now: author.now, world, writer: createAlertsWriter(table) }, terminal);
    const results = [...settled];
    for await (const result of outcomes) {
      print(result, options, terminal);
      results.push(result);
    }
    if (!options.json) await sumUp(verb, results, options, terminal);
    else if (results.length === 0) terminal.stderr.write(`${nothingText(verb, options)}\n`);
    return results.some(({ outcome }) => outcome === "failed") ? exitCodes.refused : exitCodes.ok;
  });
}

/** @throws CommandError where it is not said which alerts are meant, or the pattern is wrong. */
function selectionOf(verb: Verb, given: readonly string[], { account, match }: DecideOptions): Selection {
  const isSelecting = account !== undefined || match !== undefined;
  if (given.length === 0 && !isSelecting)
    throw new CommandError("say which: name alerts, or --account, or --match", exitCodes.usage);
  if (given.length > 0 && isSelecting)
    throw new CommandError(
      "--account and --match mean all that is there: name alerts, or select them, not both",
      exitCodes.usage,
    );
  const place = verbs[verb].selects.includes("RESOLVED") ? "any-alert" : "routes";
  const matches = match === undefined ? undefined : matchFrom(match, place).matches;
  return { prefixes: given.map((id) => idPrefix(id)), account, matches };
}

interface Sorted {
  /** Of those for which there is nothing to decide, and of failures. */
  readonly settled: readonly Result[];
  /** The most urgent first. */
  readonly pending: readonly Pending[];
}

function sortedOut(chosen: readonly (Head | Failure)[], decidingOn: (head: Head) => Pending | Result): Sorted {
  const all = chosen.map((one) => ("outcome" in one ? one : decidingOn(one)));
  return {
    settled: all.filter((one) => "outcome" in one),
    pending: all.filter((one) => "shown" in one).sort((a, b) => byUrgency(a.shown.view, b.shown.view)),
  };
}

function expected(verb: Verb, { shown: { view }, decision }: Pending): Result {
  const { id, title } = view;
  return { outcome: `would-be-${verbs[verb].done}`, id, title, decision };
}

async function confirmSeveral(
  verb: Verb,
  pending: readonly Pending[],
  options: DecideOptions,
  terminal: Terminal,
): Promise<void> {
  if (pending.length < 2 || options.dryRun) return;
  const views = pending.map(({ shown }) => shown.view);
  if (!options.json && !options.yes) terminal.stdout.write(alertTable(views, terminal));
  await confirm(`${verbs[verb].does} ${amountOf(pending.length, "alert")}${lastEndOf(pending)}`, options, terminal);
}

/** Of several ends, the last: a deadline's next step may come before. */
function lastEndOf(pending: readonly Pending[]): string {
  const ends = pending.flatMap(({ decision }) => untilOf(decision) ?? []).sort();
  const [first, last] = [ends[0], ends.at(-1)];
  if (last === undefined) return "";
  return first === last ? ` until ${last}` : ` until ${last} at the latest`;
}

interface Writing {
  readonly now: () => Instant;
  readonly world: World;
  readonly writer: AlertsWriter;
}

const PROBLEM_LIMIT = 1000;

/** So many alerts are written side by side. */
const CHUNK = 20;

async function* decided(
  verb: Verb,
  pending: readonly Pending[],
  { now, world, writer }: Writing,
  terminal: Terminal,
): AsyncIterable<Result> {
  const progress = createProgress(terminal);
  let done = 0;
  for await (const chunk of inChunks(pending, CHUNK)) {
    const changes = chunk.map(
      ({ shown, decision }): Change => ({ alertId: shown.view.id, observations: [], decisions: [decision] }),
    );
    const applied = await writer
      .apply(changes, world, now())
      .catch((error: unknown) => chunk.map((): NotApplied => ({ ok: false, error })));
    progress.clear();
    for (const [i, one] of chunk.entries()) yield resultOf(verb, one, applied[i], world);
    done += chunk.length;
    if (done < pending.length) progress.show(`${done} of ${amountOf(pending.length, "alert")}`);
  }
}

interface NotApplied {
  readonly ok: false;
  readonly error: unknown;
}

function resultOf(verb: Verb, { shown }: Pending, applied: Applied | NotApplied | undefined, world: World): Result {
  if (!applied?.ok) return { outcome: "failed", id: shown.view.id, problem: messageOf(applied?.error) };
  return outcomeOf(verb, shown, applied, world);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
