import { refusalText } from "@tocsin/core/text/parse";
import { describe, expect, test } from "vitest";
import { describeSource } from "../testing/contract.ts";
import { tryOut, withDetail } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { inspector } from "./source.ts";

const { matches, read, observations, only } = tryOut(inspector);

// An Azure resource and the organization itself have no account but the receiver's.
describeSource(inspector, samples, {
  unowned: ["coverageLostAzure", "autoEnableFailed"],
  refuses: ["detail", "resources"],
});

describe("the pattern", () => {
  test.each([
    ["the end of a first scan", { ...samples.packageFinding, "detail-type": "Inspector2 Scan" }],
    ["Inspector Classic", { ...samples.packageFinding, source: "aws.inspector", "detail-type": "Inspector Finding" }],
    ["calls of Inspector's API", { ...samples.packageFinding, "detail-type": "AWS API Call via CloudTrail" }],
    [
      "a finding by the source that anybody can write",
      { ...samples.packageFinding, source: "inspector2.ami.ondemand" },
    ],
    [
      "a finding of a scan on demand",
      {
        ...samples.packageFinding,
        source: "inspector2.ami.ondemand",
        "detail-type": "OnDemand AMI Scan Findings",
      },
    ],
  ])("leaves out %s", (_name, event) => {
    expect(matches(event)).toBe(false);
  });
});

test.each(Object.entries(samples).filter(([name]) => name !== "coveragePending"))(
  "says one thing of %s",
  (_name, sample) => {
    expect(observations(sample)).toHaveLength(1);
  },
);

