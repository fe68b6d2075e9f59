/**
 * The alert of a resource's own source, for reports of services that check resources: AWS Config, Security Hub and IAM Access Analyzer name
 * a resource by type and id, and this gives the identity that the condition's own source has for it.
 */
import type { ConditionName } from "@tocsin/core/alert/condition";
import type { Identity } from "@tocsin/core/alert/identity";
import { parseArn } from "@tocsin/core/event/arn";
import { about as aboutCertificate, CERTIFICATE_ID, certificateIn, parseCertificateArn } from "../acm/certificate.ts";
import { about as aboutKey, keyByCaller } from "../kms/key.ts";
import { aboutGap } from "../protection/gap.ts";
import { aboutAccountBlock } from "../s3/account.ts";
import { about as aboutBucket } from "../s3/bucket.ts";
import { BUCKET_NAME } from "../s3/schema.ts";
import { about as aboutSecret, parseFullArn, secretByCaller } from "../secretsmanager/secret.ts";
import { aboutAccount } from "../sharing/account.ts";
import { about as aboutShared, DATABASE_SNAPSHOT_NAME, type Kind, SNAPSHOT_ID } from "../sharing/resource.ts";
import { protectedThing, protections, type ReportedProtection } from "./protections.ts";

/**
 * A resource as AWS Config names it: `type` as CloudFormation's (`AWS::KMS::Key`), `id` an ARN, or the id or name that the service gives.
 * The account itself has the type `AWS::::Account`, and its number as id.
 */
export interface ReportedResource {
  readonly account: string;
  readonly region: string;
  readonly type: string;
  readonly id: string;
}

export interface Reported {
  readonly identity: Identity;
  /** What is affected, as people search for it. */
  readonly resource: string;
  readonly link: string | undefined;
}

/** A condition that other sources than its own may report; each gap in protection has its own name: `guardduty-detector`. */
export type ReportedCondition =
  | "certificate-expiry"
  | "key-deletion"
  | "key-rotation-disabled"
  | "key-exposure"
  | "secret-rotation"
  | "secret-rotation-disabled"
  | "secret-exposure"
  | "bucket-exposure"
  | "bucket-encryption"
  | "public-access-block"
  | "snapshot-exposure"
  | "volume-encryption"
  | ReportedProtection;

/** The resource type of AWS Config and Security Hub for a problem of the account itself. */
export const ACCOUNT = "AWS::::Account";

/**
 * Identity, resource and link just as the condition's own source gives them; `undefined` if the condition cannot be about the resource. An
 * ARN of another account is accepted: a source drops statements that its account may not make.
 */
export function aboutReported(condition: ReportedCondition, resource: ReportedResource): Reported | undefined {
  const about = aboutIt(condition, resource);
  return about && { identity: about.identity, resource: about.resource, link: about.link };
}

function aboutIt(condition: ReportedCondition, resource: ReportedResource): Reported | undefined {
  switch (condition) {
    case "certificate-expiry":
      return aboutCertificateOf(condition, resource);
    case "key-deletion":
    case "key-rotation-disabled":
    case "key-exposure":
      return aboutKeyOf(condition, resource);
    case "secret-rotation":
    case "secret-rotation-disabled":
    case "secret-exposure":
      return aboutSecretOf(condition, resource);
    case "bucket-exposure":
    case "bucket-encryption":
      return aboutBucketOf(condition, resource);
    case "public-access-block":
      return aboutBlockOf(condition, resource);
    case "snapshot-exposure":
      return aboutSnapshotOf(condition, resource);
    case "volume-encryption":
      return resource.type === ACCOUNT ? aboutAccount(condition, resource) : undefined;
    default:
      return aboutProtectionOf(condition, resource);
  }
}

function aboutCertificateOf(condition: ConditionName, { type, id, account, region }: ReportedResource) {
  if (type !== "AWS::ACM::Certificate") return undefined;
  const certificate =
    parseCertificateArn(id) ?? (CERTIFICATE_ID.test(id) ? certificateIn(account, region, id) : undefined);
  return certificate && aboutCertificate(condition, certificate);
}

function aboutKeyOf(condition: ConditionName, { type, id, account, region }: ReportedResource) {
  const key = type === "AWS::KMS::Key" ? keyByCaller(id, account, region) : undefined;
  return key && aboutKey(condition, key);
}

function aboutSecretOf(condition: ConditionName, { type, id, account, region }: ReportedResource) {
  if (type !== "AWS::SecretsManager::Secret") return undefined;
  const secret = parseFullArn(id) ?? secretByCaller(id, account, region);
  return secret && aboutSecret(condition, secret);
}

/** The ARN of a bucket says no more than its name. */
const BUCKET_ARN = /^arn:[a-z-]{1,32}:s3:::/;

function aboutBucketOf(condition: ConditionName, { type, id, account, region }: ReportedResource) {
  const name = id.replace(BUCKET_ARN, "");
  if (type !== "AWS::S3::Bucket" || !BUCKET_NAME.test(name)) return undefined;
  return aboutBucket(condition, { account, region, name });
}

/** The block of a bucket, of all buckets of an account, or of its snapshots in a Region. */
function aboutBlockOf(condition: "public-access-block", resource: ReportedResource) {
  switch (resource.type) {
    case ACCOUNT:
    case "AWS::S3::AccountPublicAccessBlock":
      return aboutAccountBlock(resource.account, resource.region);
    case "AWS::EC2::SnapshotBlockPublicAccess":
      return aboutAccount(condition, resource, "ebs-snapshots");
    default:
      return aboutBucketOf(condition, resource);
  }
}

const snapshotTypes: Readonly<Record<string, { kind: Kind; within: string; names: RegExp }>> = {
  "AWS::EC2::Snapshot": { kind: "ebs-snapshot", within: "snapshot/", names: SNAPSHOT_ID },
  "AWS::RDS::DBSnapshot": { kind: "db-snapshot", within: "snapshot:", names: DATABASE_SNAPSHOT_NAME },
  "AWS::RDS::DBClusterSnapshot": {
    kind: "db-cluster-snapshot",
    within: "cluster-snapshot:",
    names: DATABASE_SNAPSHOT_NAME,
  },
};

/** One snapshot, or some of an account's in a Region if the reporter does not say which. */
function aboutSnapshotOf(condition: ConditionName, resource: ReportedResource) {
  const { type, id, account, region } = resource;
  if (type === ACCOUNT) return aboutAccount(condition, resource, "", "Snapshots");
  const snapshot = Object.hasOwn(snapshotTypes, type) ? snapshotTypes[type] : undefined;
  if (snapshot === undefined) return undefined;
  const { kind, within, names } = snapshot;
  const arn = parseArn(id);
  const name = arn?.resource.startsWith(within) ? arn.resource.slice(within.length) : id;
  if (!names.test(name)) return undefined;
  return aboutShared(condition, {
    kind,
    // The ARN of a volume's snapshot names no account.
    account: arn?.account || account,
    region: arn?.region || region,
    id: kind === "ebs-snapshot" ? name : name.toLowerCase(),
  });
}

function aboutProtectionOf(protection: ReportedProtection, resource: ReportedResource): Reported | undefined {
  const { service, protection: name, which = "", of, consolePath } = protections[protection];
  const thing = protectedThing(of, resource);
  if (thing === undefined) return undefined;
  const one = thing.name || which;
  const gap = aboutGap(`${service}-${name}${one && `/${one}`}`, resource, consolePath);
  return { ...gap, resource: thing.arn };
}
