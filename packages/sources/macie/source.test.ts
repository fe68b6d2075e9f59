import { refusalText } from "@tocsin/core/text/parse";
import { describe, expect, test } from "vitest";
import { describeSource } from "../testing/contract.ts";
import { tryOut, withDetail } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { macie } from "./source.ts";

const { matches, read, observations, only } = tryOut(macie);

describeSource(macie, samples);

describe("the pattern", () => {
  test.each([
    ["the alerts of Macie Classic", { ...samples.policyFinding, "detail-type": "Macie Alert" }],
    ["calls of Macie's API", { ...samples.policyFinding, "detail-type": "AWS API Call via CloudTrail" }],
    ["findings of other services", { ...samples.policyFinding, source: "aws.guardduty" }],
  ])("leaves out %s", (_name, event) => {
    expect(matches(event)).toBe(false);
  });
});

test.each(Object.entries(samples))("says one thing of %s", (_name, sample) => {
  expect(observations(sample)).toHaveLength(1);
});

describe("a policy finding", () => {
  test("is a bucket less protected, told of by its own account, region and id", () => {
    const { identity, statement } = only(samples.policyFinding);
    expect(identity).toEqual({
      condition: "bucket-posture",
      partition: "aws",
      account: "222233334444",
      region: "eu-west-1",
      resource: "",
      discriminator: "b1c2d3e4-0000-4000-8000-000000000001",
    });
    expect(statement).toMatchObject({
      state: "active",
      severity: "HIGH",
      reporter: "macie",
      at: "2026-11-24T08:12:15.000Z",
      since: "2026-11-23T15:46:02.000Z",
      count: 2,
      title: "Block public access settings are disabled for the S3 bucket: harbour-crew",
      summary: "Macie reports Policy:IAMUser/S3BlockPublicAccessDisabled on arn:aws:s3:::harbour-crew.",
      resource: "arn:aws:s3:::harbour-crew",
      link: "https://eu-west-1.console.aws.amazon.com/macie/home?region=eu-west-1#findings?macros=current&itemId=b1c2d3e4-0000-4000-8000-000000000001",
    });
    expect(statement.attributes).toEqual({
      findingType: "Policy:IAMUser/S3BlockPublicAccessDisabled",
      bucketPublicAccess: "NOT_PUBLIC",
      count: 2,
    });
  });

  test("names the key that encrypts the bucket", () => {
    const kmsMasterKeyId = "arn:aws:kms:eu-west-1:222233334444:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    const { resourcesAffected } = samples.policyFinding.detail;
    const s3Bucket = { ...resourcesAffected.s3Bucket, defaultServerSideEncryption: { kmsMasterKeyId } };
    const { statement } = only(
      withDetail(samples.policyFinding, { resourcesAffected: { ...resourcesAffected, s3Bucket } }),
    );
    expect(statement.attributes.key).toBe(kmsMasterKeyId);
  });

  test("keeps nothing of who did it, nor of the bucket's owner and tags", () => {
    expect(JSON.stringify(only(samples.policyFinding))).not.toMatch(/jansen|198\.51|harbour-owner|HR/);
  });

  test("clears for this reporter when it is archived", () => {
    const { alertId, statement } = only(samples.archivedPolicyFinding);
    expect(alertId).toBe(only(samples.policyFinding).alertId);
    expect(statement).toMatchObject({ state: "cleared", scope: "reporter", because: "archived", count: 3 });
  });

  test("that is a sample stays informational and marked", () => {
    expect(only(samples.samplePolicyFinding).statement).toMatchObject({
      state: "active",
      severity: "INFORMATIONAL",
      title: "[SAMPLE] Block public access settings are disabled for the S3 bucket: harbour-crew",
      attributes: { sample: true },
    });
  });

  test.each(["policyFinding", "sensitiveDataFinding"] as const)(
    "is a sample by the mark before the title too: %s",
    (name) => {
      const event = withDetail(samples[name], { title: "[SAMPLE] Something", sample: undefined });
      expect(only(event).statement).toMatchObject({
        severity: "INFORMATIONAL",
        title: expect.stringMatching(/^\[SAMPLE\] /),
        attributes: { sample: true },
      });
    },
  );

  test("whose title is marked as a sample already is not marked twice", () => {
    const event = withDetail(samples.samplePolicyFinding, { title: "[SAMPLE] A public bucket" });
    expect(only(event).statement.title).toBe("[SAMPLE] A public bucket: harbour-crew");
  });

  test.each([
    ["Low", 1, "LOW"],
    ["Medium", 2, "MEDIUM"],
    ["High", 3, "HIGH"],
    ["HIGH", 3, "HIGH"],
    ["high", null, "HIGH"],
    ["High", 1, "HIGH"],
    [null, 1, "LOW"],
    [null, 2, "MEDIUM"],
    ["Severe", 3, "HIGH"],
  ])("of severity %s and score %s is %s", (description, score, severity) => {
    const event = withDetail(samples.policyFinding, { severity: { description, score } });
    expect(only(event).statement).toMatchObject({ severity });
  });

  test("without title, partition, count, marks and public access is observed all the same", () => {
    const bare = { title: null, partition: undefined, count: undefined, sample: undefined, archived: null };
    const { arn } = samples.policyFinding.detail.resourcesAffected.s3Bucket;
    const event = withDetail(samples.policyFinding, {
      ...bare,
      region: "cn-north-1",
      resourcesAffected: { s3Bucket: { arn } },
    });
    const { identity, statement } = only(event);
    expect(identity.partition).toBe("aws-cn");
    expect(statement.title).toBe(`Policy:IAMUser/S3BlockPublicAccessDisabled: ${arn}`);
    expect(statement.attributes).toEqual({ findingType: "Policy:IAMUser/S3BlockPublicAccessDisabled" });
  });
});

