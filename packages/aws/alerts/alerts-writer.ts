/**
 * Writes to the alerts table are joins: heads are read in one batch, what arrived is folded in, and each alert that changed is written in
 * one transaction on condition of the version read. The loser of that race reads and folds again, so two writers reach the same result as
 * one.
 */
import {
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { writable } from "@tocsin/core/alert/decision";
import type { Observation } from "@tocsin/core/alert/observation";
import { epochOf, type Instant, MILLISECONDS_PER_DAY } from "@tocsin/core/event/instant";
import { isNewerThan, type World } from "@tocsin/core/policy/world";
import { sameJson } from "@tocsin/core/text/json";
import { type Change, type Folded, type FoldOutcome, fold, type Head } from "@tocsin/core/transition/fold";
import type { LogEntry } from "@tocsin/core/transition/log-entry";
import { type AlertHistory, needsHistory } from "@tocsin/core/transition/past";
import { CallError, callFailed } from "../call.ts";
import { historyOf } from "./alert-history.ts";
import { ATTEMPTS, readItems, type Table } from "./alerts-table.ts";
import { headItem, headKey, readHead } from "./items/head-item.ts";
import { type Item, ItemError, type Key, valueIn } from "./items/items.ts";
import { logItem } from "./items/log-item.ts";
import { keyOfObservation, observationItem } from "./items/observation-item.ts";
import { relationItems } from "./items/relation-item.ts";

export interface AlertsWriter {
  /**
   * Folds every change into its alert; each alert has at most one change. One alert's failure does not affect others: each change has its
   * own result, in order. A transaction can hold 100 items, so a change has at most 41 observations. If a stored head was evaluated in a
   * newer world than `world`, everything folded after it uses the world from `reload`, which is called at most once.
   * @throws CallError when the heads cannot be read; applying the same changes again is safe.
   */
  apply(changes: readonly Change[], world: World, now: Instant, reload?: Reload): Promise<readonly Applied[]>;
}

/** Reads what is in force now. @throws CallError */
export type Reload = () => Promise<World>;

export type Applied =
  | {
      readonly ok: true;
      readonly head: Head;
      /** In order of version. */
      readonly entries: readonly LogEntry[];
      readonly outcomes: readonly FoldOutcome[];
    }
  | { readonly ok: false; readonly error: WriteError };

/** Why an alert was not written: a call failed, or its stored head cannot be read. */
export type WriteError = CallError | ItemError;

export function createAlertsWriter(table: Table): AlertsWriter {
  const { client, tableName } = table;
  return { apply };

  async function apply(
    given: readonly Change[],
    world: World,
    now: Instant,
    reload?: Reload,
  ): Promise<readonly Applied[]> {
    const changes = given.map((change) => ({ ...change, decisions: change.decisions.map(writable) }));
    const items = await readItems(table, changes.flatMap(keysOf));
    const worldFor = worldsFor(world, reload);
    return Promise.all(
      changes.map((change) => {
        const unseen = distinct(change.observations).filter((seen) => !items.get(keyOfObservation(seen)));
        return applyOne(items.get(headKey(change.alertId)), change, unseen, worldFor, now).catch(failed);
      }),
    );
  }

  /** An alert without a head has no earlier statements. */
  async function pastOf(before: Head | undefined, alertId: string): Promise<AlertHistory> {
    return before ? historyOf(table, alertId) : { said: [], log: [] };
  }

  /** @throws ItemError when the stored head cannot be read, CallError when the world cannot. */
  async function applyOne(
    stored: Item | undefined,
    change: Change,
    unseen: readonly Observation[],
    worldFor: WorldFor,
    now: Instant,
  ): Promise<Applied> {
    let before = headOf(stored);
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const world = await worldFor(before);
      const history = needsHistory(before, unseen, now) ? await pastOf(before, change.alertId) : undefined;
      const folded = fold(before, change, world, now, history);
      // After a lost race they may be there by now: the same was delivered twice.
      const left = history
        ? unseen.filter(({ statement }) => !history.said.some((known) => sameJson(known, statement)))
        : unseen;
      if (folded.head === before && left.length === 0) return { ok: true, ...folded };
      const counted = folded.head === before ? { ...folded, head: oneWriteLater(before) } : folded;
      const outcome = await write(before, counted, left, world);
      if (outcome === "written") return { ok: true, ...counted };
      if (outcome instanceof CallError) return { ok: false, error: outcome };
      before = headOf(outcome.stored ?? (await storedHead(change.alertId)));
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
    world: World,
  ): Promise<"written" | CallError | LostRace> {
    const items: TransactWriteItem[] = [
      {
        Put: {
          TableName: tableName,
          Item: headItem(folded.head, headExpiry(folded.head, world)),
          ...onlyIf(before),
          // The loser of a race learns what won without another read.
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      },
      ...folded.entries.map((entry) => ({ Put: { TableName: tableName, Item: logItem(entry) } })),
      ...unseen.map((seen) => ({ Put: { TableName: tableName, Item: itemOfObservation(seen, world) } })),
      ...relationItems(before?.view, folded.head.view, folded.head.evaluatedAt).map((Item) => ({
        Put: { TableName: tableName, Item },
      })),
    ];
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems: items }));
      return "written";
    } catch (error) {
      const lost = lostRace(error);
      return lost ?? callFailed("TransactWriteItems", error);
    }
  }

  async function storedHead(alertId: string): Promise<Item | undefined> {
    return (await readItems(table, [headKey(alertId)])).get(headKey(alertId));
  }
}

