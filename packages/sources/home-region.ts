/** The Region in which AWS keeps an account's global settings and resources. */
import { partitionOf } from "@tocsin/core/event/arn";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html */
const homes: Readonly<Record<string, string>> = {
  aws: "us-east-1",
  "aws-cn": "cn-north-1",
  "aws-us-gov": "us-gov-west-1",
};

/** The home Region of the partition that `region` lies in; `region` itself if that is not known. */
export function homeRegionOf(region: string): string {
  return homes[partitionOf(region)] ?? region;
}
