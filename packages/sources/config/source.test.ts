import { describe, expect, test } from "vitest";
import { samples as acmSamples } from "../acm/samples.ts";
import { acm } from "../acm/source.ts";
import { managedRules } from "../reported/managed-rules.ts";
import { samples as s3Samples } from "../s3/samples.ts";
import { s3 } from "../s3/source.ts";
import { describeSource } from "../testing/contract.ts";
import { tryOut, withDetail } from "../testing/trial.ts";
import { findings } from "./findings.ts";
import { samples } from "./samples.ts";
import { config } from "./source.ts";

const { matches, read, only } = tryOut(config);
type Sample = keyof typeof samples;

describeSource(config, samples, { unwanted: ["bucketNotJudged", "ofNobody"] });

const ignored = { outcome: "ignored", reason: "informational" };

/** The event of another rule. */
function byRule(name: Sample, configRuleName: string) {
  return withDetail(samples[name], { configRuleName });
}

describe("which rules are heard", () => {
  const heardHere = Object.keys(managedRules).filter((name) => name !== "acm-certificate-expiration-check");

  test.each(heardHere)("%s is, under every name that AWS gives its copies", (name) => {
    expect(matches(byRule("bucketReadable", name))).toBe(true);
    expect(matches(byRule("bucketReadable", `${name}-conformance-pack-qayjyopmd`))).toBe(true);
    expect(matches(byRule("bucketReadable", `OrgConfigRule-${name}-4ulc2oqb`))).toBe(true);
  });

  test("those of Security Hub are, but for services for which it has none", () => {
    const without = ["securityhub-enabled", "shield-drt-access", "appsync-associated-with-waf"];
    for (const name of heardHere)
      expect(matches(byRule("bucketReadable", `securityhub-${name}-1a2b3c4d`)), name).toBe(!without.includes(name));
  });

  test.each(["tocsin-required-tags", "OrgConfigRule-tocsin-required-tags-4ulc2oqb", "tocsin-x-conformance-pack-abc1"])(
    "%s is, since somebody named it for that",
    (name) => {
      expect(matches(byRule("queueNotEncrypted", name))).toBe(true);
      expect(only(byRule("queueNotEncrypted", name)).identity.condition).toBe("compliance");
    },
  );

  test.each([
    "required-tags",
    "my-tocsin-rule",
    "s3-bucket-logging-enabled",
    "securityhub-s3-bucket-ssl-requests-only-1a2b3c4d",
  ])("%s is left with AWS Config, which has thousands of them", (name) => {
    expect(matches(byRule("bucketReadable", name))).toBe(false);
  });

  test("of a family of names, rules that fit no condition are ignored", () => {
    expect(read(samples.ofSameFamily)).toEqual(ignored);
  });

  test("certificates are the source acm's to hear, under whichever name", () => {
    expect(read(samples.ofCertificate)).toEqual(ignored);
    expect(tryOut(acm).matches(samples.ofCertificate)).toBe(true);
  });

  test("configuration items and re-evaluations are not forwarded", () => {
    for (const type of ["Config Configuration Item Change", "Config Rules Re-evaluation Status"])
      expect(matches({ ...samples.bucketReadable, "detail-type": type })).toBe(false);
  });
});

