/** The servers that the embedded stack lives on, and the clients that talk to them as to AWS. */
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { startDynamodb } from "./dynamodb.ts";
import { type MessagingServer, startMessagingServer } from "./messaging-server.ts";

export interface Servers {
  readonly dynamodbEndpoint: string;
  readonly messagingServer: MessagingServer;
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
  /** Keeps what the servers hold; a DynamoDB that was running already keeps its own. */
  readonly dataDirectory?: string | undefined;
  readonly searchPath: string;
}

export const region = "eu-central-1";
const common = { region, credentials: { accessKeyId: "local", secretAccessKey: "local" }, maxAttempts: 3 };

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
  const messagingServer = await startMessagingServer({ region, directory: dataDirectory });
  running.defer(() => messagingServer.stop());
  const clients = createClients(dynamodb.endpoint, messagingServer.endpoint);
  running.defer(() => {
    for (const client of Object.values(clients)) client.destroy();
  });
  return { dynamodbEndpoint: dynamodb.endpoint, messagingServer, clients };
}

/** Clients of a DynamoDB, and of a server that is SNS, SQS and S3. */
export function createClients(dynamodbEndpoint: string, messagingEndpoint: string): Clients {
  const table = { ...common, endpoint: dynamodbEndpoint };
  return {
    dynamodb: new DynamoDBClient(table),
    streams: new DynamoDBStreamsClient(table),
    ...createMessagingClients(messagingEndpoint),
  };
}

export function createMessagingClients(endpoint: string): Pick<Clients, "sns" | "sqs" | "s3"> {
  const messaging = { ...common, endpoint };
  return {
    sns: new SNSClient(messaging),
    sqs: new SQSClient(messaging),
    s3: new S3Client({ ...messaging, forcePathStyle: true }),
  };
}
