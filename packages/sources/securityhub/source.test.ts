import type { JsonObject } from "@tocsin/core/text/json";
import { describe, expect, test } from "vitest";
import { samples as ofAccessAnalyzer } from "../access-analyzer/samples.ts";
import { accessAnalyzer } from "../access-analyzer/source.ts";
import { samples as ofConfig } from "../config/samples.ts";
import { config } from "../config/source.ts";
import { samples as ofGuardduty } from "../guardduty/samples.ts";
import { guardduty } from "../guardduty/source.ts";
import { samples as ofHealth } from "../health/samples.ts";
import { health } from "../health/source.ts";
import { samples as ofInspector } from "../inspector/samples.ts";
import { inspector } from "../inspector/source.ts";
import { samples as ofKms } from "../kms/samples.ts";
import { kms } from "../kms/source.ts";
import { samples as ofMacie } from "../macie/samples.ts";
import { macie } from "../macie/source.ts";
import { samples as ofSharing } from "../sharing/samples.ts";
import { sharing } from "../sharing/source.ts";
import { describeSource } from "../testing/contract.ts";
import { tryOut } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { securityhub } from "./source.ts";

const { matches, read, observations, only } = tryOut(securityhub);

describeSource(securityhub, samples, {
  unwanted: ["controlNotEvaluated", "ownFinding"],
  unowned: ["azureControl"],
});

interface Imported {
  readonly detail: { readonly findings: readonly object[] };
}

/** The sample with fields of its only finding replaced; `undefined` takes a field out. */
function withFinding<S extends Imported>(sample: S, fields: object): S & { readonly detail: JsonObject } {
  const [finding] = sample.detail.findings;
  return JSON.parse(JSON.stringify({ ...sample, detail: { ...sample.detail, findings: [{ ...finding, ...fields }] } }));
}

/** The sample of another source, in the account of the samples here. */
function ofMember(sample: object): JsonObject {
  return JSON.parse(JSON.stringify(sample).replaceAll("111122223333", "222233334444"));
}

function severityIn(event: object) {
  const { statement } = only(event);
  return statement.state === "active" ? statement.severity : undefined;
}

test.each([
  ["everyone", samples.openBucket, "CRITICAL", { exposedTo: "everyone" }],
  ["another account", samples.openRole, "MEDIUM", { exposedTo: "accounts", foreignAccounts: ["999900001111"] }],
])("whom IAM Access Analyzer lets in is said by its copy too: %s", (_whom, event, severity, attributes) => {
  expect(only(event).statement).toMatchObject({ severity, attributes });
});

