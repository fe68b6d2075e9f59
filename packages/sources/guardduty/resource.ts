/**
 * The resources that a finding affects, as people search for them: ARNs if GuardDuty gives them or they can be built.
 *
 * This only decides what is shown, and the set of resource types is open. So no field of the details is required: if one is missing or
 * unexpected, the finding's own ARN is shown, and the threat is not refused.
 * https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Resource.html
 */
import { formatArn, type Location } from "@tocsin/core/event/arn";
import { fieldAt, textAt, textsIn } from "../details.ts";
import type { GuardDutyFinding } from "./schema.ts";

type Resource = GuardDutyFinding["resource"];

/** The affected resources, with the one to show first; the finding's own ARN if it names none. */
export function affectedResources(finding: GuardDutyFinding, location: Location): readonly string[] {
  const { resource, service } = finding;
  const sequence = service?.detection?.sequence;
  const named = sequence ? textsAt(sequence.resources, "uid") : namedResources(resource, location);
  return named.length > 0 ? named : [finding.arn];
}

function namedResources(resource: Resource, location: Location): readonly string[] {
  switch (resource.resourceType) {
    // The details may also contain the cluster of the instance, or the bucket that was accessed with the key.
    case "Instance":
      return instance(resource, location);
    case "AccessKey":
      return accessKey(resource, location);
    case "S3Bucket":
      return textsAt(resource.s3BucketDetails, "arn");
    case "S3Object":
      return objects(resource);
    default:
      return firstNamed(resource, location);
  }
}

/** The paths of ARNs in the details. */
const ARNS = [
  ["eksClusterDetails", "arn"],
  ["ecsClusterDetails", "arn"],
  ["rdsDbInstanceDetails", "dbInstanceArn"],
  ["rdsLimitlessDbDetails", "dbShardGroupArn"],
  ["lambdaDetails", "functionArn"],
  ["ebsSnapshotDetails", "snapshotArn"],
  ["ec2ImageDetails", "imageArn"],
  ["recoveryPointDetails", "recoveryPointArn"],
] as const;

function firstNamed(resource: Resource, location: Location): readonly string[] {
  for (const [details, field] of ARNS) {
    const arn = textAt(resource[details], field);
    if (arn) return [arn];
  }
  const volumes = textsAt(fieldAt(resource.ebsVolumeDetails, "scannedVolumeDetails"), "volumeArn");
  if (volumes.length > 0) return volumes;
  const buckets = textsAt(resource.s3BucketDetails, "arn");
  if (buckets.length > 0) return buckets;
  return [...instance(resource, location), ...accessKey(resource, location)].slice(0, 1);
}

function instance(resource: Resource, location: Location): readonly string[] {
  const id = textAt(resource.instanceDetails, "instanceId");
  return id ? [formatArn({ ...location, service: "ec2", resource: `instance/${id}` })] : [];
}

/**
 * The IAM identity behind the access key, never the key's own id. A path that the user or role may have is not in the
 * finding, so it is not in the ARN.
 * https://docs.aws.amazon.com/guardduty/latest/APIReference/API_AccessKeyDetails.html
 */
function accessKey(resource: Resource, location: Location): readonly string[] {
  const type = textAt(resource.accessKeyDetails, "userType");
  const name = textAt(resource.accessKeyDetails, "userName");
  const iam = { ...location, service: "iam", region: "" };
  if (type === "Root") return [formatArn({ ...iam, resource: "root" })];
  if (!name) return [];
  if (type === "IAMUser") return [formatArn({ ...iam, resource: `user/${name}` })];
  return type === "Role" || type === "AssumedRole" ? [formatArn({ ...iam, resource: `role/${name}` })] : [];
}

/** Each bucket lists the objects concerned. */
function objects({ s3BucketDetails }: Resource): readonly string[] {
  if (!Array.isArray(s3BucketDetails)) return [];
  const arns = s3BucketDetails.flatMap((bucket) => textsAt(fieldAt(bucket, "s3ObjectDetails"), "objectArn"));
  return arns.length > 0 ? arns : textsAt(s3BucketDetails, "arn");
}

function textsAt(list: unknown, field: string): readonly string[] {
  return Array.isArray(list) ? textsIn(list.map((item) => textAt(item, field))) : [];
}
