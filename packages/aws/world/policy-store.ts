/** The versions of the policy. One that is written never changes: to roll back is to write a new, higher one that has an old body again. */
import { writable } from "@tocsin/core/alert/decision";
import { dryRunsIn } from "@tocsin/core/policy/dry-run";
import { POLICY } from "../alerts/alerts-schema.ts";
import { readItems, type Table } from "../alerts/alerts-table.ts";
import { type ItemRead, valueIn } from "../alerts/items/items.ts";
import { pagesOf } from "../alerts/paging.ts";
import { queryPage } from "../alerts/query.ts";
import { pointerKey, readPointer } from "./items/pointer-item.ts";
import {
  type PolicyBody,
  type PolicyRecord,
  type PolicyVersion,
  packedPolicy,
  policyItem,
  policyKey,
  readPolicyRecord,
  readPolicyVersion,
  recordAttributes,
} from "./items/policy-item.ts";
import { type PutInForce, putInForce } from "./put-in-force.ts";
import { versionsOf } from "./versions-of.ts";

/** What functions read, which push none: they carry no more than that. */
export interface PolicyReader {
  /** One version with its body; nothing where there is none. @throws CallError */
  version(version: number): Promise<ItemRead<PolicyVersion> | undefined>;
  /** The last first. @throws CallError */
  versions(): AsyncIterable<number>;
}

export interface PolicyStore extends PolicyReader {
  /** The version in force; 0 before the first. @throws CallError, ItemError */
  current(): Promise<number>;
  /** Every version without its body, the last first. @throws CallError */
  history(): AsyncIterable<ItemRead<PolicyRecord>>;
  /** Puts a policy in force that is known to be accepted. @throws CallError, ItemError */
  push(pushed: PushedPolicy): Promise<Pushed>;
}

export interface PushedPolicy extends PolicyBody, Omit<PolicyRecord, "version" | "dryRuns"> {
  /** The version that its author has seen; 0 for none. If another is in force by now, nothing is written. */
  readonly replaces: number;
}

export type Pushed =
  | PutInForce
  /** Compressed it has so many bytes, and nothing was written. */
  | { readonly outcome: "too-large"; readonly bytes: number };

/** Of the body, compressed. An item holds 400 KB. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
export const POLICY_LIMIT_BYTES = 350 * 1024;

export function createPolicyReader(table: Table): PolicyReader {
  return {
    async version(version) {
      const item = (await readItems(table, [policyKey(version)])).get(policyKey(version));
      return item && readPolicyVersion(item);
    },
    versions: () => versionsOf(table, POLICY),
  };
}

export function createPolicyStore(table: Table): PolicyStore {
  const reader = createPolicyReader(table);
  return {
    ...reader,
    async current() {
      const item = (await readItems(table, [pointerKey(POLICY)])).get(pointerKey(POLICY));
      return item === undefined ? 0 : valueIn(readPointer(item)).version;
    },
    async *history() {
      const query = { partition: POLICY, attributes: recordAttributes, consistent: true, lastFirst: true } as const;
      for await (const page of pagesOf((start) => queryPage(table, query, start))) yield* page.map(readPolicyRecord);
    },
    async push({ written, source, replaces, ...record }) {
      const body = packedPolicy({ written, source });
      if (body.length > POLICY_LIMIT_BYTES) return { outcome: "too-large", bytes: body.length };
      const replaced = await reader.version(replaces);
      // Of one that cannot be read nobody knows since when its rules were tried.
      const before = replaced?.ok
        ? { written: replaced.value.written, dryRuns: replaced.value.dryRuns ?? [] }
        : undefined;
      const dryRuns = dryRunsIn(written, record.at, before);
      const stored = { ...writable(record), ...(dryRuns.length > 0 ? { dryRuns } : {}) };
      return putInForce(table, {
        of: POLICY,
        replaces,
        items: (version) => [policyItem({ ...stored, version }, body)],
        at: record.at,
      });
    },
  };
}
