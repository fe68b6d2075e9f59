/** What was held back while the stack learns, `WORLD` / `HELD`, and what of it those who run Tocsin were told, `WORLD` / `OPERATORS`. */

import type { Update } from "@aws-sdk/client-dynamodb";
import type { Instant } from "@tocsin/core/event/instant";
import { itemFormats } from "@tocsin/core/release";
import { objectField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { HELD, OPERATORS, WORLD } from "../../alerts/alerts-schema.ts";
import { type FieldsOf, instantText, wholeNumber } from "../../alerts/items/alert-schemas.ts";
import { type Item, type ItemKind, type ItemRead, type Key, readItem, toItem } from "../../alerts/items/items.ts";

const FORMAT = itemFormats["held-back"];

/** How many notifications a live stack would have sent; steps of escalations apart, which an acknowledgement may end. */
export interface HeldBack {
  readonly notifications: number;
  /** Those of them that ring at once. */
  readonly rings: number;
  /** Those of the rings that came while people sleep. */
  readonly ringsAtNight: number;
}

/** Since when it is counted. */
export type CountedHeldBack = HeldBack & { readonly since: Instant };

/** When those who run Tocsin were last told how it stands, and the numbers of then. */
export interface OperatorsTold {
  readonly at: Instant;
  readonly held?: HeldBack | undefined;
}

const numbers = {
  notifications: wholeNumber,
  rings: wholeNumber,
  ringsAtNight: wholeNumber,
} satisfies FieldsOf<HeldBack>;

const heldBackKind: ItemKind<CountedHeldBack> = {
  format: FORMAT,
  schema: objectField({ since: instantText, ...numbers } satisfies FieldsOf<CountedHeldBack>),
};

const operatorsKind: ItemKind<OperatorsTold> = {
  format: FORMAT,
  schema: objectField({ at: instantText, held: v.optional(objectField(numbers)) } satisfies FieldsOf<OperatorsTold>),
};

export const heldBackKey: Key = { pk: WORLD, sk: HELD };

export function readHeldBack(item: Item): ItemRead<CountedHeldBack> {
  return readItem(heldBackKind, item);
}

/** Adds to the numbers, so that writers side by side lose none of each other's. */
export function heldBackAddition(
  { notifications, rings, ringsAtNight }: HeldBack,
  at: Instant,
): Omit<Update, "TableName"> {
  return {
    Key: toItem(heldBackKey),
    UpdateExpression:
      "SET #format = :format, #since = if_not_exists(#since, :at) ADD #notifications :notifications, #rings :rings, #night :night",
    ExpressionAttributeNames: {
      "#format": "format",
      "#since": "since",
      "#notifications": "notifications",
      "#rings": "rings",
      "#night": "ringsAtNight",
    },
    ExpressionAttributeValues: toItem({
      ":format": FORMAT,
      ":at": at,
      ":notifications": notifications,
      ":rings": rings,
      ":night": ringsAtNight,
    }),
  };
}

export function operatorsItem(told: OperatorsTold): Item {
  return toItem({ pk: WORLD, sk: OPERATORS, format: FORMAT, ...told });
}

export function readOperators(item: Item): ItemRead<OperatorsTold> {
  return readItem(operatorsKind, item);
}
