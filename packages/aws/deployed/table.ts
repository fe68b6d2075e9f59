/** The alerts table as it is set, and the key that it is read with. */
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import {
  DescribeKeyCommand,
  GetKeyRotationStatusCommand,
  type KMSClient,
  paginateListGrants,
} from "@aws-sdk/client-kms";
import { type Asked, ask, known } from "../prerequisites/asked.ts";
import { askFor, type Found } from "./found.ts";

export interface DeployedTable {
  readonly status: string;
  /** By name, whether each index is active. */
  readonly indexes: ReadonlyMap<string, boolean>;
  readonly streamArn?: string | undefined;
  readonly keyArn?: string | undefined;
  readonly hasRecovery: Asked<boolean>;
  readonly timeToLive: Asked<string | undefined>;
}

export interface DeployedKey {
  readonly arn: string;
  readonly isEnabled: boolean;
  readonly state: string;
  readonly isRotated: Asked<boolean>;
  /** The services, or principals, that have a grant to use it. */
  readonly grantees: Asked<readonly string[]>;
}

export async function readTable(client: DynamoDBClient, TableName: string): Promise<Found<DeployedTable>> {
  const found = await askFor(
    "dynamodb:DescribeTable",
    async () => (await client.send(new DescribeTableCommand({ TableName }))).Table,
  );
  if (!found.known || found.value === undefined) return found.known ? known(undefined) : found;
  const { TableStatus = "", GlobalSecondaryIndexes = [], LatestStreamArn, SSEDescription } = found.value;
  const [hasRecovery, timeToLive] = await Promise.all([
    ask("dynamodb:DescribeContinuousBackups", async () => {
      const { ContinuousBackupsDescription } = await client.send(new DescribeContinuousBackupsCommand({ TableName }));
      return ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === "ENABLED";
    }),
    ask("dynamodb:DescribeTimeToLive", async () => {
      const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
      return TimeToLiveDescription?.TimeToLiveStatus === "ENABLED" ? TimeToLiveDescription.AttributeName : undefined;
    }),
  ]);
  return {
    known: true,
    value: {
      status: TableStatus,
      indexes: new Map(
        GlobalSecondaryIndexes.map(({ IndexName = "", IndexStatus }) => [IndexName, IndexStatus === "ACTIVE"]),
      ),
      streamArn: LatestStreamArn,
      keyArn: SSEDescription?.KMSMasterKeyArn,
      hasRecovery,
      timeToLive,
    },
  };
}

/** @param KeyId an alias, an id or an ARN. */
export async function readKey(client: KMSClient, KeyId: string): Promise<Found<DeployedKey>> {
  const found = await askFor(
    "kms:DescribeKey",
    async () => (await client.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata,
  );
  if (!found.known || found.value === undefined) return found.known ? known(undefined) : found;
  const { Arn = "", Enabled = false, KeyState = "" } = found.value;
  const [isRotated, grantees] = await Promise.all([
    ask(
      "kms:GetKeyRotationStatus",
      async () => (await client.send(new GetKeyRotationStatusCommand({ KeyId: Arn }))).KeyRotationEnabled === true,
    ),
    ask("kms:ListGrants", async () => {
      const all: string[] = [];
      for await (const { Grants = [] } of paginateListGrants({ client }, { KeyId: Arn }))
        all.push(...Grants.flatMap(({ GranteePrincipal }) => GranteePrincipal ?? []));
      return all;
    }),
  ]);
  return { known: true, value: { arn: Arn, isEnabled: Enabled, state: KeyState, isRotated, grantees } };
}