describe("what a rule finds", () => {
  test.each<[Sample, string, string, string]>([
    ["bucketReadable", "bucket-exposure", "CRITICAL", "arn:aws:s3:::tidewater-ledger"],
    ["bucketWritable", "bucket-exposure", "CRITICAL", "arn:aws:s3:::tidewater-ledger"],
    ["bucketBlockOff", "public-access-block", "HIGH", "arn:aws:s3:::tidewater-ledger"],
    ["bucketWithoutKms", "bucket-encryption", "MEDIUM", "arn:aws:s3:::tidewater-ledger"],
    ["accountBlockOff", "public-access-block", "MEDIUM", "arn:aws:iam::111122223333:root"],
    [
      "keyToBeDeleted",
      "key-deletion",
      "HIGH",
      "arn:aws:kms:eu-west-1:111122223333:key/4c0ffee0-12ab-34cd-56ef-1234567890ab",
    ],
    [
      "keyNotRotating",
      "key-rotation-disabled",
      "MEDIUM",
      "arn:aws:kms:eu-west-1:111122223333:key/4c0ffee0-12ab-34cd-56ef-1234567890ab",
    ],
    [
      "keyOpen",
      "key-exposure",
      "CRITICAL",
      "arn:aws:kms:eu-west-1:111122223333:key/4c0ffee0-12ab-34cd-56ef-1234567890ab",
    ],
    [
      "secretNotRotating",
      "secret-rotation-disabled",
      "MEDIUM",
      "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders/db-Ab12Cd",
    ],
    [
      "secretNotRotated",
      "secret-rotation",
      "MEDIUM",
      "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders/db-Ab12Cd",
    ],
    [
      "secretTooOld",
      "secret-rotation",
      "MEDIUM",
      "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders/db-Ab12Cd",
    ],
    ["snapshotsPublic", "snapshot-exposure", "CRITICAL", "arn:aws:iam::111122223333:root"],
    ["snapshotBlockOff", "public-access-block", "HIGH", "arn:aws:iam::111122223333:root"],
    ["volumesNotEncrypted", "volume-encryption", "MEDIUM", "arn:aws:iam::111122223333:root"],
    [
      "databaseSnapshotPublic",
      "snapshot-exposure",
      "CRITICAL",
      "arn:aws:rds:eu-west-1:111122223333:snapshot:orders-2026-11",
    ],
    ["guarddutyOff", "protection-gap", "MEDIUM", "arn:aws:iam::111122223333:root"],
    [
      "guarddutyWithoutS3",
      "protection-gap",
      "MEDIUM",
      "arn:aws:guardduty:eu-west-1:111122223333:detector/9ab4c0ffee1122334455667788990011",
    ],
    ["hubOff", "protection-gap", "MEDIUM", "arn:aws:iam::111122223333:root"],
    ["macieOff", "protection-gap", "MEDIUM", "arn:aws:iam::111122223333:root"],
    ["responseTeamOut", "protection-gap", "MEDIUM", "arn:aws:iam::111122223333:root"],
    [
      "balancerUnfiltered",
      "protection-gap",
      "MEDIUM",
      "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/berths/84dc5457e450dba5",
    ],
    [
      "distributionUnfiltered",
      "protection-gap",
      "MEDIUM",
      "arn:aws:cloudfront::111122223333:distribution/E53370HARBOUR",
    ],
    ["queueNotEncrypted", "compliance", "MEDIUM", "https://sqs.eu-west-1.amazonaws.com/111122223333/orders"],
    ["volumeNotTagged", "compliance", "MEDIUM", "vol-0a1b2c3d4e5f60718"],
    ["accountWithoutContact", "compliance", "MEDIUM", "arn:aws:iam::111122223333:root"],
    ["functionWithoutTag", "compliance", "MEDIUM", "arn:aws:lambda:eu-west-1:111122223333:function:orders"],
  ])("%s is %s, %s, of %s", (name, condition, severity, resource) => {
    const { identity, statement } = only(samples[name]);
    expect(identity.condition).toBe(condition);
    expect(statement).toMatchObject({ state: "active", severity, resource });
    expect(statement.attributes.configRule).toBe(samples[name].detail.configRuleName);
  });

  test("names the protection that is off as the source protection does", () => {
    expect(only(samples.guarddutyWithoutS3).statement.attributes).toMatchObject({
      service: "guardduty",
      protection: "guardduty-feature",
      name: "S3_DATA_EVENTS",
    });
    expect(only(samples.guarddutyOff).statement.attributes).toMatchObject({ protection: "guardduty-detector" });
    expect(only(samples.guarddutyOff).statement.attributes).not.toHaveProperty("name");
  });

  test("says that everyone is let in where it is about that, so that what wakes people wakes them", () => {
    for (const name of ["bucketReadable", "keyOpen", "snapshotsPublic", "databaseSnapshotPublic"] as const)
      expect(only(samples[name]).statement.attributes.exposedTo, name).toBe("everyone");
  });

  test("each rule has words of its own, and those that find a gap in protection say what to do", () => {
    for (const [rule, { title, remedy }] of Object.entries(findings))
      if (/guardduty|securityhub|macie|shield|waf/.test(rule)) expect([rule, title, remedy]).not.toContain(undefined);
  });

  test("of a managed rule that its condition cannot place is an alert all the same", () => {
    expect(only(samples.apiUnfiltered)).toMatchObject({
      identity: { condition: "compliance", resource: "" },
      statement: { state: "active", resource: "berths" },
    });
  });

  test("tells what the rule notes, without the newline before it and what identifies people", () => {
    const result = samples.queueNotEncrypted.detail.newEvaluationResult;
    const annotation = "\nThe queue has no key of its own. Ask quay@tocsin.example.";
    const event = withDetail(samples.queueNotEncrypted, { newEvaluationResult: { ...result, annotation } });
    const { summary, title } = only(event).statement;
    expect(title).toContain("orders does not comply with tocsin-queues-are-encrypted");
    expect(summary).toMatch(/does not comply with the rule: The queue has no key of its own\. Ask /);
    expect(summary).not.toContain("quay@");
  });
});

