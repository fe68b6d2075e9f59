/** The StackSet that gives the members their forwarding rules, as a delegated administrator sees it. */
import {
  type CloudFormationClient,
  DescribeStackSetCommand,
  paginateListStackInstances,
} from "@aws-sdk/client-cloudformation";
import { type Asked, ask, known } from "../prerequisites/asked.ts";
import { askFor, type Found } from "./found.ts";

export interface DeployedMembers {
  readonly status: string;
  /** New accounts get an instance by themselves. */
  readonly isAutomatic: boolean;
  readonly instances: Asked<readonly MemberInstance[]>;
}

export interface MemberInstance {
  readonly account: string;
  readonly region: string;
  /** `CURRENT` where it has the template as it is. */
  readonly status: string;
  readonly reason?: string | undefined;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackSet.html */
export async function readMembers(client: CloudFormationClient, StackSetName: string): Promise<Found<DeployedMembers>> {
  const asked = { StackSetName, CallAs: "DELEGATED_ADMIN" } as const;
  const found = await askFor(
    "cloudformation:DescribeStackSet",
    async () => (await client.send(new DescribeStackSetCommand(asked))).StackSet,
  );
  if (!found.known || found.value === undefined) return found.known ? known(undefined) : found;
  const { Status = "", AutoDeployment } = found.value;
  const instances = await ask("cloudformation:ListStackInstances", async () => {
    const all: MemberInstance[] = [];
    for await (const { Summaries = [] } of paginateListStackInstances({ client }, asked))
      for (const { Account = "", Region = "", Status: status = "", StatusReason } of Summaries)
        all.push({ account: Account, region: Region, status, reason: StatusReason });
    return all;
  });
  return { known: true, value: { status: Status, isAutomatic: AutoDeployment?.Enabled === true, instances } };
}