describe("a finding of a service that has a source of its own is of the alert that this has", () => {
  const threat = tryOut(guardduty).only(ofGuardduty.instanceFinding);
  const vulnerability = tryOut(inspector).only(ofInspector.packageFinding);
  const posture = tryOut(macie).only(ofMacie.policyFinding);
  const data = tryOut(macie).only(ofMacie.sensitiveDataFinding);
  const rotation = tryOut(kms).observations(ofMember(ofKms.rotationSwitchedOff))[0];
  const deletion = tryOut(kms).observations(ofMember(ofKms.deletionScheduled))[0];

  const role = tryOut(accessAnalyzer).only(ofMember(ofAccessAnalyzer.roleOpen));
  const rule = tryOut(config).only(ofMember(ofConfig.functionWithoutTag));

  test.each([
    ["IAM Access Analyzer", "ASFF", samples.openRole, role],
    ["AWS Config, of a rule of your own", "ASFF", samples.ownRule, rule],
    ["GuardDuty", "ASFF", samples.threat, threat],
    ["GuardDuty", "OCSF", samples.threatV2, threat],
    ["Inspector", "ASFF", samples.vulnerability, vulnerability],
    ["Inspector", "OCSF", samples.vulnerabilityV2, vulnerability],
    ["Macie's policies", "ASFF", samples.bucketPosture, posture],
    ["Macie's discovery", "ASFF", samples.sensitiveData, data],
    ["Macie's discovery", "OCSF", samples.sensitiveDataV2, data],
    ["AWS Health", "ASFF", samples.exposedKey, tryOut(health).only(ofHealth.exposed)],
    ["AWS KMS, as a control", "ASFF", samples.controlFailed, rotation],
    ["AWS KMS, as a control", "OCSF", samples.controlFailedV2, rotation],
    ["AWS KMS, as a rule of AWS Config", "ASFF", samples.configRule, deletion],
  ])("of %s in %s", (_service, _format, event, own) => {
    const seen = only(event);
    expect(seen.identity).toEqual(own?.identity);
    expect(seen.alertId).toBe(own?.alertId);
    expect(seen.statement.reporter).not.toBe(own?.statement.reporter);
  });

  test("of an image, as one of the images of its repository", () => {
    const seen = only(samples.imageVulnerability);
    expect(seen.identity).toMatchObject({
      resource: "arn:aws:ecr:eu-central-1:222233334444:repository/berths",
      discriminator: "CVE-2026-31337",
    });
    expect(seen.statement.subject).toBe(`sha256:${"a1".padEnd(64, "0")}`);
  });

  test("of the encryption of new volumes, which is about the account and not one of its resources", () => {
    const own = tryOut(sharing).observations(ofMember(ofSharing.encryptionOff))[0];
    const seen = only(samples.controlOfAccount);
    expect(seen.identity).toEqual(own?.identity);
    expect(seen.statement.resource).toBe("arn:aws:iam::222233334444:root");
  });

  test("of GuardDuty, whichever account's detector its ARN names: the finding says whose it is", () => {
    const Id = "arn:aws:guardduty:eu-west-1:111122223333:detector/d/finding/70c1a5f0000000000000000000000001";
    const seen = only(withFinding(samples.threat, { Id }));
    expect(seen.alertId).toBe(threat.alertId);
    expect(seen.identity.account).toBe("222233334444");
  });

  test("names no object in which Macie found something", () => {
    for (const event of [samples.sensitiveData, samples.sensitiveDataV2])
      expect(JSON.stringify(observations(event))).not.toContain("hendrika");
  });

  test("is of an alert of its own where its id is none that the service gives", () => {
    const classic = withFinding(samples.vulnerability, { Id: "inspector/eu-west-1/222233334444/629ff13f" });
    expect(only(classic).identity).toMatchObject({
      condition: "finding",
      discriminator: "aws/inspector/inspector/eu-west-1/222233334444/629ff13f",
    });
    const foreign = withFinding(samples.threat, { ProductArn: "arn:aws:securityhub:eu-west-1::product/tide/scan" });
    expect(only(foreign).identity.condition).toBe("finding");
  });

  test("of a bucket, by its name, as AWS Config knows it", () => {
    const Resources = [{ Type: "AwsS3Bucket", Id: "arn:aws:s3:::harbour-crew" }];
    expect(only(withFinding(samples.ownRule, { Resources })).identity).toMatchObject({
      resource: "",
      discriminator: "tocsin-required-tags/AWS::S3::Bucket/harbour-crew",
    });
  });

  test("passes over what its own source passes over", () => {
    const Id = "arn:aws:health:us-east-1:222233334444:event/SES/AWS_SES_CMF_PENDING/AWS_SES_CMF_PENDING_1/0A";
    expect(read(withFinding(samples.exposedKey, { Id }))).toEqual({ outcome: "ignored", reason: "informational" });
  });

  test("tells the packages, and what can be done", () => {
    const { attributes } = only(samples.vulnerability).statement;
    expect(only(samples.vulnerabilityV2).statement.attributes).toEqual(attributes);
    expect(attributes).toMatchObject({
      ...{ cve: "CVE-2026-31337", epss: 0.00731, packages: ["tidewater 2.1.0 → 2.1.4"] },
      ...{ fixAvailable: "YES", exploitAvailable: "NO" },
    });
  });
});

