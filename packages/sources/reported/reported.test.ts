import { alertId, type Identity } from "@tocsin/core/alert/identity";
import type { Observation } from "@tocsin/core/alert/observation";
import { describe, expect, test } from "vitest";
import { samples as acmSamples } from "../acm/samples.ts";
import { acm } from "../acm/source.ts";
import { samples as edgeSamples } from "../edge/samples.ts";
import { edge } from "../edge/source.ts";
import { samples as kmsSamples } from "../kms/samples.ts";
import { kms } from "../kms/source.ts";
import { callsOf, samples as protectionSamples } from "../protection/samples.ts";
import { protection } from "../protection/source.ts";
import { samples as s3Samples } from "../s3/samples.ts";
import { s3 } from "../s3/source.ts";
import { samples as secretSamples } from "../secretsmanager/samples.ts";
import { secretsmanager } from "../secretsmanager/source.ts";
import { samples as sharingSamples } from "../sharing/samples.ts";
import { sharing } from "../sharing/source.ts";
import type { Source } from "../source.ts";
import { tryOut } from "../testing/trial.ts";
import { managedRules } from "./managed-rules.ts";
import { aboutReported, type ReportedCondition, type ReportedResource } from "./reported.ts";

const ACCOUNT = "111122223333";
const REGION = "eu-west-1";

const resource = (type: string, id: string, region = REGION): ReportedResource => ({
  account: ACCOUNT,
  region,
  type,
  id,
});
const account = (region = REGION) => resource("AWS::::Account", ACCOUNT, region);

/** The observation of the condition's own source for its sample. */
function own(source: Source, sample: object, { condition, discriminator }: Identity): Observation | undefined {
  return tryOut(source)
    .observations(sample)
    .find(({ identity }) => identity.condition === condition && identity.discriminator === discriminator);
}

