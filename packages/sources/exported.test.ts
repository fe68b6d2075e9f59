import { parseEvent } from "@tocsin/core/event/event";
import type { JsonObject } from "@tocsin/core/text/json";
import { describe, expect, test } from "vitest";
import { eventOfFinding, problemOfFinding } from "./exported.ts";
import { samples as threats } from "./guardduty/samples.ts";
import { guardduty } from "./guardduty/source.ts";
import { samples as vulnerabilities } from "./inspector/samples.ts";
import { inspector } from "./inspector/source.ts";
import { samples as data } from "./macie/samples.ts";
import { macie } from "./macie/source.ts";
import { compileRules } from "./registry.ts";
import type { Source } from "./source.ts";
import { tryOut } from "./testing/trial.ts";

/** A value as it stands in a file. */
const written = (value: unknown): JsonObject => JSON.parse(JSON.stringify(value));

/** The source's reading of an event, without the envelope's time. */
function said(source: Source, event: unknown): unknown {
  return tryOut(source)
    .observations(event)
    .map(({ identity, statement: { sentAt: _, ...statement } }) => ({ identity, statement }));
}

function findingsAmong(source: Source, samples: Readonly<Record<string, object>>) {
  return Object.entries(samples).flatMap(([name, sample]) => {
    const event = written(sample);
    return /Finding/.test(String(event["detail-type"])) ? [[`${source.name} ${name}`, source, event] as const] : [];
  });
}

describe("an exported finding", () => {
  test.each([
    ...findingsAmong(guardduty, threats),
    ...findingsAmong(inspector, vulnerabilities),
    ...findingsAmong(macie, data),
  ])("says what its event would have said: %s", (_name, source, event) => {
    const exported = eventOfFinding(written(event.detail));
    expect(exported).toMatchObject({
      source: event.source,
      "detail-type": event["detail-type"],
      resources: event.resources,
      detail: event.detail,
    });
    expect(said(source, exported)).toEqual(said(source, event));
  });

  test("has the id of its own content: the same finding gives the same event, a later update another", () => {
    const { detail } = threats.instanceFinding;
    const idOf = (finding: object) => eventOfFinding(written(finding))?.id;
    expect(idOf(detail)).toMatch(/^[0-9a-f]{32}$/);
    expect(idOf({ ...detail, updatedAt: "2026-11-24 08:04:51.337" })).toBe(idOf(detail));
    expect(idOf({ ...detail, updatedAt: "2026-11-24T08:04:52.000Z" })).not.toBe(idOf(detail));
    expect(idOf({ ...detail, id: "another" })).not.toBe(idOf(detail));
  });

  test.each([
    ["nothing", {}],
    ["an event", threats.instanceFinding],
    [
      "of another version of ASFF",
      { SchemaVersion: "2017-01-01", Id: "x", ProductArn: "arn:aws:securityhub:eu-west-1::product/x" },
    ],
    ["a finding in ASFF without its product", { SchemaVersion: "2018-10-08", Id: "x" }],
    ["an event of an OCSF class that is no finding", { class_uid: 3002, finding_info: { uid: "u" }, metadata: {} }],
    ["an OCSF finding without its facts", { class_uid: 2004, metadata: {} }],
    ["a finding of Inspector Classic", { arn: "arn:aws:inspector:eu-west-1:111122223333:target/0/finding/0" }],
    ["a record of CloudTrail", { eventVersion: "1.08", eventName: "x", eventSource: "guardduty.amazonaws.com" }],
    ["an ARN that is a number", { arn: 7, findingArn: null, Arn: [], category: "POLICY" }],
  ])("is not what is %s", (_name, value) => {
    expect(eventOfFinding(written(value))).toBeUndefined();
  });
});

