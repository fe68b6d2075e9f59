/** Invented events in the form in which EventBridge delivers them, of an organization that does not exist (Tidewater Ledgers). */
import type { JsonObject } from "@tocsin/core/text/json";

const ACCOUNT = "111122223333";
const ADMINISTRATOR = "999900001111";
const PARTNER = "444455556666";
const REGION = "eu-west-1";

const owned = (service: string, resource: string, region = REGION) =>
  `arn:aws:${service}:${region}:${ACCOUNT}:${resource}`;

const resources = {
  "AWS::S3::Bucket": "arn:aws:s3:::tidewater-ledger",
  "AWS::KMS::Key": owned("kms", "key/4c0ffee0-12ab-34cd-56ef-1234567890ab"),
  "AWS::SecretsManager::Secret": owned("secretsmanager", "secret:orders/db-Ab12Cd"),
  "AWS::EC2::Snapshot": `arn:aws:ec2:${REGION}::snapshot/snap-0a1b2c3d4e5f60718`,
  "AWS::RDS::DBSnapshot": owned("rds", "snapshot:orders-2026-11"),
  "AWS::RDS::DBClusterSnapshot": owned("rds", "cluster-snapshot:orders-2026-11"),
  "AWS::IAM::Role": owned("iam", "role/audit/reader", ""),
  "AWS::SQS::Queue": owned("sqs", "orders"),
  "AWS::Lambda::Function": owned("lambda", "function:orders"),
} as const;

function finding(id: number, type: keyof typeof resources, detail: JsonObject = {}, envelope: JsonObject = {}) {
  return {
    version: "0",
    id: `acce5500-0000-4000-8000-${String(id).padStart(12, "0")}`,
    "detail-type": "Access Analyzer Finding",
    source: "aws.access-analyzer",
    account: ACCOUNT,
    time: "2026-11-19T01:22:33Z",
    region: REGION,
    resources: [owned("access-analyzer", "analyzer/tidewater")],
    ...envelope,
    detail: {
      accountId: ACCOUNT,
      action: ["s3:GetObject"],
      analyzedAt: "2026-11-19T01:22:22.608Z",
      condition: {},
      createdAt: "2026-11-19T01:22:22.608Z",
      id: `f1d00000-0000-4000-8000-${String(id).padStart(12, "0")}`,
      isPublic: false,
      principal: { AWS: PARTNER },
      region: REGION,
      resource: resources[type],
      resourceType: type,
      status: "ACTIVE",
      updatedAt: "2026-11-19T01:22:22.608Z",
      version: "1.0",
      ...detail,
    },
  };
}

const isPublic = { isPublic: true, principal: { AWS: "*" } };
const later = { updatedAt: "2026-11-19T09:00:00.000Z" };
const ofBucket = { id: "f1d00000-0000-4000-8000-000000000001" };
const denied = { action: [], principal: null, isPublic: null, error: "ACCESS_DENIED" };

export const samples = {
  bucketOpen: finding(1, "AWS::S3::Bucket"),
  bucketClosed: finding(2, "AWS::S3::Bucket", { ...ofBucket, ...later, status: "RESOLVED" }),
  bucketArchived: finding(3, "AWS::S3::Bucket", { ...ofBucket, ...later, status: "ARCHIVED" }),
  /** The analyzer was deleted: the status stays. */
  bucketUnwatched: finding(4, "AWS::S3::Bucket", { ...ofBucket, isDeleted: true }, { time: "2026-11-20T01:00:00Z" }),
  bucketForgotten: finding(5, "AWS::S3::Bucket", { ...ofBucket, ...later, status: "RESOLVED", isDeleted: true }),
  bucketPublic: finding(6, "AWS::S3::Bucket", isPublic),
  bucketForOrganization: finding(7, "AWS::S3::Bucket", {
    principal: { AWS: "*" },
    condition: { "aws:PrincipalOrgID": "o-tidewater02" },
  }),
  bucketForUser: finding(8, "AWS::S3::Bucket", { principal: { CanonicalUser: "1e".repeat(32) } }),
  keyOpen: finding(9, "AWS::KMS::Key", { action: ["kms:Decrypt", "kms:DescribeKey"] }),
  secretPublic: finding(10, "AWS::SecretsManager::Secret", { ...isPublic, action: ["secretsmanager:GetSecretValue"] }),
  snapshotShared: finding(11, "AWS::EC2::Snapshot", { action: ["ec2:CreateVolume"] }),
  databaseSnapshotPublic: finding(12, "AWS::RDS::DBSnapshot", {
    ...isPublic,
    action: ["rds:RestoreDBInstanceFromDBSnapshot"],
  }),
  clusterSnapshotShared: finding(13, "AWS::RDS::DBClusterSnapshot"),
  roleOpen: finding(14, "AWS::IAM::Role", {
    action: ["sts:AssumeRole"],
    principal: { AWS: `arn:aws:iam::${PARTNER}:role/vendor` },
  }),
  roleForProvider: finding(15, "AWS::IAM::Role", {
    action: ["sts:AssumeRoleWithWebIdentity"],
    principal: { Federated: "token.actions.githubusercontent.com" },
  }),
  rolePublic: finding(16, "AWS::IAM::Role", { ...isPublic, action: ["sts:AssumeRole"] }),
  queueOpen: finding(17, "AWS::SQS::Queue", { action: ["sqs:SendMessage", "sqs:ReceiveMessage"] }),
  functionOpen: finding(18, "AWS::Lambda::Function", { action: "lambda:InvokeFunction" }),
  keyNotAnalyzed: finding(19, "AWS::KMS::Key", denied),
  keyAnalyzed: finding(20, "AWS::KMS::Key", {
    ...denied,
    ...later,
    id: "f1d00000-0000-4000-8000-000000000019",
    status: "RESOLVED",
  }),
  /** The organization's analyzer reports in the account that administers it. */
  queueOfMember: finding(
    21,
    "AWS::SQS::Queue",
    { action: ["sqs:SendMessage"] },
    { account: ADMINISTRATOR, resources: [`arn:aws:access-analyzer:${REGION}:${ADMINISTRATOR}:analyzer/organization`] },
  ),
  unusedAccess: {
    ...finding(22, "AWS::IAM::Role", { findingType: "UnusedIAMRole" }),
    "detail-type": "Unused Access Finding for IAM entities",
  },
  preview: { ...finding(23, "AWS::S3::Bucket"), "detail-type": "Access Preview State Change" },
  internalAccess: { ...finding(24, "AWS::S3::Bucket"), "detail-type": "Internal Access Finding" },
};
