import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { OrganizationsClient } from "@aws-sdk/client-organizations";
import { withoutRequestLog } from "@tocsin/aws/lean-client";
import { createDirectoryStore } from "@tocsin/aws/world/directory-store";
import { createOrganizationAccounts } from "@tocsin/aws/world/organization-accounts";
import { readWorldPartition } from "@tocsin/aws/world/world-partition";
import { directoryHandler } from "@tocsin/lambda/handlers/directory";
import { environment } from "@tocsin/lambda/runtime/environment";
import { powertools } from "@tocsin/lambda/runtime/powertools";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";

const env = environment("TOCSIN_ALERTS_TABLE");

const table = { client: withoutRequestLog(new DynamoDBClient()), tableName: env.TOCSIN_ALERTS_TABLE };
// Organizations allows few calls a second, and the tags of each account take a call.
const organizations = withoutRequestLog(new OrganizationsClient({ retryMode: "adaptive", maxAttempts: 10 }));

export const handler = directoryHandler({
  organization: createOrganizationAccounts(organizations),
  directories: createDirectoryStore(table),
  partition: () => readWorldPartition(table),
  now: systemNow,
  telemetry: powertools("directory"),
});
