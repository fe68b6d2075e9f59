/** The item of a member that is not over, of a group of several: `G#<groupId>#<shard>` / `M#<alertId>`. */

import type { Severity } from "@tocsin/core/alert/severity";
import type { Instant } from "@tocsin/core/event/instant";
import { itemFormats } from "@tocsin/core/release";
import { objectField } from "@tocsin/core/text/parse";
import type { Bucket } from "@tocsin/oncall/group";
import * as v from "valibot";
import { MEMBER_PREFIX, memberKey, memberPartition, shardOf } from "../../alerts/alerts-schema.ts";
import { type FieldsOf, instantText, severityText, text } from "../../alerts/items/alert-schemas.ts";
import {
  type Item,
  type ItemKind,
  type ItemRead,
  type Key,
  keyOf,
  readItem,
  toItem,
} from "../../alerts/items/items.ts";
import { buckets } from "./group-schemas.ts";

const FORMAT = itemFormats.member;

/** What lists and texts need of a member. */
export interface Member {
  readonly severity: Severity;
  readonly since: Instant;
  readonly deadline?: Instant | undefined;
  readonly bucket: Bucket;
  /** What members have alike that are one problem: the same vulnerability in many resources. */
  readonly problem: string;
  readonly account: string;
  readonly environment: string;
  readonly owner: string;
}

const memberKind: ItemKind<Member> = {
  format: FORMAT,
  schema: objectField({
    severity: severityText,
    since: instantText,
    deadline: v.optional(instantText),
    bucket: v.picklist(buckets),
    problem: text,
    account: text,
    environment: text,
    owner: text,
  } satisfies FieldsOf<Member>),
};

export function memberItemKey(groupId: string, alertId: string): Key {
  return { pk: memberPartition(groupId, shardOf(alertId)), sk: memberKey(alertId) };
}

export function memberItem(groupId: string, alertId: string, member: Member): Item {
  return toItem({ ...memberItemKey(groupId, alertId), format: FORMAT, ...member });
}

export function readMember(item: Item): ItemRead<Member & { readonly alertId: string }> {
  const read = readItem(memberKind, item);
  return read.ok ? { ok: true, value: { ...read.value, alertId: keyOf(item).sk.slice(MEMBER_PREFIX.length) } } : read;
}
