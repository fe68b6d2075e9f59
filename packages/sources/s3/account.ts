/** The block of public access that an account has for all of its buckets. It holds in all Regions, through whichever it was changed. */
import type { Identity } from "@tocsin/core/alert/identity";
import { consoleLink, formatArn, partitionOf } from "@tocsin/core/event/arn";
import { homeRegionOf } from "../home-region.ts";

/** What every statement about the account's block has in common. It stands where AWS keeps what has no Region. */
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
