/** A resource as ASFF has it, its type known by its ARN. https://docs.aws.amazon.com/securityhub/latest/userguide/asff-resources.html */
import { parseArn } from "@tocsin/core/event/arn";
import { plain } from "@tocsin/core/text/text";

export interface AsffResource {
  readonly Type: string;
  readonly Id: string;
  readonly Partition?: Partition | undefined;
  readonly Region?: string | undefined;
}

/** ASFF knows no other. https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Resource.html */
const partitions = ["aws", "aws-cn", "aws-us-gov"] as const;
type Partition = (typeof partitions)[number];

const ID_LIMIT = 512;

/** By service, and how the resource's part of the ARN begins; the first that fits. */
const types: Readonly<Record<string, readonly (readonly [begins: RegExp, type: string])[]>> = {
  acm: [[/^certificate\//, "AwsCertificateManagerCertificate"]],
  cloudtrail: [[/^trail\//, "AwsCloudTrailTrail"]],
  ec2: [
    [/^instance\//, "AwsEc2Instance"],
    [/^volume\//, "AwsEc2Volume"],
    [/^security-group\//, "AwsEc2SecurityGroup"],
  ],
  ecr: [
    [/^repository\/.*\/sha256:/, "AwsEcrContainerImage"],
    [/^repository\//, "AwsEcrRepository"],
  ],
  eks: [[/^cluster\//, "AwsEksCluster"]],
  iam: [
    [/^user\//, "AwsIamUser"],
    [/^role\//, "AwsIamRole"],
  ],
  kms: [[/^key\//, "AwsKmsKey"]],
  lambda: [[/^function:/, "AwsLambdaFunction"]],
  rds: [
    [/^db:/, "AwsRdsDbInstance"],
    [/^cluster:/, "AwsRdsDbCluster"],
    [/^snapshot:/, "AwsRdsDbSnapshot"],
    [/^cluster-snapshot:/, "AwsRdsDbClusterSnapshot"],
  ],
  s3: [
    [/\//, "AwsS3Object"],
    [/./, "AwsS3Bucket"],
  ],
  secretsmanager: [[/^secret:/, "AwsSecretsManagerSecret"]],
};

/** A resource without a type in ASFF is `Other`. If a name is too long for ASFF, the finding's fields have it completely. */
export function asffResource(id: string, place: { readonly partition: string; readonly region: string }): AsffResource {
  return {
    Type: typeOf(id),
    Id: plain(id, ID_LIMIT) || "unnamed",
    Partition: partitions.find((known) => known === place.partition),
    Region: place.region === "" ? undefined : plain(place.region, 16),
  };
}

function typeOf(id: string): string {
  const { service = "", resource = "" } = parseArn(id) ?? {};
  const known = Object.hasOwn(types, service) ? types[service] : undefined;
  return known?.find(([begins]) => begins.test(resource))?.[1] ?? "Other";
}
