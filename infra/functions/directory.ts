/** By the hour: what Organizations says of accounts → the directory, by which alerts have an owner and an environment. */
import { directorySettings } from "@tocsin/lambda/deployment/settings";
import { decryptBy } from "../encryption.ts";
import type { Permission } from "../policy.ts";
import { onTable, table } from "../table.ts";
import { scheduleFunction } from "./schedule.ts";

/** Only to read. Organizations answers them to the management account and to each delegated administrator, which the security account is. */
const mayListAccounts: Permission = {
  actions: [
    "organizations:ListAccounts",
    "organizations:ListAccountsForParent",
    "organizations:ListOrganizationalUnitsForParent",
    "organizations:ListRoots",
    "organizations:ListTagsForResource",
  ],
  resources: ["*"],
};

export const directory = scheduleFunction("directory", directorySettings, {
  environment: { TOCSIN_ALERTS_TABLE: table.name },
  permissions: [
    onTable("BatchGetItem", "ConditionCheckItem", "PutItem", "Query"),
    mayListAccounts,
    decryptBy("dynamodb"),
  ],
  // The next hour's run does what this one could not.
  retries: 0,
});
