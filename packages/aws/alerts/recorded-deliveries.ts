/** The deliveries of an alert as they are read back: which channel was notified of which of its versions. */
import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { instantField, parse, refusalText } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { call } from "../call.ts";
import { alertKey, alertsSchema, DELIVERY_PREFIX } from "./alerts-schema.ts";
import type { Item, Table } from "./alerts-table.ts";

const itemSchema = v.object({
  sk: v.pipe(v.string(), v.regex(/^DLV#\d{8}#./s, "is no key of a delivery")),
  /** When the channel had taken the message; absent while an attempt is under way, or after one that crashed. */
  at: v.optional(instantField),
});

export interface RecordedDelivery {
  readonly version: number;
  readonly channel: string;
  readonly at?: string | undefined;
}

/** By version and then by channel. @throws CallError, and Error naming the key of an item that cannot be read */
export async function* deliveriesOf({ client, tableName }: Table, alertId: string): AsyncIterable<RecordedDelivery> {
  const { partition, sort } = alertsSchema.key;
  let start: Item | undefined;
  do {
    const page = await call("Query", () =>
      client.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: "#pk = :pk AND begins_with(#sk, :prefix)",
          ExpressionAttributeNames: { "#pk": partition, "#sk": sort },
          ExpressionAttributeValues: marshall({ ":pk": alertKey(alertId), ":prefix": DELIVERY_PREFIX }),
          ExclusiveStartKey: start,
        }),
      ),
    );
    for (const item of page.Items ?? []) yield deliveryOf(unmarshall(item));
    start = page.LastEvaluatedKey;
  } while (start);
}

function deliveryOf(item: Readonly<Record<string, unknown>>): RecordedDelivery {
  const parsed = parse(itemSchema, item);
  if (!parsed.ok) throw new Error(`item ${item.pk} ${item.sk}: ${refusalText(parsed.refusal)}`);
  const { sk, at } = parsed.value;
  const [, version = "", ...channel] = sk.split("#");
  return { version: Number(version), channel: channel.join("#"), at };
}
