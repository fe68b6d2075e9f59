/** Empty tables on one DynamoDB, for tests of what all of a stack goes by. */
import { randomUUID } from "node:crypto";
import { CreateTableCommand } from "@aws-sdk/client-dynamodb";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { tableDefinition } from "@tocsin/local/resources";
import { useTable } from "./table.ts";

/** Gives a maker of empty tables. */
export function useEmptyTables(): () => Promise<Table> {
  const shared = useTable();
  return async () => {
    const tableName = `alerts-${randomUUID()}`;
    await shared.client.send(new CreateTableCommand({ TableName: tableName, ...tableDefinition() }));
    return { client: shared.client, tableName };
  };
}
