/** Which alerts are due for review: those whose view time alone may have changed. */
import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { Instant } from "@tocsin/core/event/instant";
import { call } from "../call.ts";
import { alertKey, alertsSchema, reviewPartition, shards } from "./alerts-schema.ts";
import type { Table } from "./alerts-table.ts";

export interface DueAlert {
  readonly alertId: string;
  readonly reviewAt: Instant;
}

/** Those due by `now`, longest due first, at most `limit` of each shard. */
export type DueAlerts = (now: Instant, limit: number) => Promise<readonly DueAlert[]>;

export function createDueAlerts({ client, tableName }: Table): DueAlerts {
  return due;

  async function due(now: Instant, limit: number): Promise<readonly DueAlert[]> {
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
}
