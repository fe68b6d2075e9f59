import { observed } from "@tocsin/core/alert/alert";
import { instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { refusalText } from "@tocsin/core/text/parse";
import { evaluate } from "@tocsin/core/transition/evaluate";
import { describe, expect, test } from "vitest";
import { describeSource } from "../testing/contract.ts";
import { tryOut, withDetail } from "../testing/trial.ts";
import { severityOf } from "./finding.ts";
import { samples } from "./samples.ts";
import { guardduty } from "./source.ts";

const { matches, read, observations, only } = tryOut(guardduty);

describeSource(guardduty, samples, {
  unwanted: ["archivingFailed"],
  unowned: ["findingsArchived", "findingsUnarchived"],
  refuses: ["detail", "resources"],
});

describe("the pattern", () => {
  test.each([
    ["other calls of GuardDuty's API", { ...samples.instanceFinding, "detail-type": "AWS API Call via CloudTrail" }],
    ["findings of other services", { ...samples.instanceFinding, source: "aws.macie" }],
    ["findings that somebody invented", { ...samples.instanceFinding, source: "acme.guardduty" }],
    ["other types of event", { ...samples.instanceFinding, "detail-type": "GuardDuty Detector Updated" }],
  ])("leaves out %s", (_name, event) => {
    expect(matches(event)).toBe(false);
  });
});

test.each(Object.entries<object>(samples).filter(([, sample]) => matches(sample)))(
  "says something of %s",
  (_name, sample) => {
    expect(observations(sample)).not.toEqual([]);
  },
);

describe("a finding", () => {
  test("is an active threat, told of by its own account, region and id", () => {
    const { identity, statement } = only(samples.instanceFinding);
    expect(identity).toEqual({
      condition: "threat",
      partition: "aws",
      account: "222233334444",
      region: "eu-west-1",
      resource: "",
      discriminator: "70c1a5f0000000000000000000000001",
    });
    expect(statement).toMatchObject({
      state: "active",
      severity: "HIGH",
      reporter: "guardduty",
      at: "2026-11-24T08:04:51.337Z",
      since: "2026-11-24T06:40:02.000Z",
      count: 3,
      title: "Command and control server domain name queried by EC2 instance i-0a1b2c3d4e5f60718.",
      summary: "GuardDuty detected Backdoor:EC2/C&CActivity.B!DNS on a resource of type Instance, seen 3 times.",
      resource: "arn:aws:ec2:eu-west-1:222233334444:instance/i-0a1b2c3d4e5f60718",
      link: "https://eu-west-1.console.aws.amazon.com/guardduty/home?region=eu-west-1#/findings?macros=current&fId=70c1a5f0000000000000000000000001",
      attributes: {
        findingType: "Backdoor:EC2/C&CActivity.B!DNS",
        resourceType: "Instance",
        actionType: "DNS_REQUEST",
        confidence: 7.5,
      },
    });
  });

  test("is the same alert in the member's and in the administrator's account", () => {
    const copy = only({ ...samples.instanceFinding, account: "999900001111", id: "another" });
    expect(copy.alertId).toBe(only(samples.instanceFinding).alertId);
  });

  test.each([
    [10, "CRITICAL"],
    [9, "CRITICAL"],
    [8.95, "HIGH"],
    [7, "HIGH"],
    [6.95, "MEDIUM"],
    [4, "MEDIUM"],
    [3.95, "LOW"],
    [1, "LOW"],
    [0.9, "INFORMATIONAL"],
    [0, "INFORMATIONAL"],
  ])("of severity %d is %s", (score, label) => {
    expect(severityOf(score)).toBe(label);
    expect(only(withDetail(samples.instanceFinding, { severity: score })).statement).toMatchObject({ severity: label });
  });

  test("that is sent while it is archived says that it is, and keeps what was said before", () => {
    const { alertId, identity, statement } = only(samples.archivedFinding);
    expect(alertId).toBe(only(samples.instanceFinding).alertId);
    expect(identity.account).toBe("222233334444");
    expect(statement).toMatchObject({ state: "remark", effect: "archived" });
  });

  test("that is a sample stays informational, marked, and takes its time from the finding", () => {
    expect(only(samples.sampleFinding).statement).toMatchObject({
      state: "active",
      severity: "INFORMATIONAL",
      at: "2026-11-24T08:04:51.337Z",
      title: "[SAMPLE] API GeneratedFindingAPIName was invoked from a Tor exit node.",
      attributes: { sample: true },
    });
  });

  test.each<[string, object]>([
    ["the field of its events", { additionalInfo: { sample: true } }],
    [
      "the text that the API has instead",
      { additionalInfo: { value: '{"threatName":"n","sample":true}', type: "default" } },
    ],
    ["a text with spaces", { additionalInfo: { sample: null, value: ' { "sample" : true } ' } }],
  ])("is a sample by %s", (_where, additional) => {
    const service = { ...samples.instanceFinding.detail.service, ...additional };
    expect(only(withDetail(samples.instanceFinding, { service })).statement).toMatchObject({
      severity: "INFORMATIONAL",
      title: expect.stringMatching(/^\[SAMPLE\] /),
      attributes: { sample: true },
    });
  });

  test("is a sample by the mark that GuardDuty puts before the title", () => {
    const event = withDetail(samples.instanceFinding, { title: "[SAMPLE] The instance queries a domain." });
    expect(only(event).statement).toMatchObject({ severity: "INFORMATIONAL", attributes: { sample: true } });
  });

  test.each<[string, unknown]>([
    ["says that it is none", '{"sample":false}'],
    ["says it of something in it", '{"bucket":{"sample":true}}'],
    ["quotes it", '{"userAgent":"\\"sample\\":true"}'],
    ["says it in another type", '{"sample":"true"}'],
    ["is no JSON", '"sample":true'],
    ["is a list", '[{"sample":true}]'],
    ["is null", "null"],
    ["is no text", { sample: true }],
  ])("is no sample when the text of its additional info %s", (_what, value) => {
    const service = { ...samples.instanceFinding.detail.service, additionalInfo: { value } };
    const { statement } = only(withDetail(samples.instanceFinding, { service }));
    expect(statement).toMatchObject({ severity: "HIGH" });
    expect(statement.attributes).not.toHaveProperty("sample");
  });

  test("is no sample for a mark within its title", () => {
    const event = withDetail(samples.instanceFinding, { title: "Bucket [SAMPLE] is public" });
    expect(only(event).statement).toMatchObject({ severity: "HIGH", title: "Bucket [SAMPLE] is public" });
  });

  test("whose title is marked as a sample already is not marked twice", () => {
    const event = withDetail(samples.sampleFinding, { title: "[SAMPLE] A port scan." });
    expect(only(event).statement.title).toBe("[SAMPLE] A port scan.");
  });

  test("without service, title, partition and confidence is observed all the same", () => {
    const bare = { service: undefined, title: undefined, partition: undefined, confidence: null };
    const { identity, statement } = only(withDetail(samples.instanceFinding, bare));
    expect(identity.partition).toBe("aws");
    expect(statement).toMatchObject({
      title: "Backdoor:EC2/C&CActivity.B!DNS",
      since: "2026-11-24T06:52:17.101Z",
      summary: "GuardDuty detected Backdoor:EC2/C&CActivity.B!DNS on a resource of type Instance.",
    });
    expect(statement.count).toBeUndefined();
  });

  test("of China lies in its partition and links into its console", () => {
    const event = withDetail(samples.instanceFinding, { region: "cn-north-1", partition: undefined });
    const { identity, statement } = only(event);
    expect(identity.partition).toBe("aws-cn");
    expect(statement.resource).toBe("arn:aws-cn:ec2:cn-north-1:222233334444:instance/i-0a1b2c3d4e5f60718");
    expect(statement.link).toMatch(/^https:\/\/cn-north-1\.console\.amazonaws\.cn\//);
  });

  test("loses the control characters of its title and keeps nothing of its description", () => {
    const event = withDetail(samples.instanceFinding, {
      title: "Bad\n\u001b[31mthing\u0000",
      description: "j.doe called",
    });
    expect(only(event).statement.title).toBe("Bad [31mthing");
    expect(JSON.stringify(only(event))).not.toContain("j.doe");
  });

  test.each([
    ["no confidence", { confidence: 0 }, { confidence: 0 }],
    ["the most confidence", { confidence: 100 }, { confidence: 100 }],
    ["the least that can be stored", { confidence: 1e-130 }, { confidence: 1e-130 }],
  ])("of %s keeps it", (_name, fields, attributes) => {
    expect(only(withDetail(samples.instanceFinding, fields)).statement.attributes).toMatchObject(attributes);
  });

  test.each([0, 1_000_000_000])("seen %d times keeps the count", (count) => {
    expect(only(withDetail(samples.instanceFinding, { service: { count } })).statement.count).toBe(count);
  });

  test("seen once says so", () => {
    const event = withDetail(samples.instanceFinding, { service: { count: 1 } });
    expect(only(event).statement.summary).toMatch(/, seen once\.$/);
  });
});

describe("an attack sequence", () => {
  test("names its signals and resources, and reads dates with a space, no zone and nanoseconds", () => {
    expect(only(samples.attackSequence).statement).toMatchObject({
      severity: "CRITICAL",
      at: "2026-11-24T08:04:06.721Z",
      since: "2026-11-24T06:40:02.000Z",
      summary: "GuardDuty joined 3 signals on 2 resources into AttackSequence:IAM/CompromisedCredentials.",
      resource: "arn:aws:s3:::harbour-manifests",
      attributes: { resourceCount: 2 },
    });
  });

  test("without its parts is shown by its own ARN", () => {
    const { arn } = samples.attackSequence.detail;
    expect(only(withDetail(samples.attackSequence, { service: { detection: {} } })).statement).toMatchObject({
      resource: arn,
      summary: "GuardDuty detected AttackSequence:IAM/CompromisedCredentials.",
    });
    const empty = { service: { detection: { sequence: { signals: [], resources: null } } } };
    expect(only(withDetail(samples.attackSequence, empty)).statement).toMatchObject({
      resource: arn,
      summary: "GuardDuty joined 0 signals on 0 resources into AttackSequence:IAM/CompromisedCredentials.",
    });
  });

  test("is pointed to by the findings it is made of", () => {
    expect(only(samples.roleFinding).statement.attributes.attackSequence).toBe(samples.attackSequence.detail.arn);
  });
});

describe("the affected resource", () => {
  const arn = samples.instanceFinding.detail.arn;
  const key = { accessKeyId: "AKIASECRETEXAMPLE", userName: "harbour-ci" };

  test.each([
    ["IAM user", { ...key, userType: "IAMUser" }, "arn:aws:iam::222233334444:user/harbour-ci"],
    ["role", { ...key, userType: "Role" }, "arn:aws:iam::222233334444:role/harbour-ci"],
    ["assumed role", { ...key, userType: "AssumedRole" }, "arn:aws:iam::222233334444:role/harbour-ci"],
    ["root user", { userType: "Root", userName: "Root" }, "arn:aws:iam::222233334444:root"],
    ["kind of identity that has no ARN", { ...key, userType: "AWSAccount" }, arn],
    ["key without a name", { accessKeyId: "AKIASECRETEXAMPLE", userType: "IAMUser" }, arn],
  ])("of an access key is the %s behind it; the key's id is a fact", (_name, accessKeyDetails, expected) => {
    const event = withDetail(samples.roleFinding, { arn, resource: { resourceType: "AccessKey", accessKeyDetails } });
    const { statement } = only(event);
    expect(statement.resource).toBe(expected);
    const { accessKeyId } = { accessKeyId: undefined, ...accessKeyDetails };
    expect(statement.attributes.accessKeyId).toEqual(accessKeyId && [accessKeyId]);
  });

  test.each([
    [
      "EKSCluster",
      { eksClusterDetails: { arn: "arn:eks" }, accessKeyDetails: { ...key, userType: "Role" } },
      "arn:eks",
    ],
    ["ECSCluster", { ecsClusterDetails: { arn: "arn:ecs" } }, "arn:ecs"],
    ["RDSDBInstance", { rdsDbInstanceDetails: { dbInstanceArn: "arn:rds" } }, "arn:rds"],
    ["RDSLimitlessDB", { rdsLimitlessDbDetails: { dbShardGroupArn: "arn:shards" } }, "arn:shards"],
    ["Lambda", { lambdaDetails: { functionArn: "arn:lambda" } }, "arn:lambda"],
    ["EBSSnapshot", { ebsSnapshotDetails: { snapshotArn: "arn:snapshot" } }, "arn:snapshot"],
    ["EBSVolume", { ebsVolumeDetails: { scannedVolumeDetails: [{ volumeArn: "arn:volume" }] } }, "arn:volume"],
    ["EC2Image", { ec2ImageDetails: { imageArn: "arn:image" } }, "arn:image"],
    ["RecoveryPoint", { recoveryPointDetails: { recoveryPointArn: "arn:point" } }, "arn:point"],
    ["Container", { eksClusterDetails: { arn: "arn:eks" }, instanceDetails: { instanceId: "i-1" } }, "arn:eks"],
    ["S3Object", { s3BucketDetails: [{ arn: "arn:b", s3ObjectDetails: [{ objectArn: "arn:b/k" }] }] }, "arn:b/k"],
    ["S3Object", { s3BucketDetails: [{ arn: "arn:b" }] }, "arn:b"],
    ["a type of next year", { s3BucketDetails: [{ arn: "arn:b" }] }, "arn:b"],
    [
      "a type of next year",
      { instanceDetails: { instanceId: "i-1" } },
      "arn:aws:ec2:eu-west-1:222233334444:instance/i-1",
    ],
    ["a type of next year", { newDetails: { arn: "arn:new" } }, arn],
    ["Instance", { instanceDetails: { instanceId: 7 } }, arn],
    ["Instance", { instanceDetails: null }, arn],
    ["S3Bucket", { s3BucketDetails: "none" }, arn],
  ])("of type %s with %o is %s", (resourceType, details, expected) => {
    const event = withDetail(samples.instanceFinding, { resource: { resourceType, ...details } });
    expect(only(event).statement.resource).toBe(expected);
  });

  test("is the role when the finding is on a key, not the bucket that the key opened", () => {
    expect(only(samples.roleFinding).statement.resource).toBe("arn:aws:iam::222233334444:role/harbour-deploy");
  });

  test("is the cluster's when the finding is on a cluster, not the caller's", () => {
    expect(only(samples.clusterFinding).statement.resource).toBe("arn:aws:eks:eu-west-1:222233334444:cluster/berths");
  });

  test("is the instance when it is a node of a cluster", () => {
    const { resource } = samples.instanceFinding.detail;
    const event = withDetail(samples.instanceFinding, {
      resource: { ...resource, eksClusterDetails: { arn: "arn:eks" } },
    });
    expect(only(event).statement.resource).toMatch(/instance\/i-0a1b2c3d4e5f60718$/);
  });

  test("of several buckets is the first, with their number", () => {
    expect(only(samples.bucketFinding).statement).toMatchObject({
      resource: "arn:aws:s3:::harbour-manifests",
      attributes: { resourceCount: 2 },
    });
  });

  test("is left to the finding's ARN when the type is missing too", () => {
    expect(only(withDetail(samples.instanceFinding, { resource: {} })).statement).toMatchObject({
      resource: arn,
      summary: "GuardDuty detected Backdoor:EC2/C&CActivity.B!DNS, seen 3 times.",
    });
  });
});

describe("the scan of an object", () => {
  const resource = "arn:aws:s3:::harbour-uploads/customs/2026/declaration 17.pdf";

  test("clears malware and the gap when it found no threat, with threats null", () => {
    const [malware, gap] = observations(samples.objectClean);
    const identity = {
      partition: "aws",
      account: "111122223333",
      region: "eu-west-1",
      resource,
      discriminator: "v7XzQ1",
    };
    expect(malware?.identity).toEqual({ condition: "malware", ...identity });
    expect(gap?.identity).toEqual({ condition: "failed-scan", ...identity });
    for (const seen of [malware, gap]) {
      expect(seen?.statement).toMatchObject({
        state: "cleared",
        scope: "reporter",
        because: "fixed",
        at: "2026-11-24T08:05:11.000Z",
      });
    }
  });

  test("is malware when it found a threat, and no gap any more", () => {
    const [malware, gap] = observations(samples.objectInfected);
    expect(malware?.alertId).toBe(observations(samples.objectClean)[0]?.alertId);
    expect(malware?.statement).toMatchObject({
      state: "active",
      severity: "HIGH",
      title: "Malware in bucket harbour-uploads",
      summary: "GuardDuty found EICAR-Test-File (not a virus) in an object of bucket harbour-uploads.",
      resource,
      link: "https://eu-west-1.console.aws.amazon.com/s3/buckets/harbour-uploads?region=eu-west-1",
      attributes: { bucket: "harbour-uploads", threat: "EICAR-Test-File (not a virus)", threats: 1 },
    });
    expect(gap).toMatchObject({ identity: { condition: "failed-scan" }, statement: { state: "cleared" } });
  });

  test("that found a threat without naming it is malware still", () => {
    const event = withDetail(samples.objectInfected, {
      scanResultDetails: { scanResultStatus: "THREATS_FOUND", threats: null },
    });
    expect(observations(event)[0]?.statement.summary).toBe(
      "GuardDuty found malware in an object of bucket harbour-uploads.",
    );
  });

  test.each([
    ["COMPLETED", "UNSUPPORTED", "LOW"],
    ["SKIPPED", "UNSUPPORTED", "LOW"],
    ["SKIPPED", undefined, "LOW"],
    ["SKIPPED", "ACCESS_DENIED", "MEDIUM"],
    ["COMPLETED", "ACCESS_DENIED", "MEDIUM"],
    ["SKIPPED", "FAILED", "MEDIUM"],
    ["FAILED", "FAILED", "MEDIUM"],
    ["FAILED", undefined, "MEDIUM"],
    ["FAILED", "NO_THREATS_FOUND", "MEDIUM"],
    ["COMPLETED", undefined, "MEDIUM"],
    ["COMPLETED", "A_RESULT_OF_NEXT_YEAR", "MEDIUM"],
  ])("%s with %s is a gap of severity %s", (scanStatus, scanResultStatus, severity) => {
    const seen = only(withDetail(samples.objectClean, { scanStatus, scanResultDetails: { scanResultStatus } }));
    expect(seen.identity).toMatchObject({ condition: "failed-scan", resource, discriminator: "v7XzQ1" });
    expect(seen.statement).toMatchObject({ state: "active", severity });
  });

  test("tells why an object was not scanned", () => {
    expect(only(samples.objectUnsupported).statement).toMatchObject({
      summary: "GuardDuty did not scan an object of bucket harbour-uploads: PASSWORD_PROTECTED.",
      attributes: { scanStatus: "SKIPPED", scanResult: "UNSUPPORTED", reason: "PASSWORD_PROTECTED" },
    });
    expect(only(samples.objectDenied).statement.summary).toMatch(/: ACCESS_DENIED\.$/);
    const event = withDetail(samples.objectClean, { scanStatus: "FAILED", scanResultDetails: null });
    expect(only(event).statement.summary).toMatch(/: FAILED\.$/);
  });

  test.each([
    ["the version", { versionId: "v1", eTag: "e1" }, "v1"],
    ["the tag without a version", { versionId: "", eTag: "e1" }, "e1"],
    ["the tag with a version of null", { versionId: null, eTag: "e1" }, "e1"],
    ["nothing when there is neither", {}, ""],
  ])("tells objects of one key apart by %s", (_name, fields, discriminator) => {
    const s3ObjectDetails = { bucketName: "harbour-uploads", objectKey: "a", ...fields };
    const [malware] = observations(withDetail(samples.objectInfected, { s3ObjectDetails }));
    expect(malware?.identity.discriminator).toBe(discriminator);
  });
});

describe("malware protection of a bucket", () => {
  const identity = {
    condition: "coverage-gap",
    partition: "aws",
    account: "111122223333",
    region: "eu-west-1",
    resource: "arn:aws:s3:::harbour-uploads",
  };

  test.each([
    ["warns", samples.protectionWarning, "MEDIUM", "INSUFFICIENT_TEST_OBJECT_PERMISSIONS"],
    ["fails", samples.protectionError, "HIGH", "EVENTBRIDGE_MANAGED_EVENTS_DELIVERY_DISABLED"],
  ])("is a gap when it %s", (_name, sample, severity, reason) => {
    const seen = only(sample);
    expect(seen.identity).toEqual({ ...identity, discriminator: "malware-protection" });
    expect(seen.statement).toMatchObject({
      state: "active",
      severity,
      at: "2026-11-24T08:00:00.000Z",
      attributes: { reason },
    });
  });

  test("clears when it is active", () => {
    const { alertId, statement } = only(samples.protectionActive);
    expect(alertId).toBe(only(samples.protectionError).alertId);
    expect(statement).toMatchObject({ state: "cleared", scope: "reporter", because: "fixed" });
  });

  test.each(["Warning", "warning"])("is read with a detail-type that ends in %s", (ending) => {
    const event = {
      ...samples.protectionWarning,
      "detail-type": `GuardDuty Malware Protection Resource Status ${ending}`,
    };
    expect(matches(event)).toBe(true);
    expect(only(event).statement).toMatchObject({ state: "active", severity: "MEDIUM" });
  });

  test("goes by the status, in whatever case, and takes the envelope's time when it has none", () => {
    const event = withDetail(samples.protectionActive, { resourceStatus: "Warning", eventTime: "soon" });
    expect(only(event).statement).toMatchObject({ severity: "MEDIUM", at: "2026-11-24T08:05:11.000Z" });
  });

  test("belongs to the plan's account when an administrator receives a copy", () => {
    const copy = only({ ...samples.protectionError, account: "999900001111" });
    expect(copy.alertId).toBe(only(samples.protectionError).alertId);
  });

  test.each([
    ["names no plan", []],
    ["names something else", ["arn:aws:s3:::harbour-uploads"]],
    ["names a plan without an account", ["arn:aws:guardduty:eu-west-1::malware-protection-plan/a"]],
  ])("belongs to the envelope's account when the event %s", (_name, resources) => {
    const copy = only({ ...samples.protectionError, account: "999900001111", resources });
    expect(copy.identity.account).toBe("999900001111");
  });

  test("has a mild gap of its own when results are not tagged", () => {
    const seen = only(samples.taggingFailed);
    expect(seen.identity).toEqual({ ...identity, condition: "failed-scan", discriminator: "post-scan-tagging" });
    expect(seen.statement).toMatchObject({
      state: "active",
      severity: "LOW",
      at: "2026-11-24T08:00:00.000Z",
      attributes: { reason: "MAX_TAG_LIMIT_EXCEEDED" },
    });
  });
});

describe("a gap", () => {
  const statusAfter = (sample: object, days: number) => {
    const alert = observed(only(sample));
    const at = alert.lastSeenAt ?? instant("2026-01-01T00:00:00Z");
    return evaluate(alert, defaultWorld, shift(at, days * MILLISECONDS_PER_DAY)).view;
  };
  const failed = withDetail(samples.objectClean, { scanStatus: "SKIPPED", scanResultDetails: null });

  test.each([
    ["one object that was not scanned", failed],
    ["one object that was not tagged", samples.taggingFailed],
  ])("of %s lapses after a month, as no scan comes again", (_what, sample) => {
    expect(statusAfter(sample, 29)).toMatchObject({ status: "OPEN" });
    expect(statusAfter(sample, 30)).toMatchObject({ status: "RESOLVED", ended: "lapsed" });
  });

  test.each([
    ["a bucket whose protection does not work", samples.protectionError],
    ["a cluster that is not watched", samples.runtimeUnhealthyCluster],
  ])("of %s stays until it is closed, for a year", (_what, sample) => {
    expect(statusAfter(sample, 365)).toMatchObject({ status: "OPEN" });
  });
});

describe("runtime monitoring", () => {
  test.each([
    [
      "EKS cluster",
      samples.runtimeUnhealthyCluster,
      "arn:aws:eks:eu-west-1:222233334444:cluster/berths",
      "Addon Creation Failed",
    ],
    [
      "ECS cluster",
      samples.runtimeUnhealthyFargate,
      "arn:aws:ecs:eu-west-1:222233334444:cluster/quay",
      "Agent not reporting, for task(s) in TaskDefinition - 'crane:4'",
    ],
  ])("has a gap while an %s is unhealthy", (_name, sample, resource, issue) => {
    const seen = only(sample);
    expect(seen.identity).toEqual({
      condition: "coverage-gap",
      partition: "aws",
      account: "222233334444",
      region: "eu-west-1",
      resource,
      discriminator: "runtime-protection",
    });
    expect(seen.statement).toMatchObject({
      state: "active",
      severity: "MEDIUM",
      at: "2026-11-24T08:02:00.000Z",
      attributes: { issue },
    });
    expect(seen.statement.summary).toContain(issue);
  });

  test("clears when an instance is healthy again", () => {
    const { identity, statement } = only(samples.runtimeHealthyInstance);
    expect(identity.resource).toBe("arn:aws:ec2:eu-west-1:222233334444:instance/i-0a1b2c3d4e5f60718");
    expect(statement).toMatchObject({ state: "cleared", scope: "reporter", because: "fixed" });
  });

  test("clears the alert that it opened", () => {
    const healthy = { ...samples.runtimeUnhealthyCluster, "detail-type": "GuardDuty Runtime Protection Healthy" };
    expect(only(healthy).alertId).toBe(only(samples.runtimeUnhealthyCluster).alertId);
  });
});

describe("what is refused", () => {
  const { detail } = samples.instanceFinding;
  const pascal = Object.fromEntries(
    Object.entries(detail).map(([key, value]) => [key.replace(/^./, (c) => c.toUpperCase()), value]),
  );

  test.each([
    [
      "a detail in the PascalCase of an SDK",
      { ...samples.instanceFinding, detail: pascal },
      "detail.accountId: is missing",
    ],
    ["an empty detail", { ...samples.instanceFinding, detail: {} }, "detail.accountId: is missing"],
    [
      "an account that is none",
      withDetail(samples.instanceFinding, { accountId: "1234" }),
      "detail.accountId: expected an account id of 12 digits",
    ],
    [
      "a finding without region",
      withDetail(samples.instanceFinding, { region: undefined }),
      "detail.region: is missing",
    ],
    ["a finding without id", withDetail(samples.instanceFinding, { id: "" }), "detail.id: is empty"],
    [
      "an id beyond all measure",
      withDetail(samples.instanceFinding, { id: "x".repeat(301) }),
      "detail.id: is longer than 300 characters",
    ],
    [
      "a severity in words",
      withDetail(samples.instanceFinding, { severity: "High" }),
      "detail.severity: expected number, got another string",
    ],
    [
      "a date that is none",
      withDetail(samples.instanceFinding, { updatedAt: "yesterday" }),
      "detail.updatedAt: expected a date and time",
    ],
    [
      "a finding without resource",
      withDetail(samples.instanceFinding, { resource: undefined }),
      "detail.resource: is missing",
    ],
    [
      "a count in words",
      withDetail(samples.instanceFinding, { service: { count: "3" } }),
      "detail.service.count: expected number, got another string",
    ],
    [
      "half a count",
      withDetail(samples.instanceFinding, { service: { count: 2.5 } }),
      "detail.service.count: expected a whole number from 0 to 1000000000",
    ],
    [
      "a count below nothing",
      withDetail(samples.instanceFinding, { service: { count: -1 } }),
      "detail.service.count: expected a whole number from 0 to 1000000000",
    ],
    [
      "a count beyond all measure",
      withDetail(samples.instanceFinding, { service: { count: 1_000_000_001 } }),
      "detail.service.count: expected a whole number from 0 to 1000000000",
    ],
    [
      "a severity below nothing",
      withDetail(samples.instanceFinding, { severity: -0.1 }),
      "detail.severity: expected a number from 0 to 10, and none too small to be stored",
    ],
    [
      "a severity beyond all measure",
      withDetail(samples.instanceFinding, { severity: 10.1 }),
      "detail.severity: expected a number from 0 to 10, and none too small to be stored",
    ],
    [
      "a confidence too small to be stored",
      withDetail(samples.instanceFinding, { confidence: 9e-131 }),
      "detail.confidence: expected a number from 0 to 100, and none too small to be stored",
    ],
    [
      "an archive mark that is no boolean",
      withDetail(samples.instanceFinding, { service: { archived: "true" } }),
      "detail.service.archived: expected boolean, got another string",
    ],
    [
      "an id that is no well-formed text",
      withDetail(samples.instanceFinding, { id: "a\ud800" }),
      "detail.id: holds what cannot be shown",
    ],
    [
      "an id that turns round",
      withDetail(samples.instanceFinding, { id: "\u202ea" }),
      "detail.id: holds what cannot be shown",
    ],
    ["an id of nothing but space", withDetail(samples.instanceFinding, { id: " " }), "detail.id: is empty"],
    [
      "a partition that is none",
      withDetail(samples.instanceFinding, { partition: "aws\n" }),
      "detail.partition: expected a partition such as aws or aws-cn",
    ],
    [
      "a service that is a list, which would be neither a sample nor archived",
      withDetail(samples.archivedFinding, { service: [] }),
      "detail.service: expected an object, got an array",
    ],
    [
      "the key of an object that no service can have written",
      withDetail(samples.objectClean, { s3ObjectDetails: { bucketName: "b", objectKey: "a\udc00" } }),
      "detail.s3ObjectDetails.objectKey: is not well-formed",
    ],
    [
      "a scan of a plan in no account",
      { ...samples.objectClean, resources: ["arn:aws:guardduty:eu-west-1:1111:malware-protection-plan/0a"] },
      "resources[0]: expected the ARN of a malware protection plan",
    ],
    [
      "a scan without object",
      withDetail(samples.objectClean, { s3ObjectDetails: undefined }),
      "detail.s3ObjectDetails: is missing",
    ],
    [
      "a scan without key",
      withDetail(samples.objectClean, { s3ObjectDetails: { bucketName: "b" } }),
      "detail.s3ObjectDetails.objectKey: is missing",
    ],
    [
      "a status without bucket",
      withDetail(samples.protectionError, { s3BucketDetails: {} }),
      "detail.s3BucketDetails.bucketName: is missing",
    ],
    [
      "an unknown status",
      withDetail(samples.protectionError, { resourceStatus: "PAUSED" }),
      'detail.resourceStatus: expected ("ACTIVE" | "WARNING" | "ERROR"), got another string',
    ],
    [
      "a runtime status without account",
      withDetail(samples.runtimeUnhealthyCluster, { resourceAccountId: undefined }),
      "detail.resourceAccountId: is missing",
    ],
    [
      "a runtime status of nothing",
      withDetail(samples.runtimeUnhealthyCluster, { resourceDetails: { resourceType: "EKS", eksClusterDetails: {} } }),
      "detail.resourceDetails: names no cluster and no instance",
    ],
  ])("%s", (_name, event, refusal) => {
    const reading = read(event);
    expect(reading.outcome === "refused" && refusalText(reading.refusal)).toBe(refusal);
  });
});