describe("a finding", () => {
  test("is an active vulnerability, told of by its own account, region and id", () => {
    const { identity, statement } = only(samples.packageFinding);
    expect(identity).toEqual({
      condition: "vulnerability",
      partition: "aws",
      account: "222233334444",
      region: "eu-central-1",
      resource: "",
      discriminator: "5b1e0000000000000000000000000001",
    });
    expect(statement).toMatchObject({
      state: "active",
      severity: "HIGH",
      reporter: "inspector",
      at: "2026-11-24T09:10:01.250Z",
      since: "2026-11-23T22:01:03.120Z",
      title: "CVE-2026-31337 - tidewater",
      summary:
        "Inspector found CVE-2026-31337 in tidewater and libtide2 on arn:aws:ec2:eu-central-1:222233334444:instance/i-0f00dfacade012345, with a score of 7.5.",
      resource: "arn:aws:ec2:eu-central-1:222233334444:instance/i-0f00dfacade012345",
      link: "https://eu-central-1.console.aws.amazon.com/inspector/v2/home?region=eu-central-1#/findings/details/arn%3Aaws%3Ainspector2%3Aeu-central-1%3A222233334444%3Afinding%2F5b1e0000000000000000000000000001",
    });
    expect(statement.attributes).toEqual({
      findingType: "PACKAGE_VULNERABILITY",
      resourceType: "AWS_EC2_INSTANCE",
      cve: "CVE-2026-31337",
      packageName: ["tidewater", "libtide2"],
      packages: ["tidewater 2.1.0 → 2.1.4", "libtide2 2.1.0 → 2.1.4"],
      packageCount: 2,
      tags: ["app=berth-planner"],
      fixAvailable: "YES",
      exploitAvailable: "NO",
      epss: 0.00731,
      score: 7.5,
    });
  });

  test("is the same alert in the member's and in the administrator's account", () => {
    const copy = only({ ...samples.packageFinding, account: "999900001111", region: "us-east-1", id: "another" });
    expect(copy.alertId).toBe(only(samples.packageFinding).alertId);
  });

  test.each([
    ["closed", samples.closedFinding, "fixed"],
    ["suppressed", samples.suppressedFinding, "suppressed"],
  ])("clears for this reporter when it is %s", (_name, sample, because) => {
    const { alertId, statement } = only(sample);
    expect(alertId).toBe(only(samples.packageFinding).alertId);
    expect(statement).toMatchObject({ state: "cleared", scope: "reporter", because, at: "2026-11-25T07:00:00.000Z" });
  });

  test.each(["INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL"])("of severity %s keeps it", (severity) => {
    const { statement } = only(withDetail(samples.packageFinding, { severity }));
    expect(statement).toMatchObject({ severity });
    expect(statement.attributes).not.toHaveProperty("untriaged");
  });

  test("not yet rated is of medium severity and says so", () => {
    const { statement } = only(samples.untriagedFinding);
    expect(statement).toMatchObject({ severity: "MEDIUM", attributes: { untriaged: true } });
    expect(statement.summary).toMatch(/; its vendor has not rated it yet\.$/);
    expect(statement.attributes).not.toHaveProperty("score");
  });

  test("on an image is shown by the image's ARN, with the number of images, and its place is the finding's", () => {
    const { identity, statement } = only(samples.imageFinding);
    expect(identity).toMatchObject({ partition: "aws", region: "eu-central-1" });
    expect(statement).toMatchObject({
      at: "2026-11-24T09:02:30.000Z",
      since: "2026-11-23T18:02:30.000Z",
      resource: "arn:aws:ecr:eu-central-1:222233334444:repository/berths/sha256:36c7b282abd0186e",
      remedy: "Inspector recommends: Update all packages to their latest versions.",
      attributes: { resourceCount: 2 },
    });
    expect(statement.summary).toMatch(/ and 1 more\.$/);
  });

  test("on an open port needs neither package nor score", () => {
    const { statement } = only(samples.networkFinding);
    expect(statement.summary).toMatch(/^Inspector found an open network path on arn:aws:ec2/);
    expect(statement.remedy).toBe("Inspector recommends: Restrict access to the instance in its security group.");
    expect(statement.attributes).toEqual({
      findingType: "NETWORK_REACHABILITY",
      openPorts: "TCP 22",
      resourceType: "AWS_EC2_INSTANCE",
      tags: ["app=berth-planner"],
    });
  });

  test("in code is mended in the code", () => {
    const { statement } = only(samples.codeFinding);
    expect(statement).toMatchObject({
      severity: "CRITICAL",
      resource: "arn:aws:lambda:eu-central-1:222233334444:function:tariff-rates:$LATEST",
    });
    expect(statement.remedy).toBe("Change the code: the file and the line are behind the link.");
  });

  test("in Azure is shown by its path, under the account whose Inspector found it", () => {
    const { identity, statement } = only(samples.azureFinding);
    expect(identity).toMatchObject({ account: "222233334444", region: "eu-central-1" });
    expect(statement.resource).toMatch(/^\/subscriptions\/5a5a5a5a-0000\//);
    expect(statement.attributes.provider).toBe("AZURE");
  });

  test.each([
    ["Inspector's own", "Wed Sep 04 16:59:44.356 UTC 2024", "2024-09-04T16:59:44.356Z"],
    ["English", "Jan 19, 2023, 10:46:15 PM", "2023-01-19T22:46:15.000Z"],
    ["English with a narrow space", "Jan 19, 2023, 10:46:15\u202fPM", "2023-01-19T22:46:15.000Z"],
    ["ISO", "2026-06-12T01:30:00.000Z", "2026-06-12T01:30:00.000Z"],
    ["ISO with offset", "2026-02-18 13:41:11.095000+01:00", "2026-02-18T12:41:11.095Z"],
    ["the API's", 1_725_469_184.356, "2024-09-04T16:59:44.356Z"],
  ])("reads the %s form of date", (_name, date, instant) => {
    const { statement } = only(withDetail(samples.packageFinding, { updatedAt: date, firstObservedAt: date }));
    expect(statement).toMatchObject({ at: instant, since: instant });
  });

  test.each([
    [
      "the envelope's time when the last observation was before it",
      "2026-11-24T09:09:58.400Z",
      "2026-11-24T09:10:12.000Z",
    ],
    [
      "the last observation's time when it was after the envelope's",
      "2026-11-24T09:10:12.001Z",
      "2026-11-24T09:10:12.001Z",
    ],
  ])("without a date of update takes %s", (_name, lastObservedAt, at) => {
    const event = withDetail(samples.packageFinding, { updatedAt: undefined, lastObservedAt });
    expect(only(event).statement.at).toBe(at);
  });

  test("without a date of update is closed after it was active, although it was last observed at the same time", () => {
    const open = only(withDetail(samples.packageFinding, { updatedAt: undefined }));
    const closed = withDetail(samples.packageFinding, { updatedAt: undefined, status: "CLOSED" });
    const { statement } = only({ ...closed, time: "2026-11-25T07:00:00Z" });
    expect(statement.state).toBe("cleared");
    expect(statement.at > open.statement.at).toBe(true);
  });

  test("without any date takes the envelope's time", () => {
    const noDates = { updatedAt: "recently", lastObservedAt: null, firstObservedAt: "long ago" };
    const { statement } = only(withDetail(samples.packageFinding, noDates));
    expect(statement.at).toBe("2026-11-24T09:10:12.000Z");
    expect(statement.since).toBeUndefined();
  });

  test.each([
    ["the vulnerability and package", {}, "CVE-2026-31337 - tidewater"],
    ["the vulnerability", { packageVulnerabilityDetails: { vulnerabilityId: "CVE-1" } }, "CVE-1"],
    ["the type", { packageVulnerabilityDetails: null }, "PACKAGE_VULNERABILITY"],
  ])("without title is titled by %s", (_name, fields, title) => {
    expect(only(withDetail(samples.packageFinding, { title: undefined, ...fields })).statement.title).toBe(title);
  });

  test("without resources is shown by its own ARN", () => {
    const { statement } = only(withDetail(samples.packageFinding, { resources: [] }));
    expect(statement.resource).toBe(samples.packageFinding.detail.findingArn);
  });

  test.each([
    ["is absent", undefined],
    ["is null", null],
    ["has no recommendation", {}],
    ["has no text", { recommendation: { Url: "https://example.com" } }],
    ["says None Provided", { recommendation: { text: "None Provided" } }],
  ])("has no remedy of its own when the remediation %s and no package has a fixed version", (_name, remediation) => {
    const packageVulnerabilityDetails = { vulnerabilityId: "CVE-2026-1", vulnerablePackages: [{ name: "tidewater" }] };
    const event = withDetail(samples.packageFinding, { remediation, packageVulnerabilityDetails });
    expect(only(event).statement.remedy).toBeUndefined();
  });

  test("of a type of next year is named by it", () => {
    const fields = { type: "MODEL_VULNERABILITY", packageVulnerabilityDetails: null };
    expect(only(withDetail(samples.packageFinding, fields)).statement.summary).toMatch(/^Inspector found MODEL_VULN/);
  });

  test("of the government's partition is told by its ARN", () => {
    const findingArn = "arn:aws-us-gov:inspector2:us-gov-west-1:222233334444:finding/1";
    const { identity, statement } = only(withDetail(samples.packageFinding, { findingArn }));
    expect(identity).toMatchObject({ partition: "aws-us-gov", region: "us-gov-west-1", discriminator: "1" });
    expect(statement.resource).toBe("arn:aws-us-gov:ec2:us-gov-west-1:222233334444:instance/i-0f00dfacade012345");
  });
});

test.each(["constructor", "toString", "__proto__"])("a finding of the type %s is told of by that word", (type) => {
  const event = withDetail(samples.networkFinding, { type, packageVulnerabilityDetails: null });
  expect(only(event).statement.summary).toContain(`Inspector found ${type} on `);
});

test.each(["", "\u0000 "])("a finding on a resource without a name, %j, is shown on the finding itself", (id) => {
  const event = withDetail(samples.packageFinding, { resources: [{ id }] });
  expect(only(event).statement.resource).toBe(samples.packageFinding.detail.findingArn);
});

describe("the coverage of a resource", () => {
  const identity = {
    condition: "coverage-gap",
    partition: "aws",
    account: "222233334444",
    region: "eu-central-1",
    resource: "arn:aws:ec2:eu-central-1:222233334444:instance/i-0f00dfacade012345",
    discriminator: "inspector-PACKAGE",
  };

  test("is a gap when it is lost", () => {
    const seen = only(samples.coverageLost);
    expect(seen.identity).toEqual(identity);
    expect(seen.statement).toMatchObject({
      state: "active",
      severity: "MEDIUM",
      at: "2026-11-24T09:10:05.665Z",
      title: "Not scanned by Inspector (PACKAGE)",
      attributes: { reason: "UNMANAGED_EC2_INSTANCE", scanType: "PACKAGE" },
    });
  });

  test("clears when it is regained", () => {
    const { alertId, statement } = only(samples.coverageRegained);
    expect(alertId).toBe(only(samples.coverageLost).alertId);
    expect(statement).toMatchObject({ state: "cleared", scope: "reporter", because: "fixed" });
  });

  test.each([
    "RESOURCE_TERMINATED",
    "EC2_INSTANCE_STOPPED",
    "EXCLUDED_BY_TAG",
    "SCAN_ELIGIBILITY_EXPIRED",
    "IMAGE_ARCHIVED",
    "SCAN_FREQUENCY_MANUAL",
    "SCAN_FREQUENCY_SCAN_ON_PUSH",
  ])("clears as out of scope when it is lost for %s", (reason) => {
    const scanStatus = { statusCodeValue: "INACTIVE", reason };
    expect(only(withDetail(samples.coverageLost, { scanStatus })).statement).toMatchObject({
      state: "cleared",
      scope: "reporter",
      because: "out-of-scope",
      attributes: { reason },
    });
  });

  test.each(["PENDING_DISABLE", "NO_INVENTORY", "STALE_INVENTORY", "UNSUPPORTED_OS", "INTERNAL_ERROR", "A_NEW_REASON"])(
    "is a gap when it is lost for %s",
    (reason) => {
      const scanStatus = { statusCodeValue: "INACTIVE", reason };
      expect(only(withDetail(samples.coverageLost, { scanStatus })).statement).toMatchObject({ state: "active" });
    },
  );

  test("is a gap when it is lost without a reason", () => {
    const seen = only(withDetail(samples.coverageLost, { scanStatus: { statusCodeValue: "INACTIVE" } }));
    expect(seen.statement.summary).toMatch(/: it gives no reason\.$/);
  });

  test.each(["PENDING_INITIAL_SCAN", "PENDING_REVIVAL_SCAN", "SCAN_IN_PROGRESS", "SUCCESSFUL"])(
    "says nothing yet while it is inactive for %s",
    (reason) => {
      const event = withDetail(samples.coverageLost, { scanStatus: { statusCodeValue: "INACTIVE", reason } });
      expect(read(event)).toEqual({ outcome: "ignored", reason: "benign" });
    },
  );

  test("is told apart by the type of scan", () => {
    const seen = only(withDetail(samples.coverageLost, { scanType: "NETWORK" }));
    expect(seen.identity.discriminator).toBe("inspector-NETWORK");
  });

  test("is the same alert whoever received the event, by provider or by ARN", () => {
    for (const sample of [samples.coverageLost, samples.coverageLostImage]) {
      const copy = only({ ...sample, account: "999900001111" });
      expect(copy.alertId).toBe(only(sample).alertId);
      expect(copy.identity.account).toBe("222233334444");
    }
  });

  test("belongs to the envelope's account when an older event names no provider", () => {
    const event = withDetail(samples.coverageLost, {
      provider: undefined,
      providerAccountId: undefined,
      providerRegion: undefined,
    });
    expect(only(event).identity).toMatchObject({ account: "111122223333", region: "eu-central-1" });
  });

  test("of Azure belongs to the account whose Inspector scans it", () => {
    const { identity: azure, statement } = only(samples.coverageLostAzure);
    expect(azure).toMatchObject({ partition: "aws", account: "111122223333", region: "eu-central-1" });
    expect(azure.resource).toMatch(/^\/subscriptions\//);
    expect(statement.attributes.provider).toBe("AZURE");
  });
});

describe("enabling new accounts", () => {
  test("is a severe gap on the account when it fails, in an event without resources", () => {
    const { identity, statement } = only(samples.autoEnableFailed);
    expect(identity).toEqual({
      condition: "coverage-gap",
      partition: "aws",
      account: "111122223333",
      region: "eu-central-1",
      resource: "",
      discriminator: "inspector-auto-enable",
    });
    expect(statement).toMatchObject({
      state: "active",
      severity: "HIGH",
      at: "2026-11-24T09:10:12.000Z",
      resource: "arn:aws:iam::111122223333:root",
    });
    expect(statement.attributes.reason).toMatch(/^The number of member accounts/);
  });

  test.each(["Success", "SUCCESSFUL", "Succeeded"])("clears with the status %s, if there ever is one", (status) => {
    const { alertId, statement } = only(withDetail(samples.autoEnableFailed, { AutoEnableStatus: status }));
    expect(alertId).toBe(only(samples.autoEnableFailed).alertId);
    expect(statement).toMatchObject({ state: "cleared", scope: "reporter", because: "fixed" });
  });

  test("needs no reason to fail", () => {
    const { statement } = only(withDetail(samples.autoEnableFailed, { Reason: undefined }));
    expect(statement.summary).toBe("Inspector could not be enabled for new accounts of the organization.");
  });

  test("says nothing in a status that is neither", () => {
    const event = withDetail(samples.autoEnableFailed, { AutoEnableStatus: "Started" });
    expect(read(event)).toEqual({ outcome: "ignored", reason: "informational" });
  });
});

describe("a scan on demand", () => {
  test("is a mild gap when it fails", () => {
    const { identity, statement } = only(samples.onDemandScanFailed);
    expect(identity).toEqual({
      condition: "failed-scan",
      partition: "aws",
      account: "222233334444",
      region: "eu-central-1",
      resource: "arn:aws:ec2:eu-central-1::image/ami-0c0ffee0123456789",
      discriminator: "inspector-on-demand",
    });
    expect(statement).toMatchObject({
      state: "active",
      severity: "LOW",
      at: "2026-11-24T09:10:00.000Z",
      attributes: { reason: "UNSUPPORTED_OS" },
    });
  });

  test("clears when it succeeds", () => {
    const { alertId, statement } = only(samples.onDemandScanSuccessful);
    expect(alertId).toBe(only(samples.onDemandScanFailed).alertId);
    expect(statement).toMatchObject({ state: "cleared", scope: "reporter", because: "fixed" });
  });

  test("clears as out of scope when the image was deregistered meanwhile", () => {
    const event = withDetail(samples.onDemandScanFailed, { scanStatusReason: "RESOURCE_TERMINATED" });
    expect(only(event).statement).toMatchObject({ state: "cleared", because: "out-of-scope" });
  });
});

describe("what is refused", () => {
  const { detail } = samples.packageFinding;

  test.each([
    ["an empty detail", { ...samples.packageFinding, detail: {} }, "detail.awsAccountId: is missing"],
    [
      "an account that is none",
      withDetail(samples.packageFinding, { awsAccountId: "x" }),
      "detail.awsAccountId: expected an account id of 12 digits",
    ],
    [
      "a finding without ARN",
      withDetail(samples.packageFinding, { findingArn: undefined }),
      "detail.findingArn: is missing",
    ],
    [
      "an ARN of something else",
      withDetail(samples.packageFinding, { findingArn: "arn:aws:inspector2:eu-central-1:222233334444:filter/1" }),
      "detail.findingArn: expected the ARN of a finding",
    ],
    [
      "an ARN without id",
      withDetail(samples.packageFinding, { findingArn: "arn:aws:inspector2:eu-central-1:222233334444:finding/" }),
      "detail.findingArn: expected the ARN of a finding",
    ],
    [
      "an ARN without region",
      withDetail(samples.packageFinding, { findingArn: "arn:aws:inspector2::222233334444:finding/1" }),
      "detail.findingArn: expected the ARN of a finding",
    ],
    [
      "another service's ARN",
      withDetail(samples.packageFinding, { findingArn: "arn:aws:macie2:eu-central-1:222233334444:finding/1" }),
      "detail.findingArn: expected the ARN of a finding",
    ],
    [
      "an ARN that is no well-formed text",
      withDetail(samples.packageFinding, { findingArn: "arn:aws:inspector2:eu-central-1:222233334444:finding/\ud800" }),
      "detail.findingArn: holds what cannot be shown",
    ],
    [
      "an ARN of no partition",
      withDetail(samples.packageFinding, { findingArn: "arn:a\u0007:inspector2:eu-central-1:222233334444:finding/1" }),
      "detail.findingArn: holds what cannot be shown",
    ],
    [
      "an ARN of an account that is none",
      withDetail(samples.packageFinding, { findingArn: "arn:aws:inspector2:eu-central-1:2222:finding/1" }),
      "detail.findingArn: expected the ARN of a finding",
    ],
    [
      "details of a package that are a list",
      withDetail(samples.packageFinding, { packageVulnerabilityDetails: [] }),
      "detail.packageVulnerabilityDetails: expected an object, got an array",
    ],
    [
      "an ARN that is none",
      withDetail(samples.packageFinding, { findingArn: "FINDING_ID" }),
      "detail.findingArn: expected the ARN of a finding",
    ],
    [
      "an ARN beyond all measure",
      withDetail(samples.packageFinding, { findingArn: detail.findingArn.padEnd(401, "0") }),
      "detail.findingArn: is longer than 400 characters",
    ],
    [
      "an unknown severity",
      withDetail(samples.packageFinding, { severity: "SEVERE" }),
      'detail.severity: expected ("INFORMATIONAL" | "LOW" | "MEDIUM" | "HIGH" | "CRITICAL" | "UNTRIAGED"), got another string',
    ],
    [
      "an unknown status",
      withDetail(samples.packageFinding, { status: "OPEN" }),
      'detail.status: expected ("ACTIVE" | "SUPPRESSED" | "CLOSED"), got another string',
    ],
    [
      "a resource without id",
      withDetail(samples.packageFinding, { resources: [{ type: "AWS_EC2_INSTANCE" }] }),
      "detail.resources[0].id: is missing",
    ],
    [
      "a score in words",
      withDetail(samples.packageFinding, { inspectorScore: "high" }),
      "detail.inspectorScore: expected number, got another string",
    ],
    [
      "a score beyond all measure",
      withDetail(samples.packageFinding, { inspectorScore: 1e300 }),
      "detail.inspectorScore: expected a number from 0 to 100, and none too small to be stored",
    ],
    [
      "a probability too small to be stored",
      withDetail(samples.packageFinding, { epss: { score: 1e-200 } }),
      "detail.epss.score: expected a number from 0 to 100, and none too small to be stored",
    ],
    ["coverage of nothing", { ...samples.coverageLost, resources: [] }, "resources[0]: is missing"],
    [
      "coverage without status",
      withDetail(samples.coverageLost, { scanStatus: {} }),
      "detail.scanStatus.statusCodeValue: is missing",
    ],
    ["coverage without type", withDetail(samples.coverageLost, { scanType: undefined }), "detail.scanType: is missing"],
    [
      "a scan on demand without resource",
      withDetail(samples.onDemandScanFailed, { resourceId: undefined }),
      "detail.resourceId: is missing",
    ],
    [
      "a scan on demand under way",
      withDetail(samples.onDemandScanFailed, { scanStatus: "IN_PROGRESS" }),
      'detail.scanStatus: expected ("SUCCESSFUL" | "FAILED"), got another string',
    ],
    [
      "enabling without status",
      withDetail(samples.autoEnableFailed, { AutoEnableStatus: undefined }),
      "detail.AutoEnableStatus: is missing",
    ],
  ])("%s", (_name, event, refusal) => {
    const reading = read(event);
    expect(reading.outcome === "refused" && refusalText(reading.refusal)).toBe(refusal);
  });
});
