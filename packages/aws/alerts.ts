/**
 * The alerts table. Writes are joins: heads are read in one batch, what arrived is folded in, and each alert that changed
 * is written in one transaction on condition of the version read. Whoever loses that race reads and folds again, so two
 * writers end where one would.
 */
import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { AlertView } from "@tocsin/core/evaluate";
import { type Change, type Folded, type FoldOutcome, fold, type Head } from "@tocsin/core/fold";
import { epochOf, type Instant, MILLISECONDS_PER_DAY } from "@tocsin/core/instant";
import type { LogEntry } from "@tocsin/core/log-entry";
import type { Observation, Statement } from "@tocsin/core/observation";
import type { Policy } from "@tocsin/core/policy";
import { type Severity, severities } from "@tocsin/core/severity";
import { type Week, weekOf } from "@tocsin/core/week";
import {
  accountPartition,
  alertKey,
  alertsSchema,
  deliveryKey,
  HEAD,
  headIndexKeys,
  LOG_PREFIX,
  logKey,
  observationKey,
  openPartition,
  reviewPartition,
  shardOf,
  shards,
  weekPartition,
} from "./alerts-schema.ts";
import { AlertsTableError, describe, isRetryable } from "./errors.ts";

export interface Alerts {
  /**
   * Folds every change into its alert, of which each change is the only one. One alert's failure harms no other: each
   * change has a result of its own, in order.
   * @throws AlertsTableError when the heads cannot be read, or an observation that changed nothing cannot be written down;
   * applying the same changes again is safe.
   */
  apply(changes: readonly Change[], policy: Policy, now: Instant): Promise<readonly Applied[]>;
  /** The alerts whose view time alone may have changed by `now`, those due longest first, at most `limit` a shard. */
  due(now: Instant, limit: number): Promise<readonly { readonly alertId: string; readonly reviewAt: Instant }[]>;
  /** The alert as stored, or nothing. */
  head(alertId: string): Promise<Head | undefined>;
  heads(alertIds: readonly string[]): Promise<readonly Head[]>;
  /** Every alert that is not resolved, by severity from CRITICAL down. */
  open(filter?: { readonly severities?: readonly Severity[] }): AsyncIterable<AlertView>;
  /** Every alert of an account, resolved ones included. */
  ofAccount(account: string): AsyncIterable<AlertView>;
  /** The transitions of an ISO week. */
  logOfWeek(week: Week): AsyncIterable<LogEntry>;
  /** The transitions and decisions of one alert, oldest first. */
  logOf(alertId: string): AsyncIterable<LogEntry>;
  /** The observations of one alert, by time. */
  observationsOf(alertId: string): AsyncIterable<Statement>;
  /** Which of `channels` have been told of this version. */
  delivered(alertId: string, version: number, channels: readonly string[]): Promise<ReadonlySet<string>>;
  /** Records a delivery that was made; `handle` finds the message again. */
  recordDelivery(delivery: Delivery): Promise<void>;
}

export type Applied =
  | {
      readonly ok: true;
      readonly head: Head;
      readonly entry?: LogEntry | undefined;
      readonly outcomes: readonly FoldOutcome[];
    }
  | { readonly ok: false; readonly error: AlertsTableError };

export interface Delivery {
  readonly alertId: string;
  readonly version: number;
  readonly channel: string;
  readonly at: Instant;
  readonly handle?: string | undefined;
}

type Item = Record<string, AttributeValue>;

/** Losing the race this often means something is wrong, and the queue's redelivery is the better place to wait. */
const ATTEMPTS = 6;
const READ_LIMIT = 100;
const WRITE_LIMIT = 25;
/** A transaction holds 100 items; two are the head and the log entry. */
const OBSERVATIONS_PER_TRANSACTION = 90;