/** The world to fold into a head. */
type WorldFor = (head: Head | undefined) => Promise<World>;

/** An older world must not evaluate again what a newer one has: each would take back what the other makes of it. */
function worldsFor(world: World, reload: Reload | undefined): WorldFor {
  let inUse = Promise.resolve(world);
  let isReloaded = false;
  return (head) => {
    if (head !== undefined && reload !== undefined && !isReloaded && isNewerThan(world, head.worldVersion)) {
      isReloaded = true;
      inUse = reload();
    }
    return inUse;
  };
}

/**
 * An observation that changes nothing by itself may form an episode with one that another writer folds at the same moment. So it is written
 * like a change, and of two writers who have read the same history one must read it again.
 */
function oneWriteLater(head: Head): Head {
  return { ...head, version: head.version + 1 };
}

/** @throws ItemError */
function headOf(item: Item | undefined): Head | undefined {
  return item && valueIn(readHead(item));
}

/** If something cannot even be written as an item, such as a number beyond DynamoDB's range, only its own alert fails. */
function failed(error: unknown): Applied {
  if (error instanceof CallError || error instanceof ItemError) return { ok: false, error };
  return { ok: false, error: callFailed("folding and writing", error) };
}

/** One event may come twice in a batch; a transaction that puts one item twice is refused. */
function distinct(observations: readonly Observation[]): readonly Observation[] {
  return [...new Map(observations.map((seen) => [keyOfObservation(seen).sk, seen])).values()];
}

function keysOf(change: Change): readonly Key[] {
  return [headKey(change.alertId), ...change.observations.map(keyOfObservation)];
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

interface LostRace {
  /** The winning head, if DynamoDB returned it. */
  readonly stored: Item | undefined;
}

/** Gives nothing when the transaction failed for another reason than a race. */
function lostRace(error: unknown): LostRace | undefined {
  if (!(error instanceof TransactionCanceledException)) return undefined;
  const reasons = error.CancellationReasons ?? [];
  const failed = reasons.find(({ Code }) => Code === "ConditionalCheckFailed");
  if (failed) return { stored: failed.Item };
  return reasons.some(({ Code }) => Code === "TransactionConflict") ? { stored: undefined } : undefined;
}

function itemOfObservation(observation: Observation, { policy: { retention } }: World): Item {
  return observationItem(observation, expiry(observation.statement.at, retention.observationDays));
}

/** A head that was never open only prevents a late failure from opening the alert; it may expire when no such event can come any more. */
function headExpiry({ wasOpen, alert }: Head, { policy: { retention } }: World): number | undefined {
  if (wasOpen || alert.lastSeenAt === undefined) return undefined;
  return expiry(alert.lastSeenAt, retention.observationDays);
}

/** As DynamoDB's time to live wants it: whole seconds since 1970. */
function expiry(at: Instant, days: number): number {
  return Math.floor((epochOf(at) + days * MILLISECONDS_PER_DAY) / 1000);
}