describe("a finding as `aws guardduty get-findings` prints it", () => {
  const printed = {
    SchemaVersion: "2.0",
    AccountId: "222233334444",
    Region: "eu-west-1",
    Partition: "aws",
    Id: "70c1a5f0000000000000000000000001",
    Arn: threats.instanceFinding.detail.arn,
    Type: "Backdoor:EC2/C&CActivity.B!DNS",
    Title: threats.instanceFinding.detail.title,
    Description: threats.instanceFinding.detail.description,
    Severity: 8,
    Confidence: 7.5,
    CreatedAt: "2026-11-24T06:52:17.101Z",
    UpdatedAt: "2026-11-24T08:04:51.337Z",
    Resource: {
      ResourceType: "Instance",
      InstanceDetails: {
        InstanceId: "i-0a1b2c3d4e5f60718",
        InstanceType: "m7g.large",
        NetworkInterfaces: [{ PrivateIpAddress: "10.20.1.15", PublicIp: "198.51.100.7" }],
        Tags: [{ Key: "app", Value: "berth-planner" }],
      },
    },
    Service: {
      ServiceName: "guardduty",
      DetectorId: "9ab4c0ffee1122334455667788990011",
      ResourceRole: "TARGET",
      EventFirstSeen: "2026-11-24T06:40:02.000Z",
      EventLastSeen: "2026-11-24T07:58:40.000Z",
      Archived: false,
      Count: 3,
      Action: {
        ActionType: "DNS_REQUEST",
        DnsRequestAction: { Domain: "c2.example.net", Protocol: "UDP", Blocked: false },
      },
      AdditionalInfo: { Value: "{}", Type: "default" },
    },
  };

  test("is the same event as its export to S3", () => {
    expect(said(guardduty, eventOfFinding(written(printed)))).toEqual(said(guardduty, threats.instanceFinding));
    expect(eventOfFinding(written(printed))?.id).toBe(eventOfFinding(written(threats.instanceFinding.detail))?.id);
  });

  test("is a sample where only the text of its additional info says so", () => {
    const AdditionalInfo = {
      Value: '{"threatListName":"GeneratedFindingThreatListName","sample":true}',
      Type: "default",
    };
    const sample = eventOfFinding(written({ ...printed, Service: { ...printed.Service, AdditionalInfo } }));
    expect(tryOut(guardduty).only(sample).statement).toMatchObject({
      severity: "INFORMATIONAL",
      attributes: { sample: true },
    });
  });

  test("has the fields of an event also where those are spelt in another way", () => {
    const { detail } =
      eventOfFinding(
        written({
          ...printed,
          Resource: {
            InstanceDetails: { ProductCodes: [{ Code: "c", ProductType: "marketplace" }] },
            EcsClusterDetails: { TaskDetails: { TaskCreatedAt: 1 } },
          },
          Service: {
            Action: {
              AwsApiCallAction: { AffectedResources: { "AWS::S3::Bucket": "b" } },
              KubernetesApiCallAction: { SourceIps: ["192.0.2.1"] },
              RdsLoginAttemptAction: { LoginAttributes: [{ User: "u" }] },
            },
            Detection: {
              Sequence: {
                Actors: [{ User: { Name: "u", Account: { Uid: "1", Name: "a" } } }],
                Endpoints: [{ Location: { City: "Delft", Latitude: 52, Longitude: 4.4 } }],
                Resources: [{ Data: { Ec2Instance: { IamInstanceProfile: { Arn: "p" } } } }],
              },
            },
          },
        }),
      ) ?? {};
    expect(detail).toMatchObject({
      resource: {
        instanceDetails: { productCodes: [{ productCodeId: "c", productCodeType: "marketplace" }] },
        ecsClusterDetails: { taskDetails: { createdAt: 1 } },
      },
      service: {
        action: {
          awsApiCallAction: { affectedResources: { "AWS::S3::Bucket": "b" } },
          kubernetesApiCallAction: { sourceIPs: ["192.0.2.1"] },
          rdsLoginAttemptAction: { LoginAttributes: [{ user: "u" }] },
        },
        detection: {
          sequence: {
            actors: [{ user: { name: "u", account: { uid: "1", account: "a" } } }],
            endpoints: [{ location: { city: "Delft", lat: 52, lon: 4.4 } }],
            resources: [{ data: { ec2Instance: { IamInstanceProfile: { arn: "p" } } } }],
          },
        },
      },
    });
  });
});