describe("one finding that both Security Hubs have", () => {
  test.each([
    ["a threat", samples.threat, samples.threatV2],
    ["a vulnerability", samples.vulnerability, samples.vulnerabilityV2],
    ["a control", samples.controlFailed, samples.controlFailedV2],
    ["found data", samples.sensitiveData, samples.sensitiveDataV2],
  ])("is one alert, %s, of two voices: each keeps a state of its own", (_what, asff, ocsf) => {
    expect(only(ocsf).alertId).toBe(only(asff).alertId);
    expect(only(asff).statement.reporter).toMatch(/^securityhub(?::|$)/);
    expect(only(ocsf).statement.reporter).toMatch(/^securityhub-v2(?::|$)/);
  });
});

describe("the copy of a linked Region and that of the home Region", () => {
  const linked = { ...samples.threat, region: "eu-west-1", id: "another", time: "2026-11-24T09:30:41Z" };

  test("are one statement of one alert, which is where the finding says", () => {
    const [here, there] = [only(samples.threat), only(linked)];
    expect(there.alertId).toBe(here.alertId);
    expect(there.statement.eventId).toBe(here.statement.eventId);
    expect(there.identity).toMatchObject({ account: "222233334444", region: "eu-west-1" });
  });

  test("are other statements once a person has decided, although the finding keeps its time", () => {
    const [before, after] = [only(samples.threat).statement, only(samples.threatSuppressed).statement];
    expect(after.at).toBe(before.at);
    expect(after.eventId).not.toBe(before.eventId);
  });
});

describe("an account", () => {
  test("that administers nothing speaks for itself alone", () => {
    const administrators = { securityhub: ["999900001111"] };
    expect(read(samples.threat, administrators)).toEqual({ outcome: "ignored", reason: "not-its-to-say" });
    const byItself = { ...samples.threat, account: "222233334444" };
    expect(read(byItself, administrators)).toMatchObject({ outcome: "observed" });
    expect(read(samples.threat, { securityhub: ["111122223333"] })).toMatchObject({ outcome: "observed" });
  });

  test("whose finding names the resource of another is shown the finding instead", () => {
    const Resources = [{ Type: "AwsS3Bucket", Id: "arn:aws:sqs:eu-west-1:999900001111:berths" }];
    const Id = "arn:aws:fms:eu-west-1:222233334444:policy/51c0ffee/finding/8e1a";
    expect(only(withFinding(samples.firewallPolicy, { Id, Resources })).statement.resource).toBe(Id);
  });
});

describe("what ends it", () => {
  test.each([
    ["a check that passes", samples.controlPassed, "fixed"],
    ["a finding that is archived", samples.controlArchived, "archived"],
    ["a suppression", samples.threatSuppressed, "suppressed"],
    ["a person's word that it is resolved", samples.threatResolved, "fixed"],
    ["a suppression in OCSF, whose activity is an update", samples.threatSuppressedV2, "suppressed"],
    ["a finding that is closed in OCSF", samples.threatClosedV2, "archived"],
    ["a status of OCSF", withFinding(samples.threatV2, { status: "Resolved", status_id: 4 }), "fixed"],
    [
      "a status of OCSF by its word alone",
      withFinding(samples.threatV2, { status: "Suppressed", status_id: 99 }),
      "suppressed",
    ],
    [
      "an activity of OCSF by its word alone",
      withFinding(samples.threatV2, { activity_id: undefined, activity_name: "Close" }),
      "archived",
    ],
    [
      "a control of OCSF that passes",
      withFinding(samples.controlFailedV2, { compliance: { control: "KMS.4", status: "Pass" } }),
      "fixed",
    ],
    [
      "GuardDuty's own archive",
      withFinding(samples.threat, { ProductFields: { "aws/guardduty/service/archived": "true" } }),
      "archived",
    ],
  ])("is %s", (_what, event, because) => {
    expect(only(event).statement).toMatchObject({ state: "cleared", scope: "reporter", because });
  });

  test.each([
    ["a person was told of it", { Workflow: { Status: "NOTIFIED" } }],
    ["its workflow is missing, as in old findings", { Workflow: undefined, RecordState: undefined }],
    ["its check gave a warning", { Compliance: { Status: "WARNING", SecurityControlId: "KMS.4" } }],
  ])("is not that %s", (_what, fields) => {
    expect(only(withFinding(samples.controlFailed, fields)).statement.state).toBe("active");
  });

  test("is not that a check could not be made, which opens nothing either", () => {
    expect(read(samples.controlNotEvaluated)).toEqual({ outcome: "ignored", reason: "informational" });
    for (const Status of ["WARNING", "NOT_AVAILABLE"])
      expect(only(withFinding(samples.controlArchived, { Compliance: { Status } })).statement.state).toBe("cleared");
  });
});

