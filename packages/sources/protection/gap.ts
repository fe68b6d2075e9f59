/** What every statement about a protection that is off has in common, whoever makes it. */
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

/** Of what is the account's own, and has no ARN. */
export function rootOf({ account, region }: Place): string {
  return formatArn({ partition: partitionOf(region), service: "iam", region: "", account, resource: "root" });
}