describe("a finding as `aws inspector2 list-findings` prints it", () => {
  const { packageFinding } = vulnerabilities;
  test.each([
    ["ISO with an offset", "2026-11-24T10:05:00.123000+01:00"],
    ["ISO with a blank", "2026-11-24 10:05:00.123000+01:00"],
    ["epoch seconds", 1795511100.123],
  ])("has the time that it was updated at, written as %s", (_form, updatedAt) => {
    const event = eventOfFinding(written({ ...packageFinding.detail, updatedAt }));
    expect(event?.time).toBe("2026-11-24T09:05:00.123Z");
    expect(tryOut(inspector).only(event).statement.at).toBe("2026-11-24T09:05:00.123Z");
  });

  test("has the time that it was last observed at when it tells of no update", () => {
    const lastObservedAt = "2026-11-20T01:02:03Z";
    const event = eventOfFinding(written({ ...packageFinding.detail, updatedAt: undefined, lastObservedAt }));
    expect(event?.time).toBe("2026-11-20T01:02:03.000Z");
  });

  test.each([
    ["a date that is none", { firstObservedAt: "long ago" }, { path: "firstObservedAt", problem: "expected a date" }],
    ["another", { lastObservedAt: ["2026-11-20"] }, { path: "lastObservedAt", problem: "expected a date" }],
    ["no resource", { resources: [] }, { path: "resources", problem: "is empty: expected at least one" }],
    ["what other dates may be", { firstObservedAt: 1763600523.4, lastObservedAt: null }, undefined],
    ["nothing wrong", {}, undefined],
  ])("is refused, which its event is not, by the field: %s", (_name, changed, refusal) => {
    const value = written({ ...packageFinding.detail, ...changed });
    expect(problemOfFinding(value)).toEqual(refusal);
  });

  test("names no time where there is none, for the event's parser to say so", () => {
    const event = eventOfFinding({ findingArn: packageFinding.detail.findingArn, resources: [null, { id: 7 }] });
    expect(event).toMatchObject({ time: undefined, resources: [] });
  });
});

describe("a finding of Security Hub", () => {
  const product = "arn:aws:securityhub:eu-west-1::product/aws/guardduty";
  const asff = {
    SchemaVersion: "2018-10-08",
    Id: "arn:aws:guardduty:eu-west-1:222233334444:detector/d/finding/f",
    ProductArn: product,
    AwsAccountId: "222233334444",
    Region: "eu-west-3",
    UpdatedAt: "2026-11-24T08:04:51.337Z",
    Severity: { Label: "HIGH" },
    Sample: true,
  };

  test("is the event that Security Hub would have sent, in ASFF", () => {
    const event = eventOfFinding(written(asff));
    expect(event).toMatchObject({
      source: "aws.securityhub",
      "detail-type": "Security Hub Findings - Imported",
      account: "222233334444",
      region: "eu-west-3",
      time: "2026-11-24T08:04:51.337Z",
      resources: [`${product}/${asff.Id}`],
      detail: { findings: [asff] },
    });
    expect(parseEvent(event).ok).toBe(true);
    expect(
      compileRules()
        .filter(({ matches }) => matches(event))
        .map(({ source }) => source.name),
    ).toEqual(["securityhub"]);
  });

  test("has its product's Region where it names none of its own", () => {
    expect(eventOfFinding(written({ ...asff, Region: undefined }))?.region).toBe("eu-west-1");
  });

  const ocsf = {
    class_uid: 2004,
    severity: "High",
    time: 1795511100123,
    finding_info: { uid: "f", title: "t", created_time_dt: "2026-11-20T00:00:00Z" },
    metadata: { product: { name: "GuardDuty", uid: "arn:aws:securityhub:eu-west-1::productv2/aws/guardduty" } },
    cloud: { account: { uid: "222233334444" }, region: "eu-west-1", provider: "AWS" },
  };

  test("is the event that Security Hub would have sent, in OCSF", () => {
    const event = eventOfFinding(written(ocsf));
    expect(event).toMatchObject({
      source: "aws.securityhub",
      "detail-type": "Findings Imported V2",
      account: "222233334444",
      region: "eu-west-1",
      detail: { findings: [ocsf] },
    });
    expect(parseEvent(event).ok).toBe(true);
    expect(
      compileRules()
        .filter(({ matches }) => matches(event))
        .map(({ source }) => source.name),
    ).toEqual(["securityhub"]);
  });

  test.each<[string, object, string | undefined]>([
    [
      "of its last change",
      { finding_info: { uid: "f", modified_time_dt: "2026-11-25T00:00:00Z" } },
      "2026-11-25T00:00:00.000Z",
    ],
    ["in milliseconds", {}, "2026-11-24T09:05:00.123Z"],
    ["in seconds", { time: 1795511100 }, "2026-11-24T09:05:00.000Z"],
    ["at which it was made, where there is no other", { time: undefined }, "2026-11-20T00:00:00.000Z"],
    ["that is missing, for the event's parser to say so", { time: undefined, finding_info: { uid: "f" } }, undefined],
  ])("in OCSF has the time %s", (_what, changed, time) => {
    expect(eventOfFinding(written({ ...ocsf, ...changed }))?.time).toBe(time);
  });
});