export function createAlerts({
  client,
  tableName,
}: {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}): Alerts {
  return {
    apply: (changes, policy, now) => apply(changes, policy, now),
    due,
    head: async (alertId) => (await heads([alertId]))[0],
    heads,
    open,
    ofAccount,
    logOfWeek,
    logOf: (alertId) => query<LogEntry>(undefined, alertKey(alertId), "entry", { prefix: LOG_PREFIX }),
    observationsOf: (alertId) => query<Statement>(undefined, alertKey(alertId), "statement", { prefix: "OBS#" }),
    delivered,
    recordDelivery,
  };

  async function apply(changes: readonly Change[], policy: Policy, now: Instant): Promise<readonly Applied[]> {
    const items = await read(changes.flatMap(keysOf));
    const late: Item[] = [];
    const results = await Promise.all(
      changes.map((change) => {
        const stored = headOf(items.get(`${alertKey(change.alertId)} ${HEAD}`));
        const unseen = change.observations.filter(
          ({ statement }) => !items.has(`${alertKey(change.alertId)} ${observationKey(statement)}`),
        );
        return applyOne(stored, change, unseen, policy, now, late);
      }),
    );
    await writeLate(late);
    return results;
  }

  async function applyOne(
    stored: Head | undefined,
    change: Change,
    unseen: readonly Observation[],
    policy: Policy,
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
      const outcome = await write(before, folded, unseen.slice(0, OBSERVATIONS_PER_TRANSACTION), policy);
      if (outcome === "written") {
        late.push(...unseen.slice(OBSERVATIONS_PER_TRANSACTION).map((seen) => observationItem(seen, policy)));
        return { ok: true, ...folded };
      }
      if (outcome instanceof AlertsTableError) return { ok: false, error: outcome };
      before = outcome.stored ?? (await heads([change.alertId]))[0];
    }
    return {
      ok: false,
      error: new AlertsTableError(`alert ${change.alertId} changed under ${ATTEMPTS} attempts to write it`, true),
    };
  }

  async function write(
    before: Head | undefined,
    folded: Folded,
    unseen: readonly Observation[],
    policy: Policy,
  ): Promise<"written" | AlertsTableError | { readonly stored: Head | undefined }> {
    const items: TransactWriteItem[] = [
      {
        Put: {
          TableName: tableName,
          Item: headItem(folded.head),
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
      return lost ?? new AlertsTableError(describe("TransactWriteItems", error), isRetryable(error), error);
    }
  }

  async function writeLate(items: readonly Item[]): Promise<void> {
    for (let i = 0; i < items.length; i += WRITE_LIMIT) {
      let requests = items.slice(i, i + WRITE_LIMIT).map((Item) => ({ PutRequest: { Item } }));
      for (let attempt = 1; requests.length > 0; attempt += 1) {
        if (attempt > ATTEMPTS) throw new AlertsTableError("BatchWriteItem left items unprocessed", true);
        const { UnprocessedItems } = await call("BatchWriteItem", () =>
          client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: requests } })),
        );
        requests = (UnprocessedItems?.[tableName] ?? []).flatMap(({ PutRequest }) =>
          PutRequest?.Item ? [{ PutRequest: { Item: PutRequest.Item } }] : [],
        );
      }
    }
  }

  async function read(keys: readonly Key[]): Promise<ReadonlyMap<string, Item>> {
    const found = new Map<string, Item>();
    for (let i = 0; i < keys.length; i += READ_LIMIT) {
      let pending: Item[] = keys.slice(i, i + READ_LIMIT).map((key) => marshall(key));
      for (let attempt = 1; pending.length > 0; attempt += 1) {
        if (attempt > ATTEMPTS) throw new AlertsTableError("BatchGetItem left keys unprocessed", true);
        const { Responses, UnprocessedKeys } = await call("BatchGetItem", () =>
          client.send(
            new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: pending, ConsistentRead: true } } }),
          ),
        );
        for (const item of Responses?.[tableName] ?? []) found.set(`${item.pk?.S} ${item.sk?.S}`, item);
        pending = UnprocessedKeys?.[tableName]?.Keys ?? [];
      }
    }
    return found;
  }

  async function heads(alertIds: readonly string[]): Promise<readonly Head[]> {
    const items = await read(alertIds.map((id) => ({ pk: alertKey(id), sk: HEAD })));
    return alertIds.flatMap((id) => headOf(items.get(`${alertKey(id)} ${HEAD}`)) ?? []);
  }

  async function due(now: Instant, limit: number): Promise<readonly { alertId: string; reviewAt: Instant }[]> {
    const { partition, sort } = alertsSchema.indexes.review;
    const pages = await Promise.all(
      shards.map((shard) =>
        call("Query", () =>
          client.send(
            new QueryCommand({
              TableName: tableName,
              IndexName: "review",
              KeyConditionExpression: "#pk = :pk AND #sk <= :now",
              ExpressionAttributeNames: { "#pk": partition, "#sk": sort },
              ExpressionAttributeValues: marshall({ ":pk": reviewPartition(shard), ":now": now }),
              Limit: limit,
            }),
          ),
        ),
      ),
    );
    return pages
      .flatMap(({ Items = [] }) => Items)
      .map((item) => unmarshall(item))
      .map(({ pk, reviewSk }) => ({ alertId: String(pk).slice(alertKey("").length), reviewAt: reviewSk }))
      .sort((a, b) => (a.reviewAt < b.reviewAt ? -1 : 1));
  }

  async function* open(filter: { readonly severities?: readonly Severity[] } = {}): AsyncIterable<AlertView> {
    for (const severity of severities.toReversed()) {
      if (filter.severities && !filter.severities.includes(severity)) continue;
      for (const shard of shards) yield* query<AlertView>("open", openPartition(severity, shard), "view");
    }
  }

  async function* ofAccount(account: string): AsyncIterable<AlertView> {
    for (const shard of shards) yield* query<AlertView>("account", accountPartition(account, shard), "view");
  }

  async function* logOfWeek(week: Week): AsyncIterable<LogEntry> {
    for (const shard of shards) yield* query<LogEntry>("week", weekPartition(week, shard), "entry");
  }

  /** Pages through one partition of the table or of an index, and gives one attribute of each item. */
  async function* query<T>(
    index: keyof typeof alertsSchema.indexes | undefined,
    partition: string,
    attribute: string,
    { prefix }: { readonly prefix?: string } = {},
  ): AsyncIterable<T> {
    const key = index === undefined ? alertsSchema.key : alertsSchema.indexes[index];
    let start: Item | undefined;
    do {
      const page = await call("Query", () =>
        client.send(
          new QueryCommand({
            TableName: tableName,
            ...(index && { IndexName: index }),
            KeyConditionExpression: prefix === undefined ? "#pk = :pk" : "#pk = :pk AND begins_with(#sk, :prefix)",
            ExpressionAttributeNames: { "#pk": key.partition, ...(prefix !== undefined && { "#sk": key.sort }) },
            ExpressionAttributeValues: marshall({
              ":pk": partition,
              ...(prefix !== undefined && { ":prefix": prefix }),
            }),
            ExclusiveStartKey: start,
          }),
        ),
      );
      for (const item of page.Items ?? []) yield unmarshall(item)[attribute];
      start = page.LastEvaluatedKey;
    } while (start);
  }

  async function delivered(
    alertId: string,
    version: number,
    channels: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const items = await read(channels.map((channel) => ({ pk: alertKey(alertId), sk: deliveryKey(version, channel) })));
    return new Set(channels.filter((channel) => items.has(`${alertKey(alertId)} ${deliveryKey(version, channel)}`)));
  }

  async function recordDelivery({ alertId, version, channel, at, handle }: Delivery): Promise<void> {
    const item = { pk: alertKey(alertId), sk: deliveryKey(version, channel), at, handle };
    await call("PutItem", () => client.send(new PutItemCommand({ TableName: tableName, Item: toItem(item) })));
  }
}

interface Key {
  readonly pk: string;
  readonly sk: string;
}

async function call<T>(name: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw new AlertsTableError(describe(name, error), isRetryable(error), error);
  }
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

/** Items hold what this module wrote; their shape is trusted, their presence is not. */
function headOf(item: Item | undefined): Head | undefined {
  if (item === undefined) return undefined;
  const { alert, view, reviewAt, version, wasOpen, lastHash } = unmarshall(item);
  return { alert, view, reviewAt, version, wasOpen, lastHash };
}

function headItem(head: Head): Item {
  return toItem({ pk: alertKey(head.alert.id), sk: HEAD, ...head, ...headIndexKeys(head.view, head.reviewAt) });
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

function observationItem({ alertId, statement }: Observation, policy: Policy): Item {
  const expires = epochOf(statement.at) + policy.retention.observationDays * MILLISECONDS_PER_DAY;
  return toItem({
    pk: alertKey(alertId),
    sk: observationKey(statement),
    statement,
    expiresAt: Math.floor(expires / 1000),
  });
}

function toItem(value: object): Item {
  return marshall(value, { removeUndefinedValues: true });
}
