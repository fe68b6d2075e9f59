/** Settings of an account in a Region: how new volumes are encrypted, and whether snapshots and images can be made public. */
import type { ConditionName } from "@tocsin/core/alert/condition";
import type { Identity } from "@tocsin/core/alert/identity";
import { consoleLink, formatArn, partitionOf } from "@tocsin/core/event/arn";

export interface Place {
  readonly account: string;
  readonly region: string;
}

/** The fields that all statements about one setting share. `discriminator` tells several settings of one condition apart. */
export function aboutAccount<C extends ConditionName>(
  condition: C,
  { account, region }: Place,
  discriminator = "",
  page = "Settings",
) {
  const partition = partitionOf(region);
  const identity: Identity<C> = { condition, partition, account, region, resource: "", discriminator };
  return {
    identity,
    resource: formatArn({ partition, service: "iam", region: "", account, resource: "root" }),
    link: consoleLink(region, `/ec2/home?region=${region}#${page}:`),
  };
}
