import type { Statement } from "@tocsin/core/alert/observation";
import { describe, expect, test } from "vitest";
import { describeSource } from "../testing/contract.ts";
import { tryOut, withDetail } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { s3 } from "./source.ts";

const { matches, read, observations } = tryOut(s3);

describeSource(s3, samples, { unwanted: ["policyDenied", "made", "madePrivate"] });

type Sample = keyof typeof samples;
const BUCKET = "arn:aws:s3:::tidewater-ledger";
const ACCOUNT = "arn:aws:iam::111122223333:root";
const STRANGER = "1e".repeat(32);

/** The problems that the event reports. */
function wrong(event: object) {
  return observations(event).filter(({ statement }) => statement.state === "active");
}

function onlyWrong(name: Sample) {
  const [first, ...others] = wrong(samples[name]);
  if (first === undefined || others.length > 0) throw new Error("expected exactly one thing wrong");
  return first;
}

describe("what is wrong", () => {
  test.each<[Sample, string, string, string, Partial<Statement["attributes"]>]>([
    [
      "policyPublic",
      "bucket-exposure",
      "CRITICAL",
      "Bucket tidewater-ledger is open to everyone",
      { by: "policy", exposedTo: "everyone" },
    ],
    [
      "policyAsText",
      "bucket-exposure",
      "CRITICAL",
      "Bucket tidewater-ledger is open to everyone",
      { by: "policy", exposedTo: "everyone" },
    ],
    [
      "policyForPartner",
      "bucket-exposure",
      "HIGH",
      "Bucket tidewater-ledger is open to another account",
      { exposedTo: "accounts", foreignAccounts: ["444455556666"] },
    ],
    [
      "policyForOrganization",
      "bucket-exposure",
      "MEDIUM",
      "Bucket tidewater-ledger is open within a boundary that may not be yours",
      { exposedTo: "confined", confinedTo: ["aws:PrincipalOrgID"] },
    ],
    [
      "policyUnread",
      "bucket-exposure",
      "HIGH",
      "Bucket tidewater-ledger may be open to others",
      { by: "policy", unread: true },
    ],
    [
      "aclPublic",
      "bucket-exposure",
      "CRITICAL",
      "Bucket tidewater-ledger is open to everyone",
      { by: "acl", exposedTo: "everyone" },
    ],
    ["aclCannedPublic", "bucket-exposure", "CRITICAL", "Bucket tidewater-ledger is open to everyone", { by: "acl" }],
    ["aclForAnyAccount", "bucket-exposure", "CRITICAL", "Bucket tidewater-ledger is open to everyone", { by: "acl" }],
    ["madePublic", "bucket-exposure", "CRITICAL", "Bucket tidewater-ledger is open to everyone", { by: "acl" }],
    ["madeWithGrants", "bucket-exposure", "CRITICAL", "Bucket tidewater-ledger is open to everyone", { by: "acl" }],
    [
      "aclForStranger",
      "bucket-exposure",
      "MEDIUM",
      "Bucket tidewater-ledger is granted to another user",
      { by: "acl", grantees: [STRANGER] },
    ],
    // Nobody's address is kept.
    [
      "aclForStrangerByHeader",
      "bucket-exposure",
      "MEDIUM",
      "Bucket tidewater-ledger is granted to another user",
      { by: "acl", grantees: [STRANGER] },
    ],
    [
      "aclUnread",
      "bucket-exposure",
      "HIGH",
      "Bucket tidewater-ledger may be open to others",
      { by: "acl", unread: true },
    ],
    [
      "blockRemoved",
      "public-access-block",
      "HIGH",
      "The block of public access of bucket tidewater-ledger is removed",
      { blocks: "bucket" },
    ],
    [
      "blockSetOff",
      "public-access-block",
      "HIGH",
      "The block of public access of bucket tidewater-ledger is removed",
      { blocks: "bucket" },
    ],
    [
      "blockForAcls",
      "public-access-block",
      "HIGH",
      "The block of public access of bucket tidewater-ledger is incomplete",
      { off: ["BlockPublicPolicy", "RestrictPublicBuckets"] },
    ],
    [
      "blockForPolicies",
      "public-access-block",
      "MEDIUM",
      "The block of public access of bucket tidewater-ledger is incomplete",
      { off: ["BlockPublicAcls", "IgnorePublicAcls"] },
    ],
    [
      "blockUnread",
      "public-access-block",
      "HIGH",
      "The block of public access of bucket tidewater-ledger may be removed",
      { unread: true },
    ],
    [
      "accountBlockRemoved",
      "public-access-block",
      "HIGH",
      "The block of public access of all buckets of account 111122223333 is removed",
      { blocks: "account" },
    ],
    [
      "accountBlockSetOff",
      "public-access-block",
      "HIGH",
      "The block of public access of all buckets of account 111122223333 is incomplete",
      { blocks: "account", off: ["IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"] },
    ],
    ["encryptionWithoutKms", "bucket-encryption", "LOW", "Bucket tidewater-ledger encrypts without a key of KMS", {}],
    [
      "encryptionUnread",
      "bucket-encryption",
      "LOW",
      "Bucket tidewater-ledger encrypts without a key of KMS",
      { unread: true },
    ],
    ["encryptionReset", "bucket-encryption", "MEDIUM", "Bucket tidewater-ledger encrypts without a key of KMS", {}],
    [
      "encryptionOfAnother",
      "bucket-encryption",
      "HIGH",
      "Bucket tidewater-ledger encrypts under another account's key",
      { foreignAccounts: "444455556666" },
    ],
    [
      "replicatedToPartner",
      "replication-exposure",
      "HIGH",
      "Bucket tidewater-ledger is replicated to another account",
      { foreignAccounts: ["444455556666"], destinations: ["tidewater-ledger-copy"] },
    ],
    [
      "replicatedToSeveral",
      "replication-exposure",
      "HIGH",
      "Bucket tidewater-ledger is replicated to another account",
      { foreignAccounts: ["444455556666"] },
    ],
    [
      "replicatedUnderPartnersKey",
      "replication-exposure",
      "HIGH",
      "Bucket tidewater-ledger is replicated to another account",
      { foreignAccounts: ["444455556666"] },
    ],
    [
      "replicatedSomewhere",
      "replication-exposure",
      "MEDIUM",
      "Bucket tidewater-ledger is replicated to a bucket of an unknown account",
      { exposedTo: "unknown" },
    ],
    [
      "replicatedWithoutKms",
      "replication-gap",
      "LOW",
      "Replication of bucket tidewater-ledger leaves objects out",
      { gap: ["kms-objects"] },
    ],
    [
      "replicatedByForeignRole",
      "replication-gap",
      "MEDIUM",
      "Replication of bucket tidewater-ledger leaves objects out",
      { gap: ["role"] },
    ],
    [
      "replicationUnread",
      "replication-exposure",
      "MEDIUM",
      "Bucket tidewater-ledger is replicated to a bucket of an unknown account",
      { unread: true },
    ],
  ])("%s is %s, %s", (name, condition, severity, title, attributes) => {
    const { identity, statement } = onlyWrong(name);
    const resource = name.startsWith("account") ? ACCOUNT : BUCKET;
    expect(identity).toMatchObject({ condition, account: "111122223333" });
    expect(statement).toMatchObject({ state: "active", severity, title, resource, attributes });
    expect(statement.actor).toMatchObject({ name: "platform", session: "ines", sourceAddress: "192.0.2.17" });
  });

  test("a replica's key that is AWS's own is of no use to another account", () => {
    expect(
      wrong(samples.replicatedUnderManagedKey).map(({ identity, statement }) => [
        identity.condition,
        statement.attributes.gap,
      ]),
    ).toEqual([
      ["replication-exposure", undefined],
      ["replication-gap", ["key"]],
    ]);
  });

  test.each<Sample>([
    "policyForOwn",
    "policyForService",
    "aclForLogs",
    "aclPrivate",
    "blockWhole",
    "encryptionByKms",
    "encryptionByAlias",
    "replicatedToOwn",
  ])("%s is well", (name) => {
    expect(wrong(samples[name])).toEqual([]);
  });

  test("no address of a grant is kept", () => {
    expect(JSON.stringify(observations(samples.aclForStrangerByHeader))).not.toContain("tidewater.example");
  });
});

