/** Who decides by a command, at what time, and in which world the alert is evaluated then. */
import { userInfo } from "node:os";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { createWorldSource } from "@tocsin/aws/world/world-source";
import { type Instant, shift } from "@tocsin/core/event/instant";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import type { DecisionWorld } from "@tocsin/oncall/deciding/pending";
import { CommandError, shownPath } from "../output/terminal.ts";
import type { TableOptions } from "./open-table.ts";
import { nowBy, recordFor } from "./run-record.ts";
import { readServing } from "./serving.ts";

export interface Author {
  /** Evidence: what AWS says of the caller, or `local:<user>`, which nobody has checked. */
  readonly by: string;
  readonly now: () => Instant;
  /** What the alerts of the table are evaluated in; what of it cannot be read is reported. @throws CallError */
  readonly worldIn: (table: Table, report: (problem: string) => void) => Promise<DecisionWorld>;
}

/** @throws CommandError when the run has not ended. @throws CallError when AWS does not say who calls. */
export async function authorFor(options: TableOptions): Promise<Author> {
  return options.table === undefined ? localAuthor(options) : deployedAuthor();
}

/** The time is AWS's: a clock that is ahead would mute what is reported next. */
async function deployedAuthor(): Promise<Author> {
  const [{ STSClient }, { callerOf }] = await Promise.all([
    import("@aws-sdk/client-sts"),
    import("@tocsin/aws/caller"),
  ]);
  const client = new STSClient();
  try {
    const { arn, clockOffsetMilliseconds } = await callerOf(client);
    return { by: arn, now: () => shift(systemNow(), clockOffsetMilliseconds), worldIn: pushedWorld };
  } finally {
    client.destroy();
  }
}

function pushedWorld(table: Table, report: (problem: string) => void): Promise<DecisionWorld> {
  return createWorldSource({ table, now: systemNow, report: ({ problem }) => report(problem) }).world();
}

async function localAuthor(options: TableOptions): Promise<Author> {
  const record = await recordFor(options);
  if (record?.isMachineTime === false && (await readServing(options.dataDir)))
    throw new CommandError(
      `a run on ${shownPath(options.dataDir)} goes by the time of its events and has not ended yet: decide when it has`,
    );
  return { by: localUser(), now: () => nowBy(record), worldIn: pushedWorld };
}

/** Who uses this machine, as nobody has checked. */
export function localUser(): string {
  return `local:${userName()}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // The system has no name for a user whom only a container knows.
    return String(process.getuid?.() ?? "unknown");
  }
}
