import { describe, expect, test } from "vitest";
import { samples as kmsSamples } from "../kms/samples.ts";
import { kms } from "../kms/source.ts";
import { samples as s3Samples } from "../s3/samples.ts";
import { s3 } from "../s3/source.ts";
import { samples as secretSamples } from "../secretsmanager/samples.ts";
import { secretsmanager } from "../secretsmanager/source.ts";
import { samples as sharingSamples } from "../sharing/samples.ts";
import { sharing } from "../sharing/source.ts";
import type { Source } from "../source.ts";
import { describeSource } from "../testing/contract.ts";
import { tryOut, withDetail } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { accessAnalyzer } from "./source.ts";

const { matches, read, only } = tryOut(accessAnalyzer);
type Sample = keyof typeof samples;

describeSource(accessAnalyzer, samples, { unwanted: ["unusedAccess", "preview", "internalAccess"] });

describe("what is found", () => {
  test.each<[Sample, string, string, string]>([
    ["bucketOpen", "bucket-exposure", "HIGH", "accounts"],
    ["bucketPublic", "bucket-exposure", "CRITICAL", "everyone"],
    ["bucketForOrganization", "bucket-exposure", "MEDIUM", "confined"],
    ["keyOpen", "key-exposure", "HIGH", "accounts"],
    ["secretPublic", "secret-exposure", "CRITICAL", "everyone"],
    ["snapshotShared", "snapshot-exposure", "HIGH", "accounts"],
    ["databaseSnapshotPublic", "snapshot-exposure", "CRITICAL", "everyone"],
    ["clusterSnapshotShared", "snapshot-exposure", "HIGH", "accounts"],
    ["roleOpen", "external-access", "MEDIUM", "accounts"],
    ["rolePublic", "external-access", "CRITICAL", "everyone"],
    ["queueOpen", "external-access", "MEDIUM", "accounts"],
    ["functionOpen", "external-access", "MEDIUM", "accounts"],
  ])("%s is %s, %s, to %s", (name, condition, severity, exposedTo) => {
    const { identity, statement } = only(samples[name]);
    expect(identity).toMatchObject({ condition, account: "111122223333" });
    expect(statement).toMatchObject({ state: "active", severity, attributes: { exposedTo } });
  });

  test.each<[Sample, string]>([
    ["bucketForUser", "bucket-exposure"],
    ["roleForProvider", "external-access"],
  ])("%s is %s to somebody who is no account, and MEDIUM", (name, condition) => {
    const { identity, statement } = only(samples[name]);
    expect(identity.condition).toBe(condition);
    expect(statement).toMatchObject({ state: "active", severity: "MEDIUM" });
    expect(statement.attributes).not.toHaveProperty("exposedTo");
  });

  test("names the accounts, the keys of conditions, and what they may do", () => {
    expect(only(samples.roleOpen).statement.attributes).toMatchObject({
      foreignAccounts: ["444455556666"],
      resourceType: "AWS::IAM::Role",
      actions: ["sts:AssumeRole"],
    });
    expect(only(samples.functionOpen).statement.attributes.actions).toEqual(["lambda:InvokeFunction"]);
    expect(only(samples.bucketForOrganization).statement.attributes.confinedTo).toEqual(["aws:PrincipalOrgID"]);
    expect(only(samples.roleOpen).statement).toMatchObject({
      title: "Role audit/reader is open to another account",
      summary: "IAM Access Analyzer finds that Role audit/reader is open to 444455556666, for sts:AssumeRole.",
    });
  });

  test("a principal of everyone that is not public is confined, though no condition is shown", () => {
    const event = withDetail(samples.bucketOpen, { principal: { AWS: "*" }, condition: undefined });
    expect(only(event).statement).toMatchObject({ severity: "MEDIUM", attributes: { exposedTo: "confined" } });
  });

  test("a flag counts that is written as a word", () => {
    expect(only(withDetail(samples.bucketOpen, { isPublic: "true" })).statement).toMatchObject({
      severity: "CRITICAL",
    });
    expect(only(withDetail(samples.bucketOpen, { isPublic: "false" })).statement).toMatchObject({ severity: "HIGH" });
  });

  test("what is odd in principal, actions and condition is left out, and refuses nothing", () => {
    const odd = { principal: ["444455556666", 7, null], action: { s3: "GetObject" }, condition: "none" };
    expect(only(withDetail(samples.queueOpen, odd)).statement).toMatchObject({ state: "active", severity: "MEDIUM" });
  });
});

