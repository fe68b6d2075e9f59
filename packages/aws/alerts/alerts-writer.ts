/**
 * Writes to the alerts table are joins: heads are read in one batch, what arrived is folded in, and each alert that changed
 * is written in one transaction on condition of the version read. Whoever loses that race reads and folds again, so two
 * writers end where one would.
 */
import {
  BatchWriteItemCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { writable } from "@tocsin/core/alert/decision";
import type { Observation } from "@tocsin/core/alert/observation";
import { epochOf, type Instant, MILLISECONDS_PER_DAY } from "@tocsin/core/event/instant";
import { weekOf } from "@tocsin/core/event/week";
import type { EvaluationPolicy } from "@tocsin/core/policy/policy";
import { type Change, type Folded, type FoldOutcome, fold, type Head } from "@tocsin/core/transition/fold";
import type { LogEntry } from "@tocsin/core/transition/log-entry";
import { CallError, call, callFailed } from "../call.ts";
import { alertKey, HEAD, headIndexKeys, logKey, observationKey, shardOf, weekPartition } from "./alerts-schema.ts";
import {
  ATTEMPTS,
  backOff,
  headKey,
  headOf,
  type Item,
  type Key,
  readItems,
  type Table,
  toItem,
} from "./alerts-table.ts";

export interface AlertsWriter {
  /**
   * Folds every change into its alert, of which each change is the only one. One alert's failure harms no other: each
   * change has a result of its own, in order. A transaction holds 100 items, so a change holds at most 98 observations.
   * @throws CallError when the heads cannot be read, or an observation that changed nothing cannot be written down;
   * applying the same changes again is safe.
   */
  apply(changes: readonly Change[], policy: EvaluationPolicy, now: Instant): Promise<readonly Applied[]>;
}

export type Applied =
  | {
      readonly ok: true;
      readonly head: Head;
      readonly entry?: LogEntry | undefined;
      readonly outcomes: readonly FoldOutcome[];
    }
  | { readonly ok: false; readonly error: CallError };

const WRITE_LIMIT = 25;

export function createAlertsWriter(table: Table): AlertsWriter {
  const { client, tableName } = table;
  return { apply };

  async function apply(given: readonly Change[], policy: EvaluationPolicy, now: Instant): Promise<readonly Applied[]> {
    const changes = given.map((change) => ({ ...change, decisions: change.decisions.map(writable) }));
    const items = await readItems(table, changes.flatMap(keysOf));
    const late: Item[] = [];
    const results = await Promise.all(
      changes.map((change) => {
        const stored = headOf(items.get(headKey(change.alertId)));
        const unseen = distinct(change.observations).filter(
          ({ alertId, statement }) => !items.get({ pk: alertKey(alertId), sk: observationKey(statement) }),
        );
        return applyOne(stored, change, unseen, policy, now, late).catch(failed);
      }),
    );
    await writeLate(late);
    return results;
  }

  async function applyOne(
    stored: Head | undefined,
    change: Change,
    unseen: readonly Observation[],
    policy: EvaluationPolicy,
    now: Instant,
    late: Item[],
  ): Promise<Applied> {
    let before = stored;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const folded = fold(before, change, policy, now);
      if (folded.head === before) {
        // What changes nothing is still written down: it was said.
        late.push(...unseen.map((seen) => observationItem(seen, policy)));
        return { ok: true, head: folded.head, outcomes: folded.outcomes };
      }
      const outcome = await write(before, folded, unseen, policy);
      if (outcome === "written") return { ok: true, ...folded };
      if (outcome instanceof CallError) return { ok: false, error: outcome };
      before = outcome.stored ?? (await storedHead(change.alertId));
    }
    return {
      ok: false,
      error: new CallError(`alert ${change.alertId} changed under ${ATTEMPTS} attempts to write it`, true),
    };
  }

  async function write(
    before: Head | undefined,
    folded: Folded,
    unseen: readonly Observation[],
    policy: EvaluationPolicy,
  ): Promise<"written" | CallError | { readonly stored: Head | undefined }> {
    const items: TransactWriteItem[] = [
      {
        Put: {
          TableName: tableName,
          Item: headItem(folded.head, policy),
          ...onlyIf(before),
          // The loser of a race learns what won without another read.
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      },
      ...(folded.entry ? [{ Put: { TableName: tableName, Item: logItem(folded.entry) } }] : []),
      ...unseen.map((seen) => ({ Put: { TableName: tableName, Item: observationItem(seen, policy) } })),
    ];
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems: items }));
      return "written";
    } catch (error) {
      const lost = lostRace(error);
      return lost ?? callFailed("TransactWriteItems", error);
    }
  }

  async function writeLate(items: readonly Item[]): Promise<void> {
    for (let i = 0; i < items.length; i += WRITE_LIMIT) {
      let requests = items.slice(i, i + WRITE_LIMIT).map((Item) => ({ PutRequest: { Item } }));
      for (let attempt = 1; requests.length > 0; attempt += 1) {
        if (attempt > ATTEMPTS) throw new CallError("BatchWriteItem left items unprocessed", true);
        if (attempt > 1) await backOff(attempt);
        const { UnprocessedItems } = await call("BatchWriteItem", () =>
          client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: requests } })),
        );
        requests = (UnprocessedItems?.[tableName] ?? []).flatMap(({ PutRequest }) =>
          PutRequest?.Item ? [{ PutRequest: { Item: PutRequest.Item } }] : [],
        );
      }
    }
  }

  async function storedHead(alertId: string): Promise<Head | undefined> {
    return headOf((await readItems(table, [headKey(alertId)])).get(headKey(alertId)));
  }
}

