/** What is set for the whole organization: who administers which service, and whether StackSets may reach its accounts. */
import { type CloudFormationClient, DescribeOrganizationsAccessCommand } from "@aws-sdk/client-cloudformation";
import {
  DescribeOrganizationCommand,
  ListParentsCommand,
  type ListParentsCommandOutput,
  type OrganizationsClient,
  paginateListDelegatedAdministrators,
} from "@aws-sdk/client-organizations";
import { type Asked, ask } from "./asked.ts";

export interface Organization {
  readonly id: string;
  readonly managementAccount: string;
}

export function readOrganization(client: OrganizationsClient): Promise<Asked<Organization>> {
  return ask("organizations:DescribeOrganization", async () => {
    const { Organization: found } = await client.send(new DescribeOrganizationCommand({}));
    return { id: found?.Id ?? "", managementAccount: found?.MasterAccountId ?? "" };
  });
}

/** The units that an account is in, the innermost first, and then the root. An account and a unit have one parent. */
export function readUnits(client: OrganizationsClient, account: string): Promise<Asked<readonly string[]>> {
  return ask("organizations:ListParents", async () => {
    const units: string[] = [];
    for (let child: string | undefined = account; child !== undefined; ) {
      const { Parents: [parent] = [] }: ListParentsCommandOutput = await client.send(
        new ListParentsCommand({ ChildId: child }),
      );
      if (parent?.Id !== undefined) units.push(parent.Id);
      child = parent?.Type === "ROOT" ? undefined : parent?.Id;
    }
    return units;
  });
}

/** The accounts that are registered for a service, by its principal. A page may be empty and still not the last. */
export function readAdministrators(
  client: OrganizationsClient,
  ServicePrincipal: string,
): Promise<Asked<readonly string[]>> {
  return ask("organizations:ListDelegatedAdministrators", async () => {
    const accounts: string[] = [];
    for await (const { DelegatedAdministrators = [] } of paginateListDelegatedAdministrators(
      { client },
      { ServicePrincipal },
    )) {
      accounts.push(...DelegatedAdministrators.flatMap(({ Id }) => Id ?? []));
    }
    return accounts;
  });
}

/**
 * `ENABLED` where CloudFormation itself has activated trusted access. Only the management account and a delegated administrator may ask.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeOrganizationsAccess.html
 */
export function readStackSetsAccess(client: CloudFormationClient): Promise<Asked<string>> {
  const command = new DescribeOrganizationsAccessCommand({ CallAs: "DELEGATED_ADMIN" });
  return ask("cloudformation:DescribeOrganizationsAccess", async () => (await client.send(command)).Status ?? "");
}
