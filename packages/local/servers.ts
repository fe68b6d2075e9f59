/** The servers that the embedded stack lives on, and the clients that talk to them as to AWS. */
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { type FauxqsServer, startFauxqs } from "fauxqs";
import { startDynamodb } from "./dynamodb.ts";

export interface Servers {
  readonly dynamodbEndpoint: string;
  readonly messagingServer: FauxqsServer;
  readonly clients: Clients;
}

export interface Clients {
  readonly dynamodb: DynamoDBClient;
  readonly streams: DynamoDBStreamsClient;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  readonly s3: S3Client;
}

export interface ServersOptions {
  readonly dynamodbEndpoint?: string | undefined;
  readonly dataDirectory?: string | undefined;
  readonly searchPath: string;
}

const credentials = { accessKeyId: "local", secretAccessKey: "local" };
const region = "eu-central-1";

/** Starts what is not there already; each part is stopped with `running`. @throws Error when one does not start. */
export async function startServers(
  { dynamodbEndpoint, dataDirectory, searchPath }: ServersOptions,
  running: AsyncDisposableStack,
): Promise<Servers> {
  const dynamodb = await startDynamodb({
    endpoint: dynamodbEndpoint,
    databaseFile: dataDirectory && join(dataDirectory, "alerts.db"),
    searchPath,
  });
  running.defer(() => dynamodb.stop());
  const messagingServer = await startFauxqs({ port: 0, logger: false, defaultRegion: region });
  running.defer(() => messagingServer.stop());
  const clients = createClients(dynamodb.endpoint, `http://127.0.0.1:${messagingServer.port}`);
  running.defer(() => {
    for (const client of Object.values(clients)) client.destroy();
  });
  return { dynamodbEndpoint: dynamodb.endpoint, messagingServer, clients };
}

function createClients(dynamodbEndpoint: string, messagingEndpoint: string): Clients {
  const common = { region, credentials, maxAttempts: 3 };
  const table = { ...common, endpoint: dynamodbEndpoint };
  const messaging = { ...common, endpoint: messagingEndpoint };
  return {
    dynamodb: new DynamoDBClient(table),
    streams: new DynamoDBStreamsClient(table),
    sns: new SNSClient(messaging),
    sqs: new SQSClient(messaging),
    s3: new S3Client({ ...messaging, forcePathStyle: true }),
  };
}
