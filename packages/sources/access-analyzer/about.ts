/** The alert that a finding is about: that of the resource's own source, if there is one. */
import type { Identity } from "@tocsin/core/alert/identity";
import { type Arn, consoleLink, isPartition, parseArn, partitionOf } from "@tocsin/core/event/arn";
import { accountField, regionField } from "@tocsin/core/event/event";
import * as v from "valibot";
import { homeRegionOf } from "../home-region.ts";
import { aboutReported, type Reported, type ReportedCondition } from "../reported/reported.ts";
import type { Finding } from "./schema.ts";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-resources.html */
const conditions: Readonly<Record<string, ReportedCondition>> = {
  "AWS::S3::Bucket": "bucket-exposure",
  "AWS::KMS::Key": "key-exposure",
  "AWS::SecretsManager::Secret": "secret-exposure",
  "AWS::EC2::Snapshot": "snapshot-exposure",
  "AWS::RDS::DBSnapshot": "snapshot-exposure",
  "AWS::RDS::DBClusterSnapshot": "snapshot-exposure",
};

/** The fields of a finding that identify its resource. */
export interface Access {
  readonly detail: Pick<Finding["detail"], "accountId" | "region" | "resourceType" | "resource">;
}

export function aboutFinding(finding: Access): Reported {
  const { accountId: account, region, resourceType: type, resource: id } = finding.detail;
  const condition = Object.hasOwn(conditions, type) ? conditions[type] : undefined;
  return (
    (condition && aboutReported(condition, { account, region, type, id })) ?? aboutOther(finding, "external-access")
  );
}

/** For a finding that the resource could not be analyzed. */
export function aboutFailure(finding: Finding): Reported {
  return aboutOther(finding, "coverage-gap");
}

function aboutOther({ detail }: Access, condition: "external-access" | "coverage-gap"): Reported {
  const { accountId, region: analyzed, resource } = detail;
  const { account, region } = placeOf(parseArn(resource), accountId, analyzed);
  const identity: Identity = {
    condition,
    ...{ partition: partitionOf(region), account, region, resource },
    discriminator: condition === "coverage-gap" ? "access-analyzer" : "",
  };
  return { identity, resource, link: linkTo(resource, region) };
}

const ROLE = /^arn:[a-z-]+:iam::\d{12}:role\/(?:.*\/)?([\w+=,.@-]{1,64})$/;

/** For a role, its own page, which has no Region; for other resources, the Region's findings. */
function linkTo(resource: string, region: string): string | undefined {
  const role = ROLE.exec(resource)?.[1];
  return role === undefined
    ? consoleLink(region, `/access-analyzer/home?region=${region}#/findings`)
    : consoleLink(region, `/iam/home?region=${region}#/roles/details/${encodeURIComponent(role)}`);
}

/** A resource without a Region has one alert, although the analyzers of all Regions find it. */
function placeOf(arn: Arn | undefined, accountId: string, analyzed: string) {
  if (arn === undefined || !isPartition(arn.partition)) return { account: accountId, region: analyzed };
  const account = v.is(accountField, arn.account) ? arn.account : accountId;
  if (v.is(regionField, arn.region)) return { account, region: arn.region };
  return { account, region: arn.service === "iam" ? homeRegionOf(analyzed) : analyzed };
}

const nouns: Readonly<Record<string, string>> = {
  "AWS::S3::Bucket": "Bucket",
  "AWS::S3Express::DirectoryBucket": "Directory bucket",
  "AWS::KMS::Key": "Key",
  "AWS::SecretsManager::Secret": "Secret",
  "AWS::EC2::Snapshot": "Snapshot",
  "AWS::RDS::DBSnapshot": "Database snapshot",
  "AWS::RDS::DBClusterSnapshot": "Database cluster snapshot",
  "AWS::IAM::Role": "Role",
  "AWS::IAM::User": "User",
  "AWS::SQS::Queue": "Queue",
  "AWS::SNS::Topic": "Topic",
  "AWS::Lambda::Function": "Function",
  "AWS::Lambda::LayerVersion": "Layer",
  "AWS::EFS::FileSystem": "File system",
  "AWS::ECR::Repository": "Repository",
  "AWS::DynamoDB::Table": "Table",
  "AWS::DynamoDB::Stream": "Stream",
};

/** The part before the name in an ARN, if there is one. */
const KIND =
  /^(?:bucket|key|secret|snapshot|cluster-snapshot|role|user|function|layer|file-system|repository|table)[:/](?=.)/;

/** As the subject of a sentence: `Role audit`. */
export function nameOf({ resourceType, resource }: Access["detail"]): string {
  const noun = Object.hasOwn(nouns, resourceType) ? nouns[resourceType] : undefined;
  return `${noun ?? "Resource"} ${(parseArn(resource)?.resource ?? resource).replace(KIND, "")}`;
}