describe("who speaks", () => {
  test("each rule is a voice of its own in the one alert of the bucket", () => {
    const [reads, writes] = [only(samples.bucketReadable), only(samples.bucketWritable)];
    expect(reads.alertId).toBe(writes.alertId);
    expect(reads.statement.reporter).toBe("config:s3-bucket-public-read-prohibited");
    expect(writes.statement.reporter).toBe("config:s3-bucket-public-write-prohibited");
  });

  test("shares the alert of the bucket's own source", () => {
    const [theirs] = tryOut(s3).observations(s3Samples.policyPublic);
    expect(only(samples.bucketReadable).alertId).toBe(theirs?.alertId);
  });

  test.each<[Sample, string]>([
    ["bucketReadableInPack", "config:s3-bucket-public-read-prohibited"],
    ["bucketReadableForSecurityHub", "config:securityhub-s3-bucket-public-read-prohibited"],
    ["bucketReadableForOrganization", "config:OrgConfigRule-s3-bucket-public-read-prohibited"],
  ])("%s is heard as %s, whatever ending its next deployment has", (name, reporter) => {
    expect(only(samples[name]).statement.reporter).toBe(reporter);
  });

  test("two rules of one's own have an alert each on one resource", () => {
    const other = only(byRule("queueNotEncrypted", "tocsin-queues-are-tagged"));
    expect(other.alertId).not.toBe(only(samples.queueNotEncrypted).alertId);
    const pack = only(byRule("queueNotEncrypted", "tocsin-queues-are-encrypted-conformance-pack-ab12cd34e"));
    expect(pack.alertId).toBe(only(samples.queueNotEncrypted).alertId);
  });

  test("two resources of one id and two types have an alert each", () => {
    const elsewhere = only(withDetail(samples.volumeNotTagged, { awsRegion: "eu-north-1" }));
    expect(elsewhere.identity.region).toBe("eu-north-1");
    const other = only(withDetail(samples.volumeNotTagged, { resourceType: "AWS::EC2::Snapshot" }));
    expect(other.alertId).not.toBe(only(samples.volumeNotTagged).alertId);
  });

  test("an account speaks of nothing of another's, though a rule may write any id", () => {
    const notItsToSay = { outcome: "ignored", reason: "not-its-to-say" };
    expect(read(withDetail(samples.bucketReadable, { awsAccountId: "444455556666" }))).toEqual(notItsToSay);
    const theirs = "arn:aws:lambda:eu-west-1:444455556666:function:orders";
    expect(read(withDetail(samples.functionWithoutTag, { resourceId: theirs }))).toEqual(notItsToSay);
    const key = "arn:aws:kms:eu-west-1:444455556666:key/4c0ffee0-12ab-34cd-56ef-1234567890ab";
    expect(read(withDetail(samples.keyOpen, { resourceId: key }))).toEqual(notItsToSay);
  });
});

