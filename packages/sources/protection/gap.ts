/** The fields that all statements about a protection that is off share, whoever makes them. */
import type { Identity } from "@tocsin/core/alert/identity";
import { consoleLink, formatArn, partitionOf } from "@tocsin/core/event/arn";

interface Place {
  readonly account: string;
  readonly region: string;
}

/** @param protection by its service and its name there, and which of several it is: `guardduty-feature/RDS_LOGIN_EVENTS`. */
export function aboutGap(protection: string, { account, region }: Place, consolePath: string) {
  const identity: Identity<"protection-gap"> = {
    condition: "protection-gap",
    ...{ partition: partitionOf(region), account, region, resource: "", discriminator: protection },
  };
  return { identity, link: consoleLink(region, `${consolePath}?region=${region}`) };
}

/** Stands for something of the account that has no ARN. */
export function rootOf({ account, region }: Place): string {
  return formatArn({ partition: partitionOf(region), service: "iam", region: "", account, resource: "root" });
}
