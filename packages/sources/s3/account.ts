/** The block of public access that an account has for all of its buckets. It applies in all Regions, whichever Region it was changed in. */
import type { Identity } from "@tocsin/core/alert/identity";
import { consoleLink, formatArn, partitionOf } from "@tocsin/core/event/arn";
import { homeRegionOf } from "../home-region.ts";

/** The fields that all statements about the account's block share. Its place is the Region in which AWS keeps global settings. */
export function aboutAccountBlock(account: string, calledIn: string) {
  const partition = partitionOf(calledIn);
  const region = homeRegionOf(calledIn);
  const identity: Identity<"public-access-block"> = {
    condition: "public-access-block",
    ...{ partition, account, region, resource: "", discriminator: "s3" },
  };
  return {
    identity,
    resource: formatArn({ partition, service: "iam", region: "", account, resource: "root" }),
    link: consoleLink(region, `/s3/settings?region=${region}`),
  };
}
