/** Records that those who run Tocsin were mailed about a destination that accepts no notifications, so that each mail is sent once. */
import { ConditionalCheckFailedException, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { Instant } from "@tocsin/core/event/instant";
import type { Table } from "../alerts/alerts-table.ts";
import { toItem } from "../alerts/items/items.ts";
import { call } from "../call.ts";
import { destinationItemKey } from "./items/destination-item.ts";

/** Each rejects with a `CallError` when the call fails. */
export interface FailureReports {
  /** Written while it still fails since then. */
  failing(destination: string, since: Instant, at: Instant): Promise<void>;
  /** Written while it does not fail again. */
  recovered(destination: string): Promise<void>;
}

export function createFailureReports({ client, tableName: TableName }: Table): FailureReports {
  return {
    failing: (destination, since, at) =>
      update(destination, "SET #reported = :at ADD #revision :one", "#failing = :since", {
        ":since": since,
        ":at": at,
      }),
    recovered: (destination) =>
      update(destination, "REMOVE #reported ADD #revision :one", "attribute_not_exists(#failing)", {}),
  };

  async function update(
    destination: string,
    UpdateExpression: string,
    ConditionExpression: string,
    values: Readonly<Record<string, Instant>>,
  ): Promise<void> {
    const command = new UpdateItemCommand({
      TableName,
      Key: toItem(destinationItemKey(destination)),
      UpdateExpression,
      ConditionExpression: `attribute_exists(#revision) AND ${ConditionExpression}`,
      ExpressionAttributeNames: { "#reported": "reportedAt", "#revision": "revision", "#failing": "failingSince" },
      ExpressionAttributeValues: toItem({ ":one": 1, ...values }),
    });
    await call("UpdateItem", async () => {
      try {
        await client.send(command);
      } catch (error) {
        // It has changed meanwhile, and the next minute sees how it stands.
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    });
  }
}
