/** Opens the alerts table of a deployed stack, of a serving one, or of the last run. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type AlertsReader, createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { withoutRequestLog } from "@tocsin/aws/lean-client";
import { hasAlertsTable, names } from "@tocsin/local/resources";
import { startDynamodb } from "@tocsin/local/servers/dynamodb";
import { CommandError, exitCodes, shownPath, type Terminal } from "../output/terminal.ts";
import { readServing } from "./serving.ts";

export interface TableOptions {
  readonly dataDir: string;
  readonly dynamodbEndpoint?: string;
  readonly table?: string;
}

/** Opens the table, hands it to `use`, and closes what was opened. @throws CommandError when there is none. */
export async function withAlerts<T>(
  options: TableOptions,
  terminal: Terminal,
  use: (alerts: AlertsReader) => Promise<T>,
): Promise<T> {
  if (options.table !== undefined) {
    const client = withoutRequestLog(new DynamoDBClient());
    return use(createAlertsReader({ client, tableName: options.table })).finally(() => client.destroy());
  }
  const dynamodb = await startDynamodb({ ...(await located(options)), searchPath: terminal.environment.PATH ?? "" });
  const client = withoutRequestLog(
    new DynamoDBClient({
      endpoint: dynamodb.endpoint,
      region: "eu-central-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    }),
  );
  try {
    if (!(await hasAlertsTable(client)))
      throw new CommandError(`${dynamodb.endpoint} has no table ${names.alertsTable}`, exitCodes.refused);
    return await use(createAlertsReader({ client, tableName: names.alertsTable }));
  } finally {
    client.destroy();
    await dynamodb.stop();
  }
}

async function located({ dynamodbEndpoint, dataDir }: TableOptions) {
  if (dynamodbEndpoint !== undefined) return { endpoint: dynamodbEndpoint };
  // Two servers must not open one database: while a stack serves from it, the stack's own is asked.
  const serving = await readServing(dataDir);
  if (serving) return { endpoint: serving.dynamodbEndpoint };
  const databaseFile = join(dataDir, "alerts.db");
  if (existsSync(databaseFile)) return { databaseFile };
  throw new CommandError(
    `${shownPath(dataDir)} holds no alerts: run \`tocsin run\` first, or name another table with --data-dir, --dynamodb-endpoint or --table`,
    exitCodes.refused,
  );
}
