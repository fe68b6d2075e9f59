/** Every hour: what Organizations says about accounts → the directory, which gives alerts an owner and an environment. */
import { directorySettings } from "@tocsin/lambda/deployment/settings";
import { decryptBy } from "../encryption.ts";
import type { Permission } from "../policy.ts";
import { onTable, table } from "../table.ts";
import { scheduleFunction } from "./schedule.ts";

/**
 * Read only. Organizations answers these calls for the management account and each delegated administrator, such as the security account.
 */
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
  // The next run, an hour later, does what this one could not.
  retries: 0,
});
