/** Puts a next version of the policy or of the directory in force, with all that belongs to it, or not at all. */
import {
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import type { Instant } from "@tocsin/core/event/instant";
import { worldVersion } from "@tocsin/core/policy/world";
import { DIRECTORY, POLICY } from "../alerts/alerts-schema.ts";
import { ATTEMPTS, readItems, type Table } from "../alerts/alerts-table.ts";
import { type Item, toItem, valueIn } from "../alerts/items/items.ts";
import { CallError, callFailed } from "../call.ts";
import { pointerItem, pointerKey, readPointer } from "./items/pointer-item.ts";
import { staleItem } from "./items/timer-item.ts";

export interface NextVersion {
  readonly of: typeof POLICY | typeof DIRECTORY;
  /** The version that it was made from; 0 for none. */
  readonly replaces: number;
  /** What is written with it, none of which may be there yet. */
  readonly items: (version: number) => readonly Item[];
  readonly at: Instant;
}

export type PutInForce =
  | { readonly outcome: "in-force"; readonly version: number }
  /** Another version was put in force meanwhile, and nothing was written. */
  | { readonly outcome: "overtaken"; readonly by: number };

/**
 * On condition that the replaced version is in force, and that the other one (policy or directory) did not change meanwhile: so the ending
 * world is known, and `review` evaluates again what was evaluated with it. @throws CallError, ItemError
 */
export async function putInForce(table: Table, next: NextVersion): Promise<PutInForce> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const versions = await versionsInForce(table);
    const current = next.of === POLICY ? versions.policy : versions.directory;
    if (current !== next.replaces) return { outcome: "overtaken", by: current };
    const version = current + 1;
    if (await written(table, transaction(table, next, versions))) return { outcome: "in-force", version };
  }
  throw new CallError(`the versions in force changed under ${ATTEMPTS} attempts to write a next one`, true);
}

interface Versions {
  readonly policy: number;
  readonly directory: number;
}

async function versionsInForce(table: Table): Promise<Versions> {
  const items = await readItems(table, [pointerKey(POLICY), pointerKey(DIRECTORY)]);
  const at = (pointed: NextVersion["of"]) => {
    const item = items.get(pointerKey(pointed));
    return item === undefined ? 0 : valueIn(readPointer(item)).version;
  };
  return { policy: at(POLICY), directory: at(DIRECTORY) };
}

function transaction({ tableName }: Table, next: NextVersion, versions: Versions): TransactWriteItem[] {
  const { of, replaces, items, at } = next;
  const TableName = tableName;
  const [other, otherVersion] =
    of === POLICY ? ([DIRECTORY, versions.directory] as const) : ([POLICY, versions.policy] as const);
  const Key = toItem(pointerKey(other));
  return [
    { Put: { TableName, Item: pointerItem(of, replaces + 1), ...onlyIfAt(replaces) } },
    { ConditionCheck: { TableName, Key, ...onlyIfAt(otherVersion) } },
    { Put: { TableName, Item: staleItem({ worldVersion: endedBy(versions), since: at }) } },
    ...items(replaces + 1).map((Item) => ({ Put: { TableName, Item, ...onlyIfAt(0) } })),
  ];
}

function endedBy({ policy, directory }: Versions): string {
  return worldVersion({ policy: { version: policy }, directory: { version: String(directory) } });
}

/** 0 stands for an item that is not there. */
function onlyIfAt(version: number) {
  if (version === 0)
    return { ConditionExpression: "attribute_not_exists(#pk)", ExpressionAttributeNames: { "#pk": "pk" } };
  return {
    ConditionExpression: "#version = :version",
    ExpressionAttributeNames: { "#version": "version" },
    ExpressionAttributeValues: toItem({ ":version": version }),
  };
}

/** Gives `false` when another writer came first. @throws CallError */
async function written({ client }: Table, TransactItems: TransactWriteItem[]): Promise<boolean> {
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems }));
    return true;
  } catch (error) {
    if (error instanceof TransactionCanceledException && isRace(error)) return false;
    throw callFailed("TransactWriteItems", error);
  }
}

function isRace({ CancellationReasons = [] }: TransactionCanceledException): boolean {
  return CancellationReasons.some(({ Code }) => Code === "ConditionalCheckFailed" || Code === "TransactionConflict");
}