describe("a call that changed nothing", () => {
  test.each(["policyDenied", "policyRefused"] as const)("%s is ignored", (name) => {
    expect(read(samples[name])).toEqual({ outcome: "ignored", reason: "without-effect" });
  });

  test("is one that leaves ACLs in force", () => {
    expect(read(samples.ownerPreferred)).toEqual({ outcome: "ignored", reason: "informational" });
  });

  test("is the making of a bucket for its owner alone, which is not forwarded", () => {
    expect([matches(samples.made), matches(samples.madePrivate)]).toEqual([false, false]);
    expect(read(samples.made)).toEqual({ outcome: "ignored", reason: "informational" });
  });
});

describe("whose the bucket is", () => {
  test("the record's list of resources says, where a caller of another account has the record too", () => {
    const resources = [{ accountId: "999999999999", type: "AWS::S3::Bucket", ARN: BUCKET }];
    expect(read(withDetail(samples.policyDeleted, { resources }))).toEqual({
      outcome: "ignored",
      reason: "not-its-to-say",
    });
  });

  test("the account's own is the same through whichever Region it is changed", () => {
    const [removed, restored] = [samples.accountBlockRemoved, samples.accountBlockWhole].map(
      (event) => observations(event)[0],
    );
    expect(removed?.alertId).toBe(restored?.alertId);
    expect(removed?.identity.region).toBe("us-east-1");
    const china = withDetail(samples.accountBlockRemoved, { awsRegion: "cn-northwest-1" });
    expect(observations(china)[0]?.identity).toMatchObject({ partition: "aws-cn", region: "cn-north-1" });
  });
});