/** What cannot even be written as an item, such as a number beyond DynamoDB's, is its own alert's failure alone. */
function failed(error: unknown): Applied {
  if (error instanceof CallError) return { ok: false, error };
  return { ok: false, error: callFailed("folding and writing", error) };
}

/** One event may come twice in a batch; a transaction that puts one item twice is refused. */
function distinct(observations: readonly Observation[]): readonly Observation[] {
  return [...new Map(observations.map((seen) => [observationKey(seen.statement), seen])).values()];
}

function keysOf(change: Change): readonly Key[] {
  const pk = alertKey(change.alertId);
  return [{ pk, sk: HEAD }, ...change.observations.map(({ statement }) => ({ pk, sk: observationKey(statement) }))];
}

function onlyIf(
  before: Head | undefined,
): Pick<
  NonNullable<TransactWriteItem["Put"]>,
  "ConditionExpression" | "ExpressionAttributeNames" | "ExpressionAttributeValues"
> {
  if (before === undefined)
    return { ConditionExpression: "attribute_not_exists(#pk)", ExpressionAttributeNames: { "#pk": "pk" } };
  return {
    ConditionExpression: "#version = :version",
    ExpressionAttributeNames: { "#version": "version" },
    ExpressionAttributeValues: marshall({ ":version": before.version }),
  };
}

/** The stored head that won the race, or nothing when the transaction failed for another reason. */
function lostRace(error: unknown): { readonly stored: Head | undefined } | undefined {
  if (!(error instanceof TransactionCanceledException)) return undefined;
  const reasons = error.CancellationReasons ?? [];
  const failed = reasons.find(({ Code }) => Code === "ConditionalCheckFailed");
  if (failed) return { stored: failed.Item && headOf(failed.Item) };
  return reasons.some(({ Code }) => Code === "TransactionConflict") ? { stored: undefined } : undefined;
}

/** A head that was never open only keeps a late failure from opening it; it may go when no such event can come any more. */
function headItem(head: Head, { retention }: EvaluationPolicy): Item {
  const { alert, view, reviewAt, wasOpen } = head;
  const expiresAt = wasOpen ? undefined : expiry(alert.lastSeenAt, retention.observationDays);
  return toItem({ pk: alertKey(alert.id), sk: HEAD, ...head, ...headIndexKeys(view, reviewAt), expiresAt });
}

/** As DynamoDB's time to live wants it: whole seconds since 1970. */
function expiry(at: Instant | undefined, days: number): number | undefined {
  return at && Math.floor((epochOf(at) + days * MILLISECONDS_PER_DAY) / 1000);
}

function logItem(entry: LogEntry): Item {
  return toItem({
    pk: alertKey(entry.alertId),
    sk: logKey(entry.version),
    entry,
    weekPk: weekPartition(weekOf(entry.at), shardOf(entry.alertId)),
    weekSk: `${entry.at}#${entry.alertId}`,
  });
}

function observationItem({ alertId, statement }: Observation, policy: EvaluationPolicy): Item {
  return toItem({
    pk: alertKey(alertId),
    sk: observationKey(statement),
    statement,
    expiresAt: expiry(statement.at, policy.retention.observationDays),
  });
}
