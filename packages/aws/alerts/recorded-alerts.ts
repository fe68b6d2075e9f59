/** The recorded past of alerts, each read as a whole: for a person who asks what another policy would have done. */
import type { Alert } from "@tocsin/core/alert/alert";
import type { Statement } from "@tocsin/core/alert/observation";
import type { LogEntry } from "@tocsin/core/transition/log-entry";
import { alertKey, HEAD, LOG_PREFIX, OBSERVATION_PREFIX } from "./alerts-schema.ts";
import type { Table } from "./alerts-table.ts";
import { identityAttributes, readIdentity } from "./items/head-item.ts";
import { type Item, type ItemError, type ItemRead, keyOf } from "./items/items.ts";
import { foldedAttributes, readFolded } from "./items/log-item.ts";
import { readStatement, statementAttributes } from "./items/observation-item.ts";
import { pagesOf, sideBySide } from "./paging.ts";
import { between, queryPage } from "./query.ts";

export interface RecordedPast {
  readonly alert: Pick<Alert, "id" | "identity">;
  readonly said: readonly Statement[];
  /** In order of version. */
  readonly log: readonly Pick<LogEntry, "at" | "decided" | "folded">[];
  /** What of it cannot be read. */
  readonly problems: readonly ItemError[];
}

/** Queries under way at a time. */
const WIDTH = 8;

/** Without the views in log entries and heads, which are most of the data. */
const attributes = [...new Set([...identityAttributes, ...foldedAttributes, ...statementAttributes])];

/**
 * What `take` makes of the past of each of these alerts, in their order; of one that is not there, nothing. It is called as soon as a past
 * is read, before those that were asked for earlier, so that no past waits in memory for its turn. @throws CallError
 */
export function takenOfPasts<T>(
  table: Table,
  alertIds: AsyncIterable<string> | Iterable<string>,
  take: (past: ItemRead<RecordedPast>) => T,
): AsyncIterable<T | undefined> {
  return sideBySide(alertIds, WIDTH, async (alertId) => {
    const past = await recordedPast(table, alertId);
    return past && take(past);
  });
}

async function recordedPast(table: Table, alertId: string): Promise<ItemRead<RecordedPast> | undefined> {
  const items: Item[] = [];
  // All of its items except its groups: "$" comes after "#".
  const condition = between(HEAD, OBSERVATION_PREFIX.replace("#", "$"));
  const query = { partition: alertKey(alertId), condition, attributes } as const;
  for await (const page of pagesOf((start) => queryPage(table, query, start))) items.push(...page);
  const [first, ...others] = items;
  if (first === undefined || keyOf(first).sk !== HEAD) return undefined;
  const head = readIdentity(first);
  if (!head.ok) return head;
  const problems: ItemError[] = [];
  const readable = <T>(read: ItemRead<T>): readonly T[] => {
    if (read.ok) return [read.value];
    problems.push(read.error);
    return [];
  };
  const isLog = (item: Item) => keyOf(item).sk.startsWith(LOG_PREFIX);
  const log = others.filter(isLog).flatMap((item) => readable(readFolded(item)));
  const said = others.filter((item) => !isLog(item)).flatMap((item) => readable(readStatement(item)));
  return { ok: true, value: { alert: head.value, said, log, problems } };
}