describe("what it says of itself", () => {
  const info = (fields: object) => ({ finding_info: { uid: "exposure-1", title: "An exposure", ...fields } });

  test.each<readonly [string, object, string]>([
    ["when it was first observed", { FirstObservedAt: "2026-11-01T00:00:00Z" }, "2026-11-01T00:00:00.000Z"],
    ["when it was made, where it does not say that", { FirstObservedAt: undefined }, "2026-11-24T09:20:00.000Z"],
  ])("is %s", (_what, fields, since) => {
    expect(only(withFinding(samples.firewallPolicy, fields)).statement.since).toBe(since);
  });

  test.each<readonly [string, object, string]>([
    ["as a text", { created_time_dt: "2026-11-24T08:00:00.000Z" }, "2026-11-24T08:00:00.000Z"],
    ["in milliseconds", { created_time: 1795507200000 }, "2026-11-24T08:00:00.000Z"],
  ])("is in OCSF when it was made, where it tells no change: %s", (_what, fields, at) => {
    expect(
      only(withFinding(samples.exposure, { time: undefined, time_dt: undefined, ...info(fields) })).statement.at,
    ).toBe(at);
  });

  test("is by its product's name, also where that stands among its product's own fields", () => {
    const named = { ProductName: undefined, ProductFields: { "aws/securityhub/ProductName": "Wall" } };
    expect(only(withFinding(samples.firewallPolicy, named)).statement.summary).toContain("Wall reports a finding");
  });

  test("stays open in OCSF while somebody works on it", () => {
    const inProgress = { status: "In Progress", status_id: 2 };
    expect(only(withFinding(samples.exposure, inProgress)).statement.state).toBe("active");
  });

  test.each(["aws-cn", "aws-us-gov"])("is of the partition of its Region: %s", (partition) => {
    const Region = partition === "aws-cn" ? "cn-north-1" : "us-gov-west-1";
    expect(only(withFinding(samples.firewallPolicy, { Region })).identity).toMatchObject({ partition, region: Region });
  });
});

