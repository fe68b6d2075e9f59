/** Who has read a week's digest, and when. */
import { ConditionalCheckFailedException, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { writable } from "@tocsin/core/alert/decision";
import type { Week } from "@tocsin/core/event/week";
import { digestPartition, REVIEWED_PREFIX } from "../alerts/alerts-schema.ts";
import type { Table } from "../alerts/alerts-table.ts";
import { type ItemRead, valueIn } from "../alerts/items/items.ts";
import { pagesOf } from "../alerts/paging.ts";
import { beginningWith, queryPage } from "../alerts/query.ts";
import { call } from "../call.ts";
import { type Review, readReview, reviewItem } from "./items/digest-item.ts";

export interface DigestReviews {
  /** The earliest first. @throws CallError */
  of(week: Week): AsyncIterable<ItemRead<Review>>;
  /** Gives `false` where somebody wrote at the same millisecond, and writes nothing then. @throws CallError */
  add(week: Week, review: Review): Promise<boolean>;
}

export function createDigestReviews(table: Table): DigestReviews {
  return {
    async *of(week) {
      const query = { partition: digestPartition(week), condition: beginningWith(REVIEWED_PREFIX) } as const;
      for await (const page of pagesOf((start) => queryPage(table, query, start))) yield* page.map(readReview);
    },
    async add(week, { at, by, note }) {
      const clean = writable({ at, by, why: note });
      const Item = reviewItem(week, { at, by: clean.by, note: clean.why });
      return call("PutItem", async () => {
        try {
          await table.client.send(
            new PutItemCommand({
              TableName: table.tableName,
              Item,
              ConditionExpression: "attribute_not_exists(#pk)",
              ExpressionAttributeNames: { "#pk": "pk" },
            }),
          );
          return true;
        } catch (error) {
          if (error instanceof ConditionalCheckFailedException) return false;
          throw error;
        }
      });
    },
  };
}

/** The latest that can be read. @throws CallError, ItemError */
export async function latestReview(reviews: DigestReviews, week: Week): Promise<Review | undefined> {
  return (await Array.fromAsync(reviews.of(week), valueIn)).at(-1);
}
