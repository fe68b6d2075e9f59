/** What became of the alerts that somebody decided on, as it is printed. */
import type { Decision } from "@tocsin/core/alert/decision";
import type { Instant } from "@tocsin/core/event/instant";
import { plain } from "@tocsin/core/text/text";
import { type Verb, verbs } from "@tocsin/oncall/deciding/deciding";
import type { Done, Failure, Outcome } from "@tocsin/oncall/deciding/outcome";
import { hanging } from "../../output/fields.ts";
import { amountOf, shownPath, type Terminal } from "../../output/terminal.ts";
import type { TableOptions } from "../../stack/open-table.ts";
import { readServing } from "../../stack/serving.ts";
import { SHOWN_DIGITS } from "./list.ts";

export interface PrintOptions extends TableOptions {
  readonly stage?: string;
  readonly match?: string;
  readonly account?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** What became of one alert, as `--json` prints it. */
export type Result =
  | Outcome
  | { readonly outcome: `would-be-${Done}`; readonly id: string; readonly title: string; readonly decision: Decision };

export function untilOf(decision: Decision): Instant | undefined {
  return "until" in decision ? decision.until : undefined;
}

const PROBLEM_LIMIT = 600;

export function print(result: Result, { json }: PrintOptions, terminal: Terminal): void {
  if (json) {
    terminal.stdout.write(`${JSON.stringify(result)}\n`);
    return;
  }
  const id = result.id.slice(0, SHOWN_DIGITS);
  if (result.outcome === "failed") {
    terminal.stderr.write(`${id}: ${plain(result.problem, PROBLEM_LIMIT)}\n`);
    return;
  }
  terminal.stdout.write(`${hanging(`${id}  `, `${becameText(result)}: ${result.title}`, terminal).join("\n")}\n`);
}

function becameText(result: Exclude<Result, Failure>): string {
  if (result.outcome === "awaits-approval")
    return `awaits the approval of another person (\`tocsin alerts approve ${result.id.slice(0, SHOWN_DIGITS)}\`), and holds from then on${endText(result.decided.until)}`;
  if ("decided" in result) return `${result.outcome}${endText(result.decided.until)}`;
  if ("decision" in result) return `${result.outcome.replaceAll("-", " ")}${endText(untilOf(result.decision))}`;
  return `was ${result.outcome.replace("already-", "")} already${endText(result.until)}`;
}

function endText(until: Instant | undefined): string {
  return until === undefined ? "" : ` until ${until}`;
}

export async function sumUp(
  verb: Verb,
  results: readonly Result[],
  options: PrintOptions,
  terminal: Terminal,
): Promise<void> {
  const { done } = verbs[verb];
  const failed = results.filter(({ outcome }) => outcome === "failed").length;
  const before = results.filter(({ outcome }) => outcome.startsWith("already-")).length;
  const changed = results.length - failed - before;
  const say = (text: string) => terminal.stdout.write(`${text}\n`);
  if (results.length === 0) say(nothingText(verb, options));
  else if (options.dryRun) say(`${amountOf(changed, "alert")} would be ${done}. Nothing was changed.`);
  else if (results.length > 1) say(`${amountOf(changed, "alert")} ${done}, ${before} before, ${failed} not.`);
  if (changed > 0 && !options.dryRun && !(await isAnnounced(options)))
    say(`Announced by the next \`tocsin run --serve --data-dir ${shownPath(options.dataDir)}\`.`);
}

/** Where no alert is such as was asked for. */
export function nothingText(verb: Verb, { account, match }: PrintOptions): string {
  const where = account === undefined ? "" : ` of account ${account}`;
  return `No alert${where}${match === undefined ? "" : " that matches"} is to be ${verbs[verb].done}.`;
}

/** Whether a stack is running that announces what was written. */
async function isAnnounced({ stage, dataDir, dynamodbEndpoint }: PrintOptions): Promise<boolean> {
  if (stage !== undefined) return true;
  const serving = await readServing(dataDir);
  return serving !== undefined && (dynamodbEndpoint ?? serving.dynamodbEndpoint) === serving.dynamodbEndpoint;
}
