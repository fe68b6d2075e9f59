/** One query of the alerts table or of one of its indexes. */
import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { call } from "../call.ts";
import { alertsSchema, type IndexName } from "./alerts-schema.ts";
import { projectionOf, type Table } from "./alerts-table.ts";
import { type Item, toItem } from "./items/items.ts";
import type { Page } from "./paging.ts";

export interface Query {
  /** Left out, the table itself. */
  readonly index?: IndexName | undefined;
  readonly partition: string;
  readonly condition?: SortCondition | undefined;
  readonly pageSize?: number | undefined;
  /** Whether it sees every write that came before it, which no index promises. */
  readonly consistent?: true | undefined;
  /** What to read of each item of the table; left out, all of it. */
  readonly attributes?: readonly string[] | undefined;
  /** Against the order of the sort keys. */
  readonly lastFirst?: true | undefined;
}

/** What the sort keys of the items must be. */
export interface SortCondition {
  readonly expression: string;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * As many rows as an answer of a megabyte holds of the largest index. Without a limit, dynoxide reads the rest of the partition
 * for every page of it.
 */
const PAGE_SIZE = 1000;

/** @throws CallError */
export async function queryPage(
  { client, tableName }: Table,
  { index, partition, condition, pageSize = PAGE_SIZE, consistent, attributes, lastFirst }: Query,
  start: Item | undefined,
): Promise<Page<Item>> {
  const key = index === undefined ? alertsSchema.key : alertsSchema.indexes[index];
  const projection = attributes && projectionOf(attributes);
  const command = new QueryCommand({
    TableName: tableName,
    IndexName: index,
    KeyConditionExpression: condition ? `#pk = :pk AND ${condition.expression}` : "#pk = :pk",
    ExpressionAttributeNames: {
      "#pk": key.partition,
      ...(condition && { "#sk": key.sort }),
      ...projection?.ExpressionAttributeNames,
    },
    ProjectionExpression: projection?.ProjectionExpression,
    ExpressionAttributeValues: toItem({ ":pk": partition, ...condition?.values }),
    ConsistentRead: consistent,
    Limit: pageSize,
    ScanIndexForward: lastFirst && false,
    ExclusiveStartKey: start,
  });
  const { Items = [], LastEvaluatedKey } = await call("Query", () => client.send(command));
  return { items: Items, next: LastEvaluatedKey };
}

export function beginningWith(prefix: string): SortCondition {
  return { expression: "begins_with(#sk, :prefix)", values: { ":prefix": prefix } };
}

export function between(from: string, to: string): SortCondition {
  return { expression: "#sk BETWEEN :from AND :to", values: { ":from": from, ":to": to } };
}

export function lessThan(end: string): SortCondition {
  return { expression: "#sk < :end", values: { ":end": end } };
}

export function upTo(last: string): SortCondition {
  return { expression: "#sk <= :last", values: { ":last": last } };
}