describe("how severe it is", () => {
  test.each([
    ["its label", { Severity: { Label: "LOW", Normalized: 90 } }, "LOW"],
    [
      "its provider's label where it has none",
      { Severity: undefined, FindingProviderFields: { Severity: { Label: "HIGH" } } },
      "HIGH",
    ],
    ["its number, of old findings", { Severity: { Normalized: 90 } }, "CRITICAL"],
    ["a number just below", { Severity: { Normalized: 89 } }, "HIGH"],
    ["Firewall Manager's number of an attack", { Severity: { Normalized: 70 } }, "HIGH"],
    ["a number just below that", { Severity: { Normalized: 69 } }, "MEDIUM"],
    ["Firewall Manager's number of what lacks Shield", { Severity: { Normalized: 60 } }, "MEDIUM"],
    ["a number of the middle", { Severity: { Normalized: 40 } }, "MEDIUM"],
    ["a number just below the middle", { Severity: { Normalized: 39 } }, "LOW"],
    [
      "its provider's number where it has none",
      { Severity: {}, FindingProviderFields: { Severity: { Normalized: 90 } } },
      "CRITICAL",
    ],
    ["its label, whatever the product first gave it", { Severity: { Label: "LOW", Original: "CRITICAL" } }, "LOW"],
    ["a small number", { Severity: { Normalized: 1 } }, "LOW"],
    ["no number to speak of", { Severity: { Normalized: 0 } }, "INFORMATIONAL"],
    ["nobody's word, which is not mild by that", { Severity: undefined }, "MEDIUM"],
  ])("is by %s", (_what, fields, severity) => {
    expect(severityIn(withFinding(samples.firewallPolicy, fields))).toBe(severity);
  });

  test.each([
    ["a number", { severity_id: 2, severity: "Critical" }, "LOW"],
    ["the least number", { severity_id: 1 }, "INFORMATIONAL"],
    ["the middle number", { severity_id: 3 }, "MEDIUM"],
    ["a high number", { severity_id: 4 }, "HIGH"],
    ["what is worse than critical", { severity_id: 6 }, "CRITICAL"],
    ["a word that is worse than critical", { severity_id: 99, severity: "Fatal" }, "CRITICAL"],
    ["a word where the number says another", { severity_id: 99, severity: "High" }, "HIGH"],
    ["neither", { severity_id: 0, severity: "Unknown" }, "MEDIUM"],
    ["a name that every object has", { severity_id: undefined, severity: "constructor" }, "MEDIUM"],
  ])("is in OCSF by %s", (_what, fields, severity) => {
    expect(severityIn(withFinding(samples.exposure, fields))).toBe(severity);
  });

  test("is of a condition that another source weighs what that source may say, whatever the control's own", () => {
    const Severity = { Label: "CRITICAL" };
    expect(severityIn(withFinding(samples.controlFailed, { Severity }))).toBe("MEDIUM");
    expect(severityIn(withFinding(samples.bucketPosture, { Severity }))).toBe("HIGH");
  });

  test.each([
    ["its own mark", { Sample: true }],
    ["its title", { Title: "[SAMPLE] A threat" }],
    ["GuardDuty's field", { ProductFields: { "aws/guardduty/service/additionalInfo/sample": "true" } }],
    ["GuardDuty's text", { ProductFields: { "aws/guardduty/service/additionalInfo/value": '{"sample":true}' } }],
  ])("is nothing for a sample, known by %s, and people see that it is one", (_what, fields) => {
    const { statement } = only(withFinding(samples.threat, fields));
    expect(statement).toMatchObject({ severity: "INFORMATIONAL", attributes: { sample: true } });
    expect(statement.title).toMatch(/^\[SAMPLE\] [^[]/);
  });
});

describe("a control", () => {
  test("that finds no condition is an alert of the control and the resource", () => {
    const { identity, statement } = only(samples.controlOfNoCondition);
    expect(identity).toMatchObject({
      condition: "compliance",
      resource: "arn:aws:s3:::harbour-tariffs",
      discriminator: "S3.5",
    });
    expect(statement).toMatchObject({
      severity: "MEDIUM",
      title: "S3.5: S3 general purpose buckets should require requests to use SSL",
      attributes: { control: "S3.5", configRule: "s3-bucket-ssl-requests-only", resourceType: "AWS::S3::Bucket" },
    });
  });

  test("is one alert whether its findings are consolidated or one a standard, each a voice of its own", () => {
    const consolidated = only(samples.controlFailed);
    const standard = only(samples.controlOfAStandard);
    expect(standard.alertId).toBe(consolidated.alertId);
    expect(consolidated.statement.reporter).toBe("securityhub:security-control/KMS.4");
    expect(standard.statement.reporter).toBe("securityhub:cis-aws-foundations-benchmark/v/1.2.0/2.8");
  });

  const fsbp = (fields: object) =>
    withFinding(samples.controlOfNoCondition, {
      GeneratorId: "aws-foundational-security-best-practices/v/1.0.0/S3.5",
      Compliance: { Status: "FAILED" },
      ...fields,
    });

  test.each([
    ["of the best practices", { ControlId: "S3.5" }, "S3.5"],
    ["of Control Tower", { ControlId: "CT.S3.5" }, "S3.5"],
    [
      "of PCI DSS, which counts otherwise",
      { ControlId: "PCI.S3.5" },
      "aws-foundational-security-best-practices/v/1.0.0/S3.5",
    ],
    ["without one", {}, "aws-foundational-security-best-practices/v/1.0.0/S3.5"],
  ])("has its id from before findings were consolidated, %s", (_what, ProductFields, discriminator) => {
    const { identity, statement } = only(fsbp({ ProductFields }));
    expect(identity.discriminator).toBe(discriminator);
    expect(statement.reporter).toBe("securityhub:aws-foundational-security-best-practices/v/1.0.0/S3.5");
  });

  test("of CIS that has no other id goes by its standard's", () => {
    const GeneratorId = "arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0/rule/1.4";
    const { identity } = only(fsbp({ GeneratorId, ProductFields: { RuleId: "1.4" } }));
    expect(identity.discriminator).toBe("cis-aws-foundations-benchmark/v/1.2.0/1.4");
  });

  test("speaks in the words that AWS Config's source has for the rule behind it", () => {
    expect(only(samples.controlFailed).statement.summary).toBe(
      "Security Hub finds that the key does not rotate by itself (control KMS.4).",
    );
    const own = tryOut(config).observations(ofConfig.keyNotRotating)[0]?.statement;
    expect(severityIn(samples.controlFailed)).toBe(own?.state === "active" ? own.severity : undefined);
  });

  test("is known by its id where the finding does not name its rule", () => {
    const event = withFinding(samples.controlFailed, { ProductFields: undefined });
    expect(only(event).alertId).toBe(only(samples.controlFailed).alertId);
  });

  test.each(["constructor", "KMS.400"])("named %s is none that a condition has", (SecurityControlId) => {
    const fields = { Compliance: { Status: "FAILED", SecurityControlId }, ProductFields: undefined };
    expect(only(withFinding(samples.controlFailed, fields)).identity.condition).toBe("compliance");
  });

  test("that finds a condition on what this cannot be about is an alert of its own", () => {
    const Resources = [{ Type: "AwsIamUser", Id: "arn:aws:iam::222233334444:user/ci-publish" }];
    expect(only(withFinding(samples.controlFailed, { Resources })).identity).toMatchObject({
      condition: "compliance",
      discriminator: "KMS.4",
    });
  });

  test("that nothing names is known by its finding", () => {
    const nameless = { GeneratorId: undefined, Compliance: { Status: "FAILED" }, ProductFields: undefined };
    const event = withFinding(samples.controlOfNoCondition, nameless);
    expect(matches(event)).toBe(true);
    expect(only(event).identity.condition).toBe("finding");
  });

  test("of the account that finds no condition is about its root", () => {
    const Resources = [{ Type: "AwsAccount", Id: "AWS::::Account:222233334444" }];
    expect(only(withFinding(samples.controlOfNoCondition, { Resources }))).toMatchObject({
      identity: { resource: "", discriminator: "S3.5/AWS::::Account/222233334444" },
      statement: { resource: "arn:aws:iam::222233334444:root" },
    });
  });
});

describe("a finding of a product without a source", () => {
  test("is known by its product and its id, whichever Region has the product", () => {
    const { identity } = only(samples.oldFinding);
    expect(identity).toMatchObject({
      condition: "finding",
      account: "222233334444",
      region: "eu-west-1",
      discriminator: "tidescan/tidescan-agent/tidescan/eu-west-1/222233334444/0f3a",
    });
    const ProductArn = "arn:aws:securityhub:us-east-1:999988887777:product/tidescan/tidescan-agent";
    const elsewhere = withFinding(samples.oldFinding, { ProductArn, Region: "eu-west-1" });
    expect(only(elsewhere).alertId).toBe(only(samples.oldFinding).alertId);
  });

  test("of an organization's own, and of another account's own, are two", () => {
    const own = (account: string) =>
      withFinding(samples.oldFinding, {
        ProductArn: `arn:aws:securityhub:eu-west-1:${account}:product/${account}/default`,
      });
    expect(only(own("222233334444")).alertId).not.toBe(only(own("333344445555")).alertId);
  });

  test("is of Security Hub itself, where it has joined what several products found", () => {
    expect(only(samples.exposure)).toMatchObject({
      identity: { condition: "finding" },
      statement: { severity: "CRITICAL", attributes: { product: "Security Hub Exposure Detection" } },
    });
  });

  test.each([2001, 2007, 2999])("is one of the class %i too, which nobody has seen yet", (class_uid) => {
    expect(only(withFinding(samples.exposure, { class_uid })).alertId).toBe(only(samples.exposure).alertId);
  });
});

describe("what is in Azure", () => {
  test("is shown as what it is, and stands in the account that received it", () => {
    const { identity, statement } = only(samples.azureControl);
    expect(identity).toMatchObject({ account: "111122223333", region: "westeurope" });
    expect(statement.resource).toMatch(/^\/subscriptions\/.*virtualMachines\/vm-quay-01$/);
    expect(statement.attributes).toMatchObject({
      provider: "AZURE",
      resourceType: "Microsoft.Compute/virtualMachines",
    });
    expect(statement.link).toBeUndefined();
  });

  test("is known in ASFF by the type of its resource", () => {
    const Resources = [{ Type: "Microsoft.Web/sites", Id: "/subscriptions/5f0c0ffe/sites/quay" }];
    expect(only(withFinding(samples.firewallPolicy, { Resources })).statement.attributes.provider).toBe("AZURE");
  });
});

describe("what Tocsin has written itself", () => {
  test("never comes back, not even where it would be handed in", () => {
    expect(matches(samples.ownFinding)).toBe(false);
    expect(read(samples.ownFinding)).toEqual({ outcome: "ignored", reason: "informational" });
    const product = {
      name: "Tocsin",
      vendor_name: "Tocsin",
      uid: "arn:aws:securityhub:eu-west-1::productv2/tocsin/tocsin",
    };
    const v2 = withFinding(samples.exposure, { metadata: { product } });
    expect(matches(v2)).toBe(false);
    expect(read(v2)).toEqual({ outcome: "ignored", reason: "informational" });
  });

  test("is escalated by nobody", () => {
    const escalated = {
      ...samples.escalated,
      detail: { actionName: "Call", findings: samples.ownFinding.detail.findings },
    };
    expect(read(escalated)).toEqual({ outcome: "ignored", reason: "informational" });
  });
});

describe("a custom action", () => {
  test("makes of each finding an alert of its own, which is HIGH at least and says that a person did it", () => {
    const [first, second, ...more] = observations(samples.escalatedTwo);
    expect(more).toEqual([]);
    expect(first).toMatchObject({
      identity: { condition: "escalation", account: "222233334444" },
      statement: {
        ...{ state: "active", severity: "HIGH", reporter: "securityhub-action", at: "2026-11-24T09:30:05.000Z" },
        summary: "A person escalated this finding of GuardDuty by the custom action “Call them”.",
        attributes: { action: "Call them" },
      },
    });
    expect(second?.alertId).not.toBe(first?.alertId);
    expect(second?.statement.eventId).not.toBe(first?.statement.eventId);
    expect(second).toMatchObject({ statement: { severity: "HIGH" } });
  });

  test("says nothing of the finding's own state", () => {
    expect(only(samples.escalated).alertId).not.toBe(only(samples.threat).alertId);
    expect(only(withFinding(samples.escalated, { RecordState: "ARCHIVED" })).statement.state).toBe("active");
  });

  test("is as severe as a finding that is worse", () => {
    expect(severityIn(withFinding(samples.escalated, { Severity: { Label: "CRITICAL" } }))).toBe("CRITICAL");
  });

  test("on nothing says nothing", () => {
    expect(read(samples.escalatedNone)).toEqual({ outcome: "ignored", reason: "informational" });
  });
});

test.each(["Security Hub Insight Results", "Security Hub Standard Results", "Security Hub Findings"])(
  "%s hold no finding of which anything would follow, and are not wanted",
  (type) => {
    expect(matches({ ...samples.threat, "detail-type": type })).toBe(false);
  },
);

describe("what a finding leaves out", () => {
  test("of a network path: no vulnerability and no package", () => {
    const seen = only(withFinding(samples.vulnerability, { Vulnerabilities: [] }));
    expect(seen.statement.attributes).toEqual({});
    expect(seen.statement.summary).toContain("Inspector found a weakness on arn:aws:ec2:");
    expect(only(withFinding(samples.vulnerabilityV2, { vulnerabilities: [{}] })).statement.attributes).toEqual({});
  });

  test("of a vulnerability: words that nobody documents, and a probability that is none", () => {
    const Vulnerabilities = [{ Id: "CVE-2026-1", FixAvailable: "MAYBE", ExploitAvailable: "MAYBE", EpssScore: 7 }];
    expect(only(withFinding(samples.vulnerability, { Vulnerabilities })).statement.attributes).toEqual({
      cve: "CVE-2026-1",
    });
    const partly = [{ Id: "CVE-2026-1", FixAvailable: "PARTIAL" }];
    expect(
      only(withFinding(samples.vulnerability, { Vulnerabilities: partly })).statement.attributes.fixAvailable,
    ).toBe("PARTIAL");
  });

  test.each([
    ["its last change", { modified_time_dt: "2026-11-24T07:00:00Z" }, "2026-11-24T07:00:00.000Z"],
    ["that in milliseconds", { modified_time: 1795503600000 }, "2026-11-24T07:00:00.000Z"],
    ["that in seconds, as other tools write it", { modified_time: 1795503600 }, "2026-11-24T07:00:00.000Z"],
    ["the time of the event in it", {}, "2026-11-24T09:29:58.120Z"],
  ])("of OCSF some times: it counts from %s", (_what, info, at) => {
    const finding_info = { uid: "exposure/1", title: "An exposure", ...info };
    expect(only(withFinding(samples.exposure, { finding_info })).statement.at).toBe(at);
  });

  test("of OCSF all times: it counts from the envelope's", () => {
    const fields = { finding_info: { uid: "exposure/1" }, time: undefined, time_dt: undefined };
    const { statement } = only(withFinding(samples.exposure, fields));
    expect(statement.at).toBe("2026-11-24T09:30:05.000Z");
    expect(statement.title).toBe("exposure/1");
  });

  test("of OCSF its cloud: it is of the account and the Region that received it", () => {
    const { identity } = only(withFinding(samples.exposure, { cloud: undefined }));
    expect(identity).toMatchObject({ account: "111122223333", region: "eu-central-1" });
  });

  test("of an old finding its Region: it is its product's", () => {
    const ProductArn = "arn:aws::securityhub:us-west-2::product/aws/firewall-manager";
    const { identity } = only(withFinding(samples.firewallPolicy, { Region: undefined, ProductArn }));
    expect(identity.region).toBe("us-west-2");
  });

  test("of its titles and products: it goes by its id, and by the product's ARN", () => {
    const nameless = withFinding(samples.firewallPolicy, { Title: undefined, ProductName: undefined });
    expect(only(nameless).statement).toMatchObject({
      title: "arn:aws:fms:eu-west-1:222233334444:policy/51c0ffee/finding/8e1a",
      attributes: { product: "aws/firewall-manager" },
    });
  });
});

test("how often GuardDuty has seen a threat is counted", () => {
  expect(only(samples.threat).statement.count).toBe(3);
  const many = { ProductFields: { "aws/guardduty/service/count": "-3" } };
  expect(only(withFinding(samples.threat, many)).statement.count).toBeUndefined();
});

test("an event of several findings says something of each", () => {
  const findings = [...samples.threat.detail.findings, ...samples.firewallPolicy.detail.findings];
  expect(observations({ ...samples.threat, detail: { findings } })).toHaveLength(2);
});

test("an event without a finding says nothing", () => {
  expect(read({ ...samples.threat, detail: { findings: [] } })).toEqual({
    outcome: "ignored",
    reason: "informational",
  });
});

describe("is refused", () => {
  test.each([
    ["whose product is none", samples.threat, { ProductArn: "arn:aws:s3:::berths" }, "detail.findings[0].ProductArn"],
    ["without an id", samples.threat, { Id: undefined }, "detail.findings[0].Id"],
    ["without a time", samples.threat, { UpdatedAt: "yesterday" }, "detail.findings[0].UpdatedAt"],
    ["of no account", samples.threat, { AwsAccountId: "12" }, "detail.findings[0].AwsAccountId"],
    ["of OCSF without an id", samples.threatV2, { finding_info: {} }, "detail.findings[0].finding_info.uid"],
    ["of OCSF without a class", samples.threatV2, { class_uid: "2004" }, "detail.findings[0].class_uid"],
  ])("a finding %s", (_what, sample, fields, path) => {
    expect(read(withFinding(sample, fields))).toMatchObject({ outcome: "refused", refusal: { path } });
  });
});
