/** Clients of DynamoDB for commands: of a deployed table, or of the server of a run. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { withoutRequestLog } from "@tocsin/aws/lean-client";

/** @param endpoint of a run's server, which asks for no credentials; left out, AWS by the usual ones. */
export function tableClient(endpoint?: string): DynamoDBClient {
  if (endpoint === undefined) return withoutRequestLog(new DynamoDBClient());
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return withoutRequestLog(new DynamoDBClient({ endpoint, region: "eu-central-1", credentials }));
}

/** The endpoint that the client was given; nothing, where it asks AWS. */
export async function endpointOf(client: DynamoDBClient): Promise<string | undefined> {
  const endpoint = await client.config.endpoint?.();
  return (
    endpoint && `${endpoint.protocol}//${endpoint.hostname}${endpoint.port === undefined ? "" : `:${endpoint.port}`}`
  );
}
