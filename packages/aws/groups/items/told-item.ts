/** The item of what the destination of a group was told: `G#<groupId>` / `TOLD`. */

import type { ConditionName } from "@tocsin/core/alert/condition";
import type { Instant } from "@tocsin/core/event/instant";
import { itemFormats } from "@tocsin/core/release";
import { objectField } from "@tocsin/core/text/parse";
import type { Told } from "@tocsin/oncall/group";
import type { Verdict } from "@tocsin/oncall/verdict";
import * as v from "valibot";
import { dueKeys, groupKey, TOLD } from "../../alerts/alerts-schema.ts";
import { conditionText, type FieldsOf, text, wholeNumber } from "../../alerts/items/alert-schemas.ts";
import { type Item, type ItemKind, type ItemRead, type Key, readItem, toItem } from "../../alerts/items/items.ts";
import { groupExpiry, toldSchema } from "./group-schemas.ts";

export const TOLD_FORMAT = itemFormats.told;

export interface StoredTold {
  readonly told: Told;
  /** How often it was written; each write is on condition of the one read. */
  readonly revision: number;
  /** Of the group's worst alert, when it was first decided on. */
  readonly condition?: ConditionName | undefined;
  /** The verdict that holds. */
  readonly verdict: { readonly outcome: Verdict["outcome"]; readonly reason: string };
}

const toldKind: ItemKind<StoredTold> = {
  format: TOLD_FORMAT,
  schema: objectField({
    told: toldSchema,
    revision: wholeNumber,
    condition: v.optional(conditionText),
    verdict: objectField({ outcome: v.picklist(["tell", "later", "nothing"]), reason: text }),
  } satisfies FieldsOf<StoredTold>),
};

export function toldKey(groupId: string): Key {
  return { pk: groupKey(groupId), sk: TOLD };
}

/** @param isOver whether the group has no member any more that is not over, so that the item may go one day. */
export function toldItem(groupId: string, stored: StoredTold, isOver: boolean, now: Instant): Item {
  return toItem({
    ...toldKey(groupId),
    format: TOLD_FORMAT,
    ...stored,
    ...dueKeys(groupId, stored.told.nextAt),
    ...(isOver && { expiresAt: groupExpiry(now) }),
  });
}

export function readTold(item: Item): ItemRead<StoredTold> {
  return readItem(toldKind, item);
}
