/** Opens the alerts table of a deployed stack, of a serving one, or of the last run. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ResourceNotFoundException } from "@aws-sdk/client-dynamodb";
import { type AlertsReader, createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { CallError } from "@tocsin/aws/call";
import { plain } from "@tocsin/core/text/text";
import { hasAlertsTable, names } from "@tocsin/local/resources";
import { startDynamodb } from "@tocsin/local/servers/dynamodb";
import { CommandError, exitCodes, shownPath, type Terminal } from "../output/terminal.ts";
import { readServing } from "./serving.ts";
import { tableClient } from "./table-client.ts";

export interface TableOptions {
  readonly dataDir: string;
  readonly dynamodbEndpoint?: string;
  readonly table?: string;
}

/** Opens the table to read it, hands it to `use`, and closes what was opened. @throws CommandError when there is none. */
export function withAlerts<T>(
  options: TableOptions,
  terminal: Terminal,
  use: (alerts: AlertsReader) => Promise<T>,
): Promise<T> {
  return withOpenTable(options, terminal, (table) => use(createAlertsReader(table)));
}

/** Opens the table, hands it to `use`, and closes what was opened. @throws CommandError when there is none. */
export async function withOpenTable<T>(
  options: TableOptions,
  terminal: Terminal,
  use: (table: Table) => Promise<T>,
): Promise<T> {
  if (options.table !== undefined) return withDeployedTable(options.table, use);
  const dynamodb = await startDynamodb({ ...(await located(options)), searchPath: terminal.environment.PATH ?? "" });
  const client = tableClient(dynamodb.endpoint);
  try {
    if (!(await hasAlertsTable(client)))
      throw new CommandError(`${dynamodb.endpoint} has no table ${names.alertsTable}`, exitCodes.refused);
    return await use({ client, tableName: names.alertsTable });
  } finally {
    client.destroy();
    await dynamodb.stop();
  }
}

async function withDeployedTable<T>(tableName: string, use: (table: Table) => Promise<T>): Promise<T> {
  const client = tableClient();
  try {
    return await use({ client, tableName });
  } catch (error) {
    if (!isWithoutTable(error)) throw error;
    throw new CommandError(
      `there is no table ${plain(tableName, NAME_LIMIT)} in this account and region: look at its name, whose prefix is the configuration's, and at AWS_REGION`,
      exitCodes.refused,
    );
  } finally {
    client.destroy();
  }
}

const NAME_LIMIT = 255;

function isWithoutTable(error: unknown): boolean {
  return error instanceof CallError && error.cause instanceof ResourceNotFoundException;
}

async function located({ dynamodbEndpoint, dataDir }: TableOptions) {
  if (dynamodbEndpoint !== undefined) return { endpoint: dynamodbEndpoint };
  // Two servers must not open one database: while a stack serves from it, the stack's own is asked.
  const serving = await readServing(dataDir);
  if (serving) return { endpoint: serving.dynamodbEndpoint };
  const databaseFile = join(dataDir, "alerts.db");
  if (existsSync(databaseFile)) return { databaseFile };
  throw new CommandError(
    `${shownPath(dataDir)} holds no alerts: run \`tocsin run\` first, or name another place with --data-dir, --dynamodb-endpoint or --stage`,
    exitCodes.refused,
  );
}
