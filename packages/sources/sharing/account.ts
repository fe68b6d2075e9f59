/** What an account has one of in a Region: how new volumes are encrypted, and whether snapshots and images can be made public. */
import type { ConditionName } from "@tocsin/core/alert/condition";
import type { Identity } from "@tocsin/core/alert/identity";
import { consoleLink, formatArn, partitionOf } from "@tocsin/core/event/arn";

export interface Place {
  readonly account: string;
  readonly region: string;
}

/** What every statement about one of them has in common. `discriminator` tells several of one condition apart. */
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