const KEY = "4c0ffee0-12ab-34cd-56ef-1234567890ab";
const SECRET = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:orders/db-Ab12Cd`;
const CERTIFICATE = "5c0f1f9e-2b1d-4c55-9e0a-7a3f5d0b8c11";
const SNAPSHOT = "snap-0a1b2c3d4e5f60718";
const DETECTOR = "9ab4c0ffee1122334455667788990011";
const BALANCER = `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:loadbalancer/app/berths/84dc5457e450dba5`;

const guarddutyFeature = (name: string) =>
  callsOf("guardduty")("UpdateDetector", { detectorId: DETECTOR, features: [{ name, status: "DISABLED" }] });

const key = (id: string) => resource("AWS::KMS::Key", id);
const keys = [key(KEY), key(`arn:aws:kms:${REGION}:${ACCOUNT}:key/${KEY}`)];
const secrets = [resource("AWS::SecretsManager::Secret", SECRET)];
const buckets = ["tidewater-ledger", "arn:aws:s3:::tidewater-ledger"].map((id) => resource("AWS::S3::Bucket", id));
const detector = resource("AWS::GuardDuty::Detector", DETECTOR);

/** A condition, a sample of its own source, and each way in which others name the same resource. */
const rows: readonly (readonly [ReportedCondition, Source, object, readonly ReportedResource[]])[] = [
  [
    "certificate-expiry",
    acm,
    acmSamples.approaching,
    [
      resource("AWS::ACM::Certificate", `arn:aws:acm:${REGION}:${ACCOUNT}:certificate/${CERTIFICATE}`),
      resource("AWS::ACM::Certificate", CERTIFICATE),
      resource("AWS::ACM::Certificate", `certificate/${CERTIFICATE}`),
    ],
  ],
  ["key-deletion", kms, kmsSamples.deletionScheduled, keys],
  ["key-rotation-disabled", kms, kmsSamples.rotationSwitchedOff, keys],
  ["key-exposure", kms, kmsSamples.openedToEveryone, keys],
  ["secret-rotation", secretsmanager, secretSamples.rotationFailed, secrets],
  ["secret-rotation-disabled", secretsmanager, secretSamples.rotationSwitchedOff, secrets],
  ["secret-exposure", secretsmanager, secretSamples.openedToEveryone, secrets],
  ["bucket-exposure", s3, s3Samples.policyPublic, buckets],
  ["bucket-encryption", s3, s3Samples.encryptionReset, buckets],
  ["public-access-block", s3, s3Samples.blockRemoved, buckets],
  [
    "public-access-block",
    s3,
    s3Samples.accountBlockRemoved,
    [account(), account("ap-southeast-2"), resource("AWS::S3::AccountPublicAccessBlock", ACCOUNT)],
  ],
  [
    "public-access-block",
    sharing,
    sharingSamples.snapshotBlockOff,
    [resource("AWS::EC2::SnapshotBlockPublicAccess", ACCOUNT)],
  ],
  [
    "snapshot-exposure",
    sharing,
    sharingSamples.snapshotPublic,
    [
      resource("AWS::EC2::Snapshot", SNAPSHOT),
      resource("AWS::EC2::Snapshot", `arn:aws:ec2:${REGION}::snapshot/${SNAPSHOT}`),
      resource("AWS::EC2::Snapshot", `arn:aws:ec2:${REGION}:${ACCOUNT}:snapshot/${SNAPSHOT}`),
    ],
  ],
  [
    "snapshot-exposure",
    sharing,
    sharingSamples.databasePublic,
    [
      resource("AWS::RDS::DBSnapshot", "orders-2026-11"),
      resource("AWS::RDS::DBSnapshot", "Orders-2026-11"),
      resource("AWS::RDS::DBSnapshot", `arn:aws:rds:${REGION}:${ACCOUNT}:snapshot:orders-2026-11`),
    ],
  ],
  [
    "snapshot-exposure",
    sharing,
    sharingSamples.clusterPublic,
    [
      resource("AWS::RDS::DBClusterSnapshot", "orders-2026-11"),
      resource("AWS::RDS::DBClusterSnapshot", `arn:aws:rds:${REGION}:${ACCOUNT}:cluster-snapshot:orders-2026-11`),
    ],
  ],
  ["volume-encryption", sharing, sharingSamples.encryptionOff, [account()]],
  ["securityhub-hub", protection, protectionSamples.hubOff, [account()]],
  ["macie-session", protection, protectionSamples.macieOff, [account()]],
  ["shield-response-team", edge, edgeSamples.teamDismissed, [account()]],
  [
    "waf-association",
    edge,
    edgeSamples.aclTakenAway,
    [resource("AWS::ElasticLoadBalancingV2::LoadBalancer", BALANCER)],
  ],
  [
    "cloudfront-web-acl",
    edge,
    edgeSamples.distributionWithout,
    [
      resource("AWS::CloudFront::Distribution", "E53370HARBOUR"),
      resource("AWS::CloudFront::Distribution", `arn:aws:cloudfront::${ACCOUNT}:distribution/E53370HARBOUR`),
    ],
  ],
  ["guardduty-s3", protection, guarddutyFeature("S3_DATA_EVENTS"), [detector]],
  ["guardduty-eks-audit", protection, guarddutyFeature("EKS_AUDIT_LOGS"), [detector]],
  ["guardduty-eks-runtime", protection, guarddutyFeature("EKS_RUNTIME_MONITORING"), [detector]],
  ["guardduty-lambda", protection, guarddutyFeature("LAMBDA_NETWORK_LOGS"), [detector]],
  ["guardduty-malware", protection, guarddutyFeature("EBS_MALWARE_PROTECTION"), [detector]],
  ["guardduty-rds", protection, guarddutyFeature("RDS_LOGIN_EVENTS"), [detector]],
  ["guardduty-runtime", protection, guarddutyFeature("RUNTIME_MONITORING"), [detector]],
];

describe("what others say of a resource", () => {
  test.each(rows)("is about the alert of %s that its own source has", (condition, source, sample, resources) => {
    for (const named of resources) {
      const about = aboutReported(condition, named);
      const theirs = about && own(source, sample, about.identity);
      expect(about && alertId(about.identity), named.id).toBe(theirs?.alertId ?? "none");
      expect(about, named.id).toMatchObject({ resource: theirs?.statement.resource, link: theirs?.statement.link });
    }
  });

  test("is tried here of every condition that a managed rule finds", () => {
    const tried = new Set(rows.map(([condition]) => condition));
    for (const condition of Object.values(managedRules)) expect([...tried, "guardduty-detector"]).toContain(condition);
  });

  test("is about GuardDuty in the account where the account has no detector that could be named", () => {
    const about = aboutReported("guardduty-detector", account());
    const theirs = about && own(protection, protectionSamples.detectorDeleted, about.identity);
    expect(about && alertId(about.identity)).toBe(theirs?.alertId ?? "none");
    expect(about).toMatchObject({ resource: `arn:aws:iam::${ACCOUNT}:root`, link: theirs?.statement.link });
    expect(aboutReported("guardduty-s3", account())?.resource).toBe(`arn:aws:iam::${ACCOUNT}:root`);
  });

  test("is about the account's snapshots where it does not say which of them", () => {
    expect(aboutReported("snapshot-exposure", account())).toMatchObject({
      identity: { account: ACCOUNT, region: REGION, resource: "" },
      resource: `arn:aws:iam::${ACCOUNT}:root`,
    });
  });

  test("is about the partition of its Region", () => {
    const china = { ...resource("AWS::S3::Bucket", "arn:aws-cn:s3:::tidewater-ledger"), region: "cn-north-1" };
    expect(aboutReported("bucket-exposure", china)?.resource).toBe("arn:aws-cn:s3:::tidewater-ledger");
  });

  test.each<[ReportedCondition, ReportedResource]>([
    ["key-deletion", resource("AWS::S3::Bucket", KEY)],
    ["key-deletion", key("alias/ledger")],
    ["key-deletion", key("")],
    ["certificate-expiry", resource("AWS::ACM::Certificate", "a certificate")],
    ["secret-rotation", resource("AWS::SecretsManager::Secret", `arn:aws:kms:${REGION}:${ACCOUNT}:key/${KEY}`)],
    ["bucket-exposure", resource("AWS::S3::Bucket", "arn:aws:s3:::tidewater-ledger/orders.csv")],
    ["bucket-exposure", resource("AWS::S3::AccessPoint", "tidewater-ledger")],
    ["bucket-exposure", resource("AWS::S3::Bucket", "x".repeat(300))],
    ["public-access-block", resource("constructor", "tidewater-ledger")],
    ["snapshot-exposure", resource("AWS::EC2::Snapshot", `arn:aws:ec2:${REGION}::image/ami-0f1e2d3c`)],
    ["snapshot-exposure", resource("constructor", SNAPSHOT)],
    ["snapshot-exposure", resource("AWS::RDS::DBSnapshot", "7")],
    ["volume-encryption", resource("AWS::EC2::Volume", "vol-0a1b2c3d4e5f60718")],
    ["securityhub-hub", resource("AWS::SecurityHub::Hub", "default")],
    ["guardduty-s3", resource("AWS::S3::Bucket", "tidewater-ledger")],
    ["waf-association", resource("AWS::ElasticLoadBalancingV2::LoadBalancer", "berths")],
    ["waf-association", resource("AWS::ElasticLoadBalancingV2::LoadBalancer", `${BALANCER}${"x".repeat(300)}`)],
    ["waf-association", resource("constructor", BALANCER)],
    ["cloudfront-web-acl", resource("AWS::CloudFront::Distribution", "a distribution")],
  ])("is nothing of %s where it names no such thing: %j", (condition, named) => {
    expect(aboutReported(condition, named)).toBeUndefined();
  });
});
