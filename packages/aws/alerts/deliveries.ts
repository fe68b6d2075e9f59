/** Which channel was notified of which transition. A delivery is recorded after it was made. */
import { ConditionalCheckFailedException, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { Instant } from "@tocsin/core/event/instant";
import { call } from "../call.ts";
import { alertKey, deliveryKey } from "./alerts-schema.ts";
import type { Table } from "./alerts-table.ts";
import { DELIVERY_FORMAT, readDelivery } from "./items/delivery-item.ts";
import { type Item, toItem, valueIn } from "./items/items.ts";

/** A delivery: one version of an alert, to one channel. */
export interface DeliveryKey {
  readonly alertId: string;
  readonly version: number;
  readonly channel: string;
}

/** The invocation that delivers, by a name of its own, and until when no other does. */
export interface Claim {
  readonly by: string;
  readonly now: Instant;
  readonly until: Instant;
}

export interface Deliveries {
  /**
   * Claims a delivery, so that of two invocations with the same announcement only one makes it. `delivered`: it was made before.
   * `busy`: another invocation is making it, or crashed while making it not long ago. @throws CallError
   */
  claim(key: DeliveryKey, claim: Claim): Promise<"claimed" | "delivered" | "busy">;
  /** Writes down that it was made. `handle` finds the message again. @throws CallError */
  record(key: DeliveryKey, delivery: { readonly at: Instant; readonly handle?: string | undefined }): Promise<void>;
  /** Gives up a claim after a failure, so that the next attempt need not wait for its end. @throws CallError */
  release(key: DeliveryKey, claim: Claim): Promise<void>;
}

export function createDeliveries({ client, tableName }: Table): Deliveries {
  return {
    async claim(key, { by, now, until }) {
      const stored = await put(key, { claimedBy: by, claimedUntil: until }, { by, now });
      if (stored === undefined) return "claimed";
      return valueIn(readDelivery(stored)).at === undefined ? "busy" : "delivered";
    },
    async record(key, { at, handle }) {
      await put(key, { at, handle });
    },
    async release(key, { by, now }) {
      await put(key, { claimedBy: by, claimedUntil: now }, { by, now });
    },
  };

  /** Writes the item; a claim only where none stands in its way. Gives the item that does. */
  async function put(
    { alertId, version, channel }: DeliveryKey,
    values: object,
    claim?: Pick<Claim, "by" | "now">,
  ): Promise<Item | undefined> {
    const item = { pk: alertKey(alertId), sk: deliveryKey(version, channel), format: DELIVERY_FORMAT, ...values };
    return call("PutItem", async () => {
      try {
        await client.send(
          new PutItemCommand({ TableName: tableName, Item: toItem(item), ...(claim && unless(claim)) }),
        );
        return undefined;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return error.Item ?? {};
        throw error;
      }
    });
  }
}

/** A claim does not stand in its own way: the SDK may have repeated a request whose answer came too late. */
function unless({ by, now }: Pick<Claim, "by" | "now">) {
  return {
    ConditionExpression: "attribute_not_exists(#pk) OR (attribute_not_exists(#at) AND (#until <= :now OR #by = :by))",
    ExpressionAttributeNames: { "#pk": "pk", "#at": "at", "#until": "claimedUntil", "#by": "claimedBy" },
    ExpressionAttributeValues: toItem({ ":now": now, ":by": by }),
    ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
  };
}
