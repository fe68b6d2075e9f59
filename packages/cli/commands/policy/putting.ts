/** How a version of the policy is put in force: what differs is shown, somebody agrees, and nothing else was put in force meanwhile. */

import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { CallError } from "@tocsin/aws/call";
import type { PolicyBody } from "@tocsin/aws/world/items/policy-item";
import {
  createPolicyStore,
  POLICY_LIMIT_BYTES,
  type PolicyStore,
  type PushedPolicy,
} from "@tocsin/aws/world/policy-store";
import { MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import { writtenPolicy } from "@tocsin/core/policy/parse-policy";
import type { Policy } from "@tocsin/core/policy/policy";
import { type PolicyChange, policyChanges } from "@tocsin/core/policy/policy-changes";
import { plain } from "@tocsin/core/text/text";
import type { MovedShift } from "@tocsin/oncall/schedule/moved-shifts";
import { confirm } from "../../output/confirm.ts";
import { amountOf, CommandError, exitCodes, type Terminal } from "../../output/terminal.ts";
import { asJson } from "../../policy-file.ts";
import { onTerminal } from "../../rerun/blocks.ts";
import { planSummary } from "../../rerun/plan-blocks.ts";
import type { Author } from "../../stack/author.ts";
import { movedText, shiftsThatMove, withoutReadings } from "./calendar-changes.ts";
import { nameOf } from "./name-of.ts";
import { planOn } from "./plan.ts";

export interface Putting {
  readonly table: Table;
  readonly author: Author;
  readonly body: PolicyBody;
  /** What the body says. */
  readonly policy: Policy;
  readonly why: string;
  /** The version that is to be in force before. */
  readonly expect?: number | undefined;
  /** The version whose body it has again. */
  readonly repeats?: number | undefined;
}

interface Options {
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Gives the exit code. @throws CommandError when nothing was put in force. */
export async function putPolicy(putting: Putting, options: Options, terminal: Terminal): Promise<number> {
  const { table, author, body, policy, why, expect, repeats } = putting;
  const store = createPolicyStore(table);
  const replaces = await store.current();
  if (expect !== undefined && expect !== replaces)
    throw new CommandError(
      `nothing was pushed: ${nameOf(replaces)} is in force, and not version ${expect}`,
      exitCodes.refused,
    );
  const before = await bodyOf(store, replaces, terminal);
  const changes = policyChanges(withoutReadings(before?.written), withoutReadings(body.written));
  if (changes.length === 0 && before?.source === body.source)
    return report({ outcome: "unchanged", version: replaces, changes }, options, terminal);
  const moved = shiftsThatMove(before?.written, policy, author.now());
  if (!options.json) terminal.stdout.write(`${described(changes, replaces)}${movedText(moved, policy.timezone)}`);
  // Nobody looks at it where nobody is asked.
  if (!options.json && !options.yes && terminal.stdin.isTTY)
    terminal.stdout.write(await plannedText(putting, terminal));
  await confirm(`put it in force, in place of ${nameOf(replaces)}`, options, terminal);
  const pushed: PushedPolicy = { ...body, replaces, by: author.by, at: author.now(), why, repeats };
  const result = await store.push(pushed);
  switch (result.outcome) {
    case "in-force":
      return report(
        {
          outcome: "pushed",
          version: result.version,
          replaces,
          changes,
          ...(moved.length > 0 ? { movedShifts: moved } : {}),
        },
        options,
        terminal,
      );
    case "overtaken":
      throw new CommandError(
        `nothing was pushed: somebody else has put version ${result.by} in force meanwhile; \`tocsin policy history\` says who`,
        exitCodes.refused,
      );
    case "too-large":
      throw new CommandError(
        `nothing was pushed: compressed, the policy with its file has ${result.bytes} bytes, and at most ${POLICY_LIMIT_BYTES} are stored`,
        exitCodes.usage,
      );
    default:
      return result satisfies never;
  }
}

const PLANNED_MILLISECONDS = 30 * MILLISECONDS_PER_DAY;

/** What the policy would have done lately. Who cannot be told that may put it in force all the same. */
async function plannedText({ table, author, policy, body: { written } }: Putting, terminal: Terminal): Promise<string> {
  const until = author.now();
  const span = { from: shift(until, -PLANNED_MILLISECONDS), until };
  try {
    const report = await planOn(table, { policy, written }, span, terminal);
    return `\n${onTerminal(planSummary(report), terminal, "`tocsin policy plan --json`")}\n`;
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return `\nWhat the policy would have done is not known: ${error.message}\n\n`;
  }
}

/** Of the version in force; what holds before the first is the default policy. One that cannot be read can be replaced all the same. */
async function bodyOf(store: PolicyStore, version: number, { stderr }: Terminal): Promise<PolicyBody | undefined> {
  if (version === 0) return builtIn();
  const read = await store.version(version);
  if (read?.ok) return read.value;
  const problem = read === undefined ? "it is not there" : read.error.message;
  stderr.write(`Version ${version} is in force but cannot be read, so the whole policy is shown as new: ${problem}\n`);
  return undefined;
}

function builtIn(): PolicyBody | undefined {
  const written = writtenPolicy({});
  return written.ok ? { written: asJson(written.value), source: "" } : undefined;
}

interface Outcome {
  readonly outcome: "pushed" | "unchanged";
  readonly version: number;
  readonly replaces?: number;
  readonly changes: readonly PolicyChange[];
  /** Of schedules with a calendar; left out where none moves. */
  readonly movedShifts?: readonly MovedShift[];
}

function report(outcome: Outcome, { json }: Options, { stdout }: Terminal): number {
  if (json) stdout.write(`${JSON.stringify(outcome)}\n`);
  else if (outcome.outcome === "unchanged")
    stdout.write(`Nothing was pushed: ${nameOf(outcome.version)}, which is in force, says the same.\n`);
  else
    stdout.write(
      `Version ${outcome.version} is in force: functions use it within a minute, and open alerts are evaluated again in the next.\n`,
    );
  return exitCodes.ok;
}

const signs = { added: "+", removed: "-", changed: "~", reordered: "~" } as const;
const NAME_LIMIT = 100;

function described(changes: readonly PolicyChange[], replaces: number): string {
  if (changes.length === 0) return `The file has the same meaning as ${nameOf(replaces)}.\n`;
  const lines = changes.map(
    ({ part, name, change, fields }) =>
      `  ${signs[change]} ${part}${name === undefined ? "" : ` ${JSON.stringify(plain(name, NAME_LIMIT))}`}${detailOf(change, fields)}`,
  );
  return `${amountOf(changes.length, "change")} from ${nameOf(replaces)}:\n${lines.join("\n")}\n`;
}

function detailOf(change: PolicyChange["change"], fields: readonly string[]): string {
  if (change === "reordered") return ": in another order";
  return fields.length > 0 && change === "changed" ? `: ${fields.join(", ")}` : "";
}
