/** A version of the policy: `POLICY` / `V#<version>`. */

import type { Instant } from "@tocsin/core/event/instant";
import { type DryRun, dryRunParts } from "@tocsin/core/policy/dry-run";
import { itemFormats } from "@tocsin/core/release";
import type { Json } from "@tocsin/core/text/json";
import { objectField, parse } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { POLICY, versionIn, versionKey } from "../../alerts/alerts-schema.ts";
import { type FieldsOf, instantText, text, wholeNumber } from "../../alerts/items/alert-schemas.ts";
import {
  type Item,
  ItemError,
  type ItemKind,
  type ItemRead,
  type Key,
  keyOf,
  readItem,
  toItem,
} from "../../alerts/items/items.ts";
import { bytes, packed, unpacked } from "./packed.ts";

const FORMAT = itemFormats.policy;

/** What of a version is known without its body. */
export interface PolicyRecord {
  readonly version: number;
  readonly by: string;
  readonly at: Instant;
  readonly why: string;
  /** The version whose body it has again. */
  readonly repeats?: number | undefined;
  /** Its rules that are in dry run; none, where it is left out. */
  readonly dryRuns?: readonly DryRun[] | undefined;
}

/** A policy as it was pushed: read from the file, and the file itself. Functions need no YAML, and people get back what they wrote. */
export interface PolicyBody {
  /** What the file says, as JSON. */
  readonly written: Json;
  readonly source: string;
}

export type PolicyVersion = PolicyRecord & PolicyBody;

type Stored = Omit<PolicyRecord, "version">;

const stored = {
  by: text,
  at: instantText,
  why: text,
  repeats: v.optional(wholeNumber),
  dryRuns: v.optional(v.array(v.object({ part: v.picklist(dryRunParts), name: text, since: instantText }))),
} satisfies FieldsOf<Stored>;

const recordKind: ItemKind<Stored> = { format: FORMAT, schema: objectField(stored) };
const policyKind: ItemKind<Stored & { readonly body: Uint8Array }> = {
  format: FORMAT,
  schema: objectField({ ...stored, body: bytes }),
};

const bodySchema = v.object({ written: v.unknown(), source: text });

export function policyKey(version: number): Key {
  return { pk: POLICY, sk: versionKey(version) };
}

/** The attributes that `readPolicyRecord` needs. */
export const recordAttributes = ["pk", "sk", "format", ...Object.keys(stored)] as const;

export function policyItem({ version, ...record }: PolicyRecord, body: Uint8Array): Item {
  return toItem({ ...policyKey(version), format: FORMAT, ...record, body });
}

export function packedPolicy({ written, source }: PolicyBody): Uint8Array {
  return packed({ written, source });
}

export function readPolicyRecord(item: Item): ItemRead<PolicyRecord> {
  const read = readItem(recordKind, item);
  return read.ok ? { ok: true, value: { version: versionIn(keyOf(item).sk), ...read.value } } : read;
}

export function readPolicyVersion(item: Item): ItemRead<PolicyVersion> {
  const read = readItem(policyKind, item);
  if (!read.ok) return read;
  const { body, ...record } = read.value;
  const unread = bodyOf(body);
  if (unread === undefined)
    return {
      ok: false,
      error: new ItemError(keyOf(item), "its body is damaged. Restore it from a backup, or push again"),
    };
  return { ok: true, value: { version: versionIn(keyOf(item).sk), ...record, ...unread } };
}

function bodyOf(body: Uint8Array): PolicyBody | undefined {
  try {
    const read = parse(bodySchema, unpacked(body));
    // It was JSON, so it is JSON.
    return read.ok ? { written: read.value.written as Json, source: read.value.source } : undefined;
  } catch {
    return undefined;
  }
}