describe("which alert it is about", () => {
  test.each<[Sample, Source, object]>([
    ["bucketOpen", s3, s3Samples.policyForPartner],
    ["keyOpen", kms, kmsSamples.openedToAnotherAccount],
    ["secretPublic", secretsmanager, secretSamples.openedToEveryone],
    ["snapshotShared", sharing, sharingSamples.snapshotShared],
    ["databaseSnapshotPublic", sharing, sharingSamples.databasePublic],
    ["clusterSnapshotShared", sharing, sharingSamples.clusterShared],
  ])("%s is about the alert that its own source has", (name, source, sample) => {
    const theirs = tryOut(source).observations(sample);
    expect(theirs.map(({ alertId }) => alertId)).toContain(only(samples[name]).alertId);
  });

  test("a role has one alert, in whichever Region an analyzer finds it", () => {
    const elsewhere = withDetail(samples.roleOpen, { region: "ap-southeast-2" });
    expect(only(elsewhere).alertId).toBe(only(samples.roleOpen).alertId);
    expect(only(samples.roleOpen).identity.region).toBe("us-east-1");
    expect(only(elsewhere).statement.link).toBe(
      "https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/roles/details/reader",
    );
  });

  test("what is no ARN, or of a type whose ARN it is not, is an alert all the same", () => {
    const event = withDetail(samples.keyOpen, { resource: "arn:aws:kms:eu-west-1:111122223333:alias/ledger" });
    expect(only(event)).toMatchObject({ identity: { condition: "external-access" }, statement: { state: "active" } });
    expect(only(samples.queueOpen).statement.link).toContain("/access-analyzer/home?region=eu-west-1");
    const bare = withDetail(samples.queueOpen, { resource: "orders" });
    expect(only(bare).identity).toMatchObject({ account: "111122223333", region: "eu-west-1", resource: "orders" });
  });

  test("each finding is heard by itself, by its own id", () => {
    const [one, other] = [only(samples.bucketOpen), only(samples.bucketPublic)];
    expect(one.alertId).toBe(other.alertId);
    expect(one.statement.subject).toBe(samples.bucketOpen.detail.id);
    expect(other.statement.subject).toBe(samples.bucketPublic.detail.id);
  });
});

describe("what ends it", () => {
  test.each<[Sample, Sample, string]>([
    ["bucketClosed", "bucketOpen", "fixed"],
    ["bucketArchived", "bucketOpen", "archived"],
    ["keyAnalyzed", "keyNotAnalyzed", "fixed"],
  ])("%s ends what %s said, because it is %s", (over, open, because) => {
    expect(only(samples[over]).alertId).toBe(only(samples[open]).alertId);
    expect(only(samples[over]).statement).toMatchObject({
      state: "cleared",
      scope: "reporter",
      because,
      subject: samples[open].detail.id,
    });
  });

  test("a finding that is deleted while it is active ends nothing: its analyzer is gone, and not the access", () => {
    expect(only(samples.bucketUnwatched).alertId).toBe(only(samples.bucketOpen).alertId);
    expect(only(samples.bucketUnwatched).statement).toMatchObject({
      state: "remark",
      effect: "unconfirmed",
      at: "2026-11-20T01:00:00.000Z",
    });
  });

  test("one that was over already is only forgotten", () => {
    expect(read(samples.bucketForgotten)).toEqual({ outcome: "ignored", reason: "informational" });
    const archived = withDetail(samples.bucketArchived, { isDeleted: true });
    expect(read(archived)).toEqual({ outcome: "ignored", reason: "informational" });
  });
});