describe("a finding of sensitive data", () => {
  test("is told by its bucket, its object and its type, with kinds and counts only", () => {
    const { identity, statement } = only(samples.sensitiveDataFinding);
    expect(identity).toEqual({
      condition: "sensitive-data",
      partition: "aws",
      account: "222233334444",
      region: "eu-west-1",
      resource: "arn:aws:s3:::harbour-crew",
      discriminator: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(statement).toMatchObject({
      state: "active",
      severity: "MEDIUM",
      at: "2026-11-24T18:19:10.000Z",
      title: "Sensitive data (Multiple) in bucket harbour-crew",
      summary:
        "Macie found 100 occurrences of sensitive data in an object of arn:aws:s3:::harbour-crew: NAME,NETHERLANDS_PASSPORT_NUMBER,CREDIT_CARD_NUMBER,CUSTOM_IDENTIFIER.",
      resource: "arn:aws:s3:::harbour-crew",
    });
    expect(statement.attributes).toEqual({
      findingType: "SensitiveData:S3Object/Multiple",
      bucketPublicAccess: "NOT_PUBLIC",
      count: 1,
      kinds: "NAME,NETHERLANDS_PASSPORT_NUMBER,CREDIT_CARD_NUMBER,CUSTOM_IDENTIFIER",
      occurrences: 100,
    });
  });

  test("keeps neither the object's key nor anything of what was found", () => {
    expect(JSON.stringify(only(samples.sensitiveDataFinding))).not.toMatch(/hendrika|jansen|passports|seaman|crewing/i);
  });

  test("of a later scan, with another id, is the same alert", () => {
    expect(only(samples.rescannedFinding).alertId).toBe(only(samples.sensitiveDataFinding).alertId);
  });

  test("of another type is another alert", () => {
    expect(only(samples.credentialsFinding).alertId).not.toBe(only(samples.sensitiveDataFinding).alertId);
  });

  test.each([
    ["key", { key: "passports/another.csv", versionId: "v3XzQ1" }],
    ["version", { key: "passports/hendrika.jansen.csv", versionId: "v4" }],
    ["version, there being none", { key: "passports/hendrika.jansen.csv", versionId: null }],
    ["split between key and version", { key: "passports/hendrika.jansen.csvv3", versionId: "XzQ1" }],
  ])("of an object with another %s is another alert", (_name, s3Object) => {
    const { s3Bucket } = samples.sensitiveDataFinding.detail.resourcesAffected;
    const event = withDetail(samples.sensitiveDataFinding, { resourcesAffected: { s3Bucket, s3Object } });
    expect(only(event).alertId).not.toBe(only(samples.sensitiveDataFinding).alertId);
  });

  test("of one occurrence says so", () => {
    expect(only(samples.credentialsFinding).statement.summary).toBe(
      "Macie found 1 occurrence of sensitive data in an object of arn:aws:s3:::harbour-crew: AWS_CREDENTIALS.",
    );
  });

  test.each([
    ["no details", null],
    ["no result", { result: null }],
    ["empty lists", { result: { sensitiveData: [], customDataIdentifiers: null } }],
    ["no detections", { result: { sensitiveData: [{ category: "PERSONAL_INFORMATION" }] } }],
  ])("with %s is observed all the same", (_name, classificationDetails) => {
    const { statement } = only(withDetail(samples.sensitiveDataFinding, { classificationDetails }));
    expect(statement.summary).toBe("Macie found sensitive data in an object of arn:aws:s3:::harbour-crew.");
    expect(statement.attributes).not.toHaveProperty("kinds");
    expect(statement.attributes).not.toHaveProperty("occurrences");
  });

  const complete = { code: "COMPLETE" };
  test.each<[string, object]>([
    ["was skipped", { status: { code: "SKIPPED", reason: "UNSUPPORTED_FILE_TYPE" } }],
    [
      "has nothing in it",
      { status: complete, sensitiveData: [], customDataIdentifiers: { totalCount: 0, detections: [] } },
    ],
    ["has nothing in the part that was read", { status: { code: "PARTIAL" }, sensitiveData: null }],
    ["has a count of nothing", { status: complete, sensitiveData: [{ totalCount: 0, detections: [] }] }],
  ])("is none, but the record of an object that %s", (_what, result) => {
    const event = withDetail(samples.sensitiveDataFinding, { classificationDetails: { result } });
    expect(read(event)).toEqual({ outcome: "ignored", reason: "nothing-found" });
  });

  test.each<[string, object]>([
    ["a count", { sensitiveData: [{ totalCount: 1 }] }],
    ["a detection without a count", { sensitiveData: [{ detections: [{ type: "NAME" }] }] }],
    ["an identifier of one's own", { sensitiveData: [], customDataIdentifiers: { totalCount: 1 } }],
  ])("is one by %s alone, whatever became of the rest of the object", (_what, found) => {
    for (const status of [complete, { code: "PARTIAL" }, { code: "SKIPPED" }]) {
      const event = withDetail(samples.sensitiveDataFinding, {
        classificationDetails: { result: { status, ...found } },
      });
      expect(only(event).statement).toMatchObject({ state: "active", severity: "MEDIUM" });
    }
  });

  test("names each kind once, none that looks like data, and cuts no name", () => {
    const long = Array.from({ length: 20 }, (_, index) => ({ type: `KIND_OF_SENSITIVE_DATA_${index}`, count: 1 }));
    const detections = [{ type: "NAME" }, { type: "NAME" }, { type: "jane.doe@example.com" }, { type: null }, ...long];
    const classificationDetails = { result: { sensitiveData: [{ totalCount: 24, detections }] } };
    const { kinds } = only(withDetail(samples.sensitiveDataFinding, { classificationDetails })).statement.attributes;
    expect(kinds).toMatch(/^NAME,KIND_OF_SENSITIVE_DATA_0,(KIND_OF_SENSITIVE_DATA_\d,?)+$/);
    expect(String(kinds).length).toBeLessThanOrEqual(180);
  });

  test("clears when it is archived, and is informational as a sample", () => {
    const archived = withDetail(samples.sensitiveDataFinding, { archived: true });
    expect(only(archived).statement).toMatchObject({ state: "cleared", scope: "reporter", because: "archived" });
    const sample = withDetail(samples.sensitiveDataFinding, { sample: true });
    expect(only(sample).statement).toMatchObject({
      severity: "INFORMATIONAL",
      title: "[SAMPLE] Sensitive data (Multiple) in bucket harbour-crew",
    });
  });

  test("in a bucket without name is titled by its ARN", () => {
    const { s3Object } = samples.sensitiveDataFinding.detail.resourcesAffected;
    const resourcesAffected = { s3Bucket: { arn: "arn:aws:s3:::harbour-crew" }, s3Object };
    const event = withDetail(samples.sensitiveDataFinding, { resourcesAffected });
    expect(only(event).statement.title).toBe("Sensitive data (Multiple) in bucket arn:aws:s3:::harbour-crew");
  });
});

describe("what is refused", () => {
  const { s3Bucket } = samples.policyFinding.detail.resourcesAffected;

  test.each([
    ["an empty detail", { ...samples.policyFinding, detail: {} }, "detail.category: is missing"],
    [
      "an unknown category",
      withDetail(samples.policyFinding, { category: "SUSPICION" }),
      'detail.category: expected ("POLICY" | "CLASSIFICATION"), got another string',
    ],
    [
      "an account that is none",
      withDetail(samples.policyFinding, { accountId: "x" }),
      "detail.accountId: expected an account id of 12 digits",
    ],
    ["a finding without id", withDetail(samples.policyFinding, { id: undefined }), "detail.id: is missing"],
    [
      "an id beyond all measure",
      withDetail(samples.policyFinding, { id: "x".repeat(301) }),
      "detail.id: is longer than 300 characters",
    ],
    [
      "a severity that is no object",
      withDetail(samples.policyFinding, { severity: "High" }),
      "detail.severity: expected Object, got another string",
    ],
    [
      "a severity of another scale",
      withDetail(samples.policyFinding, { severity: { score: 8, description: "Critical" } }),
      "detail.severity: expected Low, Medium or High",
    ],
    ...["constructor", "__proto__", "valueOf"].map((description): [string, object, string] => [
      `a severity called ${description}`,
      withDetail(samples.policyFinding, { severity: { description } }),
      "detail.severity: expected Low, Medium or High",
    ]),
    [
      "an id that is no well-formed text",
      withDetail(samples.policyFinding, { id: "a\ud800" }),
      "detail.id: holds what cannot be shown",
    ],
    [
      "access that is a list",
      withDetail(samples.policyFinding, { resourcesAffected: { s3Bucket: { ...s3Bucket, publicAccess: [] } } }),
      "detail.resourcesAffected.s3Bucket.publicAccess: expected an object, got an array",
    ],
    [
      "a severity of nothing",
      withDetail(samples.policyFinding, { severity: {} }),
      "detail.severity: expected Low, Medium or High",
    ],
    [
      "a date that is none",
      withDetail(samples.policyFinding, { updatedAt: "now" }),
      "detail.updatedAt: expected a date and time",
    ],
    [
      "a finding without bucket",
      withDetail(samples.policyFinding, { resourcesAffected: { s3Bucket: null } }),
      "detail.resourcesAffected.s3Bucket: expected Object, got null",
    ],
    [
      "a bucket without ARN",
      withDetail(samples.policyFinding, { resourcesAffected: { s3Bucket: { name: "b" } } }),
      "detail.resourcesAffected.s3Bucket.arn: is missing",
    ],
    [
      "sensitive data in no object",
      withDetail(samples.sensitiveDataFinding, { resourcesAffected: { s3Bucket, s3Object: null } }),
      "detail.resourcesAffected.s3Object: expected Object, got null",
    ],
    [
      "sensitive data in an object without key",
      withDetail(samples.sensitiveDataFinding, { resourcesAffected: { s3Bucket, s3Object: {} } }),
      "detail.resourcesAffected.s3Object.key: is missing",
    ],
    [
      "half a count",
      withDetail(samples.policyFinding, { count: 0.5 }),
      "detail.count: expected a whole number from 0 to 1000000000",
    ],
    [
      "a score that is no step of any scale",
      withDetail(samples.policyFinding, { severity: { score: 1e300, description: "High" } }),
      "detail.severity.score: expected a whole number from 0 to 1000000000",
    ],
    [
      "occurrences beyond all measure",
      withDetail(samples.sensitiveDataFinding, {
        classificationDetails: { result: { sensitiveData: [{ totalCount: 1e10 }] } },
      }),
      "detail.classificationDetails.result.sensitiveData[0].totalCount: expected a whole number from 0 to 1000000000",
    ],
    [
      "an archive mark that is no boolean",
      withDetail(samples.policyFinding, { archived: "TRUE" }),
      "detail.archived: expected boolean, got another string",
    ],
  ])("%s", (_name, event, refusal) => {
    const reading = read(event);
    expect(reading.outcome === "refused" && refusalText(reading.refusal)).toBe(refusal);
  });
});
