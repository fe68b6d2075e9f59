/** To whom the editions of a week were sent: each to each of its channels once, however often it is requested. */
import {
  ConditionalCheckFailedException,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import type { Instant } from "@tocsin/core/event/instant";
import type { Week } from "@tocsin/core/event/week";
import { digestPartition, SENT_PREFIX } from "../alerts/alerts-schema.ts";
import { readItems, type Table } from "../alerts/alerts-table.ts";
import { toItem, valueIn } from "../alerts/items/items.ts";
import { pagesOf } from "../alerts/paging.ts";
import { beginningWith, queryPage } from "../alerts/query.ts";
import { call } from "../call.ts";
import { DIGEST_FORMAT, readSending, type Sending, type SendingKey, sendingItemKey } from "./items/digest-item.ts";

export interface DigestSendings {
  /** What became of a week's editions. @throws CallError, ItemError */
  of(week: Week): Promise<readonly Sending[]>;
  /** It was handed to the function that sends it. @throws CallError */
  handed(key: SendingKey, at: Instant): Promise<void>;
  /** Its edition has nothing to say, and is not sent. @throws CallError */
  silent(key: SendingKey, at: Instant): Promise<void>;
  /**
   * The caller that gets `begun` must send it, and nobody else does until `until`. `sent`: it was sent before. `being-sent`: another caller
   * sends it, or has crashed while sending. @throws CallError, ItemError
   */
  begin(key: SendingKey, now: Instant, until: Instant): Promise<"begun" | "sent" | "being-sent">;
  /** @throws CallError */
  sent(key: SendingKey, at: Instant): Promise<void>;
  /** It could not be sent: the next attempt need not wait. @throws CallError */
  failed(key: SendingKey): Promise<void>;
}

export function createDigestSendings(table: Table): DigestSendings {
  const { client, tableName: TableName } = table;
  return {
    async of(week) {
      const query = {
        partition: digestPartition(week),
        condition: beginningWith(SENT_PREFIX),
        consistent: true,
      } as const;
      const all: Sending[] = [];
      for await (const page of pagesOf((start) => queryPage(table, query, start)))
        all.push(...page.map((item) => valueIn(readSending(item))));
      return all;
    },
    handed: async (key, at) => void (await update(key, { handedAt: at })),
    silent: async (key, at) => void (await update(key, { silentAt: at })),
    async begin(key, now, until) {
      const condition = "attribute_not_exists(#sent) AND (attribute_not_exists(#busy) OR #busy <= :now)";
      const isBegun = await update(key, { beingSentUntil: until }, [], {
        ConditionExpression: condition,
        ExpressionAttributeNames: { "#sent": "sentAt", "#busy": "beingSentUntil" },
        ExpressionAttributeValues: toItem({ ":now": now }),
      });
      if (isBegun) return "begun";
      const place = sendingItemKey(key);
      const item = (await readItems(table, [place])).get(place);
      return item && valueIn(readSending(item)).sentAt !== undefined ? "sent" : "being-sent";
    },
    sent: async (key, at) => void (await update(key, { sentAt: at }, ["beingSentUntil"])),
    failed: async (key) => void (await update(key, {}, ["beingSentUntil"])),
  };

  /** Gives `false` where the condition does not hold. */
  async function update(
    key: SendingKey,
    values: Readonly<Record<string, Instant>>,
    gone: readonly string[] = [],
    condition: Partial<UpdateItemCommandInput> = {},
  ): Promise<boolean> {
    const { edition, channel } = key;
    const set = Object.entries({ format: DIGEST_FORMAT, edition, channel, ...values });
    const command = new UpdateItemCommand({
      TableName,
      Key: toItem(sendingItemKey(key)),
      UpdateExpression: `SET ${set.map(([name]) => `#${name} = :${name}`).join(", ")}${gone.length === 0 ? "" : ` REMOVE ${gone.map((name) => `#${name}`).join(", ")}`}`,
      ConditionExpression: condition.ConditionExpression,
      ExpressionAttributeNames: {
        ...Object.fromEntries([...set.map(([name]) => name), ...gone].map((name) => [`#${name}`, name])),
        ...condition.ExpressionAttributeNames,
      },
      ExpressionAttributeValues: {
        ...toItem(Object.fromEntries(set.map(([name, value]) => [`:${name}`, value]))),
        ...condition.ExpressionAttributeValues,
      },
    });
    return call("UpdateItem", async () => {
      try {
        await client.send(command);
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    });
  }
}