describe("what could not be analyzed", () => {
  test("is a gap in what is watched, and says nothing of who is let in", () => {
    const { identity, statement } = only(samples.keyNotAnalyzed);
    expect(identity).toMatchObject({ condition: "coverage-gap", discriminator: "access-analyzer" });
    expect(statement).toMatchObject({ state: "active", severity: "MEDIUM", attributes: { reason: "ACCESS_DENIED" } });
    expect(statement.remedy).toContain("service-linked role");
  });

  test("is unconfirmed when its analyzer is deleted", () => {
    const event = withDetail(samples.keyNotAnalyzed, { isDeleted: true });
    expect(only(event)).toMatchObject({ identity: { condition: "coverage-gap" }, statement: { state: "remark" } });
  });
});

describe("who may speak", () => {
  test("the administrator, for whichever account", () => {
    const administrators = { "access-analyzer": ["999900001111"] };
    expect(read(samples.queueOfMember, administrators)).toMatchObject({ outcome: "observed" });
    expect(read(samples.queueOfMember, {})).toEqual({ outcome: "ignored", reason: "not-its-to-say" });
    expect(only(samples.queueOfMember).alertId).toBe(only(samples.queueOpen).alertId);
  });

  test("an account for itself alone, whatever account the finding names", () => {
    const theirs = withDetail(samples.bucketOpen, { accountId: "444455556666" });
    expect(read(theirs, {})).toEqual({ outcome: "ignored", reason: "not-its-to-say" });
    const queue = withDetail(samples.queueOpen, { resource: "arn:aws:sqs:eu-west-1:444455556666:orders" });
    expect(read(queue, {})).toEqual({ outcome: "ignored", reason: "not-its-to-say" });
  });

  test("of a resource whose ARN names its account, that account, and not the one that the finding is filed under", () => {
    expect(only(withDetail(samples.queueOpen, { accountId: "999900001111" })).alertId).toBe(
      only(samples.queueOpen).alertId,
    );
  });
});

test("unused access, previews and internal access are left with the service", () => {
  for (const name of ["unusedAccess", "preview", "internalAccess"] as const) expect(matches(samples[name])).toBe(false);
});

test("statements are ordered by when the finding was updated, else analyzed, else sent", () => {
  expect(only(samples.bucketClosed).statement.at).toBe("2026-11-19T09:00:00.000Z");
  const analyzed = withDetail(samples.bucketOpen, { updatedAt: null, analyzedAt: "2026-11-19T01:00:00.000Z" });
  expect(only(analyzed).statement.at).toBe("2026-11-19T01:00:00.000Z");
  const sent = withDetail(samples.bucketOpen, { updatedAt: null, analyzedAt: null });
  expect(only(sent).statement.at).toBe("2026-11-19T01:22:33.000Z");
});

describe("what is refused", () => {
  test.each<[string, object, string]>([
    ["no id", { id: "" }, "detail.id"],
    ["no account", { accountId: undefined }, "detail.accountId"],
    ["no resource", { resource: undefined }, "detail.resource"],
    ["a resource beyond measure", { resource: "x".repeat(1001) }, "detail.resource"],
    ["a status that the service does not have", { status: "OPEN" }, "detail.status"],
    ["a flag that is none", { isPublic: "perhaps" }, "detail.isPublic"],
    ["a time that is none", { updatedAt: "soon" }, "detail.updatedAt"],
  ])("%s, with its path", (_what, detail, path) => {
    expect(read(withDetail(samples.bucketOpen, detail))).toMatchObject({ outcome: "refused", refusal: { path } });
  });
});
