/** Which channel was told of which transition. A delivery is recorded after it was made. */
import { ConditionalCheckFailedException, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { Instant } from "@tocsin/core/event/instant";
import { call } from "../call.ts";
import { alertKey, deliveryKey } from "./alerts-schema.ts";
import type { Table } from "./alerts-table.ts";
import { DELIVERY_FORMAT, readDelivery } from "./delivery-item.ts";
import { type Item, toItem, valueIn } from "./items.ts";

/** A channel that is to be told of one version of an alert. */
export interface Telling {
  readonly alertId: string;
  readonly version: number;
  readonly channel: string;
}

/** Who tells it, by a name of its own, and until when nobody else does. */
export interface Claim {
  readonly by: string;
  readonly now: Instant;
  readonly until: Instant;
}

export interface Deliveries {
  /**
   * Takes it on to tell the channel, so that of two that hold the same announcement only one tells it. `told`: that was done
   * before. `busy`: another is at it, or died at it not long ago. @throws CallError
   */
  claim(telling: Telling, claim: Claim): Promise<"claimed" | "told" | "busy">;
  /** Writes down that the channel was told. `handle` finds the message again. @throws CallError */
  record(telling: Telling, delivery: { readonly at: Instant; readonly handle?: string | undefined }): Promise<void>;
  /** Gives a claim back that came to nothing, so that the next need not wait for its end. @throws CallError */
  release(telling: Telling, claim: Claim): Promise<void>;
}

export function createDeliveries({ client, tableName }: Table): Deliveries {
  return {
    async claim(telling, { by, now, until }) {
      const stored = await put(telling, { claimedBy: by, claimedUntil: until }, { by, now });
      if (stored === undefined) return "claimed";
      return valueIn(readDelivery(stored)).at === undefined ? "busy" : "told";
    },
    async record(telling, { at, handle }) {
      await put(telling, { at, handle });
    },
    async release(telling, { by, now }) {
      await put(telling, { claimedBy: by, claimedUntil: now }, { by, now });
    },
  };

  /** Writes the item, with a claim only where none stands in its way; gives what did. */
  async function put(
    { alertId, version, channel }: Telling,
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

/** Its own claim stands in nobody's way: the SDK may have repeated a request that was answered too late. */
function unless({ by, now }: Pick<Claim, "by" | "now">) {
  return {
    ConditionExpression: "attribute_not_exists(#pk) OR (attribute_not_exists(#at) AND (#until <= :now OR #by = :by))",
    ExpressionAttributeNames: { "#pk": "pk", "#at": "at", "#until": "claimedUntil", "#by": "claimedBy" },
    ExpressionAttributeValues: toItem({ ":now": now, ":by": by }),
    ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
  };
}