describe("what ends it", () => {
  test.each<[Sample, string]>([
    ["bucketClosed", "fixed"],
    ["bucketOutOfScope", "out-of-scope"],
    ["bucketGone", "out-of-scope"],
    ["queueEncrypted", "fixed"],
    ["queueGone", "out-of-scope"],
  ])("%s clears what this rule said, because it is %s", (name, because) => {
    expect(only(samples[name]).statement).toMatchObject({ state: "cleared", scope: "reporter", because });
  });

  test("a result that is left out ends it as one that is null does", () => {
    const event = withDetail(samples.bucketGone, { newEvaluationResult: undefined });
    expect(matches(event)).toBe(true);
    expect(only(event).statement).toMatchObject({ state: "cleared", because: "out-of-scope" });
  });

  test("what cannot be judged yet changes nothing", () => {
    expect(read(samples.bucketNotJudged)).toEqual(ignored);
  });
});

describe("when it was said", () => {
  test("is when the result was recorded, however late its event comes", () => {
    expect(only({ ...samples.bucketClosed, time: "2026-11-18T12:00:00Z" }).statement.at).toBe(
      "2026-11-18T08:00:03.210Z",
    );
  });

  test("is when the evaluation was ordered or the event made, where the record's time is missing", () => {
    const result = samples.bucketReadable.detail.newEvaluationResult;
    const ordered = withDetail(samples.bucketReadable, {
      newEvaluationResult: { ...result, resultRecordedTime: null },
    });
    expect(only(ordered).statement.at).toBe("2026-11-18T02:00:00.000Z");
    expect(only(samples.bucketGone).statement.at).toBe("2026-11-18T10:00:00.000Z");
    const without = withDetail(samples.bucketGone, { notificationCreationTime: null });
    expect(only(without).statement.at).toBe("2026-11-18T02:00:05.000Z");
  });

  test("needs no result before: the first evaluation has none", () => {
    expect("oldEvaluationResult" in samples.bucketReadable.detail).toBe(false);
    expect(only(samples.bucketReadable).alertId).toBe(only(samples.bucketReadableAgain).alertId);
  });
});

describe("what is refused", () => {
  test.each<[string, object, string]>([
    ["no account", { awsAccountId: undefined }, "detail.awsAccountId"],
    ["a Region that is none", { awsRegion: "Every Where" }, "detail.awsRegion"],
    ["no rule", { configRuleName: "" }, "detail.configRuleName"],
    ["a rule's name beyond measure", { configRuleName: "x".repeat(300) }, "detail.configRuleName"],
    ["no resource", { resourceId: undefined }, "detail.resourceId"],
    ["a resource that cannot be shown", { resourceId: "a\u0000b" }, "detail.resourceId"],
    ["no type", { resourceType: null }, "detail.resourceType"],
    [
      "a word that Config does not have",
      { newEvaluationResult: { complianceType: "MAYBE" } },
      "detail.newEvaluationResult.complianceType",
    ],
    ["a time that is none", { notificationCreationTime: "soon" }, "detail.notificationCreationTime"],
  ])("%s, with its path", (_what, detail, path) => {
    expect(read(withDetail(samples.bucketReadable, detail))).toMatchObject({ outcome: "refused", refusal: { path } });
  });

  test("nothing that other rules of ACM's wildcard would take", () => {
    expect(tryOut(acm).matches(acmSamples.configNonCompliant)).toBe(true);
    expect(matches(acmSamples.configNonCompliant)).toBe(false);
  });
});
