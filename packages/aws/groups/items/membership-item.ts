/** The item of an alert's parts in its groups: `ALERT#<id>` / `GROUPS`. */

import type { Instant } from "@tocsin/core/event/instant";
import { itemFormats } from "@tocsin/core/release";
import { objectField } from "@tocsin/core/text/parse";
import type { Memberships } from "@tocsin/oncall/group";
import * as v from "valibot";
import { alertKey, dueKeys, GROUPS } from "../../alerts/alerts-schema.ts";
import { type FieldsOf, instantText, severityText, wholeNumber } from "../../alerts/items/alert-schemas.ts";
import { type Item, type ItemKind, type ItemRead, type Key, readItem, toItem } from "../../alerts/items/items.ts";
import { groupExpiry, membershipSchema, pastMembershipSchema } from "./group-schemas.ts";

const FORMAT = itemFormats.membership;

const membershipsKind: ItemKind<Memberships> = {
  format: FORMAT,
  schema: objectField({
    version: wholeNumber,
    revision: wholeNumber,
    episodes: wholeNumber,
    worst: severityText,
    worstOver: v.optional(severityText),
    turnsAt: v.optional(instantText),
    memberships: v.array(membershipSchema),
    past: v.optional(v.array(pastMembershipSchema)),
  } satisfies FieldsOf<Memberships>),
};

export function membershipsKey(alertId: string): Key {
  return { pk: alertKey(alertId), sk: GROUPS };
}

export function membershipsItem(alertId: string, counted: Memberships, now: Instant): Item {
  const isOver = counted.memberships.every(({ bucket }) => bucket === "over");
  return toItem({
    ...membershipsKey(alertId),
    format: FORMAT,
    ...counted,
    ...dueKeys(alertId, counted.turnsAt),
    ...(isOver && { expiresAt: groupExpiry(now) }),
  });
}

export function readMemberships(item: Item): ItemRead<Memberships> {
  return readItem(membershipsKind, item);
}
