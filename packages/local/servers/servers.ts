/** The servers of the embedded stack, and the clients that talk to them as to AWS. */
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { withoutRequestLog } from "@tocsin/aws/lean-client";
import { type LocalDynamodb, startDynamodb } from "./dynamodb.ts";
import { type MessagingServer, startMessagingServer } from "./messaging-server.ts";
import type { OwnHandler } from "./own-handler.ts";

export interface Servers {
  readonly dynamodb: LocalDynamodb;
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
  /** Stores the servers' data; a DynamoDB that was running already stores its own. */
  readonly dataDirectory?: string | undefined;
  readonly searchPath: string;
}

export const region = "eu-central-1";
const common = { region, credentials: { accessKeyId: "local", secretAccessKey: "local" }, maxAttempts: 3 };

/**
 * The servers that are started here check no signature, but expect the headers of one. To compute it takes as long as the rest
 * of a small request.
 */
const signatureHeaders = {
  authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/local/aws4_request, SignedHeaders=host, Signature=0`,
  "x-amz-date": "20260101T000000Z",
};
const unsigned = {
  signer: {
    async sign<Request extends { readonly headers: Record<string, string> }>(request: Request): Promise<Request> {
      Object.assign(request.headers, signatureHeaders);
      return request;
    },
  },
};

/** Starts the servers that are not running yet; each is stopped with `running`. @throws Error when one does not start. */
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
  const clients = createClients(dynamodb, messagingServer.endpoint, messagingServer.handler);
  running.defer(() => {
    for (const client of Object.values(clients)) client.destroy();
  });
  return { dynamodb, messagingServer, clients };
}

/** Clients of a DynamoDB, and of a server that is SNS, SQS and S3. A DynamoDB that was not started here may check signatures. */
export function createClients(
  dynamodb: { readonly endpoint: string; readonly isOwn: boolean },
  messagingEndpoint: string,
  handler?: OwnHandler,
): Clients {
  const table = { ...common, ...(dynamodb.isOwn && unsigned), endpoint: dynamodb.endpoint };
  return {
    dynamodb: withoutRequestLog(new DynamoDBClient(table)),
    streams: withoutRequestLog(new DynamoDBStreamsClient(table)),
    ...createMessagingClients(messagingEndpoint, handler),
  };
}

/** @param handler of the server, where it is in this process; left out, it is reached at its endpoint. */
export function createMessagingClients(endpoint: string, handler?: OwnHandler): Pick<Clients, "sns" | "sqs" | "s3"> {
  const messaging = { ...common, ...unsigned, endpoint };
  const own = handler && { requestHandler: handler };
  return {
    sns: withoutRequestLog(new SNSClient({ ...messaging, ...own })),
    // A message that a process sends to itself needs no checksum.
    sqs: withoutRequestLog(new SQSClient({ ...messaging, ...own, md5: false })),
    s3: withoutRequestLog(new S3Client({ ...messaging, forcePathStyle: true })),
  };
}
