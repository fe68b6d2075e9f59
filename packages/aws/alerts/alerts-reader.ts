/** What is asked of the alerts table: by key, or by one of its indexes; nothing here scans but `all`. */
import { QueryCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { Statement } from "@tocsin/core/alert/observation";
import { type Severity, severities } from "@tocsin/core/alert/severity";
import type { AlertView } from "@tocsin/core/alert/view";
import type { Instant } from "@tocsin/core/event/instant";
import { type Week, weeksFrom } from "@tocsin/core/event/week";
import type { Head } from "@tocsin/core/transition/fold";
import type { LogEntry } from "@tocsin/core/transition/log-entry";
import { call } from "../call.ts";
import {
  accountPartition,
  alertKey,
  alertsSchema,
  HEAD,
  LOG_PREFIX,
  logKey,
  OBSERVATION_PREFIX,
  openPartition,
  shards,
  weekPartition,
} from "./alerts-schema.ts";
import { headKey, headOf, type Item, readItems, type Table } from "./alerts-table.ts";
import { deliveriesOf, type RecordedDelivery } from "./recorded-deliveries.ts";

export interface AlertsReader {
  /** The alert as stored, or nothing. */
  head(alertId: string): Promise<Head | undefined>;
  /** Every alert that is not resolved, by severity from CRITICAL down. */
  open(filter?: { readonly severities?: readonly Severity[] }): AsyncIterable<AlertView>;
  /** Every alert of an account, resolved ones included. */
  ofAccount(account: string): AsyncIterable<AlertView>;
  /** Every alert there is. Reads the whole table: for a person at a terminal, never for a function. */
  all(): AsyncIterable<AlertView>;
  /** The transitions of an ISO week. */
  logOfWeek(week: Week): AsyncIterable<LogEntry>;
  /** The transitions from one instant to another, both included, a week's and a shard's at a time. */
  logBetween(from: Instant, to: Instant): AsyncIterable<LogEntry>;
  /** The transition that was written as this version of the alert, or nothing. */
  entry(alertId: string, version: number): Promise<LogEntry | undefined>;
  /** The transitions and decisions of one alert, oldest first. */
  logOf(alertId: string): AsyncIterable<LogEntry>;
  /** The observations of one alert, by time. */
  observationsOf(alertId: string): AsyncIterable<Statement>;
  /** Which channels were notified of which version of one alert. */
  deliveriesOf(alertId: string): AsyncIterable<RecordedDelivery>;
}

export function createAlertsReader(table: Table): AlertsReader {
  const { client, tableName } = table;
  return {
    head: async (alertId) => headOf((await readItems(table, [headKey(alertId)])).get(headKey(alertId))),
    open,
    ofAccount,
    all,
    logOfWeek,
    logBetween,
    async entry(alertId, version) {
      const key = { pk: alertKey(alertId), sk: logKey(version) };
      const item = (await readItems(table, [key])).get(key);
      return item && unmarshall(item).entry;
    },
    logOf: (alertId) => query<LogEntry>(undefined, alertKey(alertId), "entry", beginningWith(LOG_PREFIX)),
    observationsOf: (alertId) =>
      query<Statement>(undefined, alertKey(alertId), "statement", beginningWith(OBSERVATION_PREFIX)),
    deliveriesOf: (alertId) => deliveriesOf(table, alertId),
  };

  async function* open(filter: { readonly severities?: readonly Severity[] } = {}): AsyncIterable<AlertView> {
    for (const severity of severities.toReversed()) {
      if (filter.severities && !filter.severities.includes(severity)) continue;
      for (const shard of shards) yield* query<AlertView>("open", openPartition(severity, shard), "view");
    }
  }

  async function* ofAccount(account: string): AsyncIterable<AlertView> {
    for (const shard of shards) yield* query<AlertView>("account", accountPartition(account, shard), "view");
  }

  async function* all(): AsyncIterable<AlertView> {
    let start: Item | undefined;
    do {
      const page = await call("Scan", () =>
        client.send(new ScanCommand({ TableName: tableName, ...onlyHeads, ExclusiveStartKey: start })),
      );
      for (const item of page.Items ?? []) yield unmarshall(item).view;
      start = page.LastEvaluatedKey;
    } while (start);
  }

  async function* logOfWeek(week: Week): AsyncIterable<LogEntry> {
    for (const shard of shards) yield* query<LogEntry>("week", weekPartition(week, shard), "entry");
  }

  async function* logBetween(from: Instant, to: Instant): AsyncIterable<LogEntry> {
    for (const week of weeksFrom(from, to)) {
      for (const shard of shards) {
        // Sort keys are `<at>#<alert>`, and "$" comes after "#".
        yield* query<LogEntry>("week", weekPartition(week, shard), "entry", between(from, `${to}$`));
      }
    }
  }

  /** Pages through one partition of the table or of an index, and gives one attribute of each item. */
  async function* query<T>(
    index: keyof typeof alertsSchema.indexes | undefined,
    partition: string,
    attribute: string,
    condition?: Condition,
  ): AsyncIterable<T> {
    const key = index === undefined ? alertsSchema.key : alertsSchema.indexes[index];
    let start: Item | undefined;
    do {
      const page = await call("Query", () =>
        client.send(
          new QueryCommand({
            TableName: tableName,
            ...(index && { IndexName: index }),
            KeyConditionExpression: condition ? `#pk = :pk AND ${condition.expression}` : "#pk = :pk",
            ExpressionAttributeNames: { "#pk": key.partition, ...(condition && { "#sk": key.sort }) },
            ExpressionAttributeValues: marshall({ ":pk": partition, ...condition?.values }),
            ExclusiveStartKey: start,
          }),
        ),
      );
      for (const item of page.Items ?? []) yield unmarshall(item)[attribute];
      start = page.LastEvaluatedKey;
    } while (start);
  }
}

/** What the sort keys of a partition's items must be. */
interface Condition {
  readonly expression: string;
  readonly values: Readonly<Record<string, string>>;
}

function beginningWith(prefix: string): Condition {
  return { expression: "begins_with(#sk, :prefix)", values: { ":prefix": prefix } };
}

function between(from: string, to: string): Condition {
  return { expression: "#sk BETWEEN :from AND :to", values: { ":from": from, ":to": to } };
}

const onlyHeads = {
  FilterExpression: "#sk = :head",
  ExpressionAttributeNames: { "#sk": alertsSchema.key.sort },
  ExpressionAttributeValues: marshall({ ":head": HEAD }),
};
