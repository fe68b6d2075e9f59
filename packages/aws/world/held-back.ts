/** Counts what is held back while the stack learns. */
import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { Instant } from "@tocsin/core/event/instant";
import type { Table } from "../alerts/alerts-table.ts";
import { call } from "../call.ts";
import { type HeldBack, heldBackAddition } from "./items/held-back-item.ts";

/** @throws CallError */
export type CountHeldBack = (more: HeldBack, at: Instant) => Promise<void>;

export function createCountHeldBack({ client, tableName: TableName }: Table): CountHeldBack {
  return async (more, at) => {
    await call("UpdateItem", () => client.send(new UpdateItemCommand({ TableName, ...heldBackAddition(more, at) })));
  };
}
