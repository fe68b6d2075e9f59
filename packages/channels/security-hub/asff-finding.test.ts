import type { ConditionName } from "@tocsin/core/alert/condition";
import type { AlertView } from "@tocsin/core/alert/view";
import { instant } from "@tocsin/core/event/instant";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asffProblem } from "../testing/asff-limits.ts";
import { someView } from "../testing/some-announcement.ts";
import { type AlertNow, asffOf, type FindingPlace } from "./asff-finding.ts";

const place: FindingPlace = {
  partition: "aws",
  region: "eu-central-1",
  account: "999988887777",
  prefix: "tocsin-prod",
};
const evaluatedAt = instant("2026-11-24T08:00:00.250Z");

function alertWith(view: Partial<AlertView> = {}, rest: Partial<AlertNow> = {}): AlertNow {
  return {
    view: {
      ...{ id: "0123456789abcdef0123456789abcdef", condition: "threat", status: "OPEN", severity: "HIGH" },
      ...{ partition: "aws", account: "012345678901", region: "eu-west-1" },
      resource: "arn:aws:iam::012345678901:user/ines",
      ...{ title: "Threat", summary: "Somebody is here.", remedy: "Look.", reporters: ["guardduty"], attributes: {} },
      firstSeenAt: instant("2026-11-23T00:00:00Z"),
      ...view,
    },
    ...{ version: 3, evaluatedAt },
    ...rest,
  };
}

const sent = (view: Partial<AlertView> = {}) => {
  const finding = asffOf(alertWith(view), place);
  expect(asffProblem(JSON.stringify(finding))).toBeUndefined();
  return finding;
};

test("names the link that Security Hub has room for, and no other", () => {
  const linkOf = (length: number) => "https://eu-west-1.console.aws.amazon.com/#".padEnd(length, "x");
  expect(sent({ link: linkOf(2048) }).SourceUrl).toBe(linkOf(2048));
  expect(sent({ link: linkOf(2049) }).SourceUrl).toBeUndefined();
});

test("keeps what Security Hub demands, whatever the alert and its texts", () => {
  fc.assert(
    fc.property(someView, fc.integer({ min: 1, max: 2 ** 31 }), (view, version) => {
      const json = JSON.stringify(asffOf(alertWith(view, { version }), place));
      expect(asffProblem(json)).toBeUndefined();
    }),
  );
});

test("is of the account that writes it, and names the one that it is about", () => {
  const finding = sent({
    directory: { name: "billing", ou: "/Prod", environment: "prod", tags: {} },
    owner: "team-quay",
  });
  expect(finding).toMatchObject({
    AwsAccountId: "999988887777",
    ProductArn: "arn:aws:securityhub:eu-central-1:999988887777:product/999988887777/default",
    Id: "tocsin-prod/0123456789abcdef0123456789abcdef",
    GeneratorId: "tocsin/threat",
  });
  expect(finding.Resources[0]).toMatchObject({ Type: "AwsIamUser", Region: "eu-west-1" });
  expect(finding.ProductFields).toMatchObject({
    "tocsin/account": "012345678901",
    "tocsin/accountName": "billing",
    "tocsin/environment": "prod",
    "tocsin/owner": "team-quay",
  });
});

test.each([
  ["OPEN", "NEW", "ACTIVE"],
  ["ACKNOWLEDGED", "NOTIFIED", "ACTIVE"],
  ["SUPPRESSED", "SUPPRESSED", "ACTIVE"],
  ["RESOLVED", "RESOLVED", "ARCHIVED"],
] as const)("%s is of workflow %s, and %s", (status, workflow, state) => {
  const { Workflow, RecordState } = sent({ status });
  expect([Workflow.Status, RecordState]).toEqual([workflow, state]);
});

describe("its time of update grows", () => {
  test("with each version, also within one millisecond", () => {
    const times = [1, 2, 10, 999_999].map((version) => asffOf(alertWith({}, { version }), place).UpdatedAt);
    expect(times.toSorted()).toEqual(times);
    expect(new Set(times).size).toBe(times.length);
  });

  test("with the time at which the alert was evaluated, before all", () => {
    const later = asffOf(alertWith({}, { version: 1, evaluatedAt: instant("2026-11-24T08:00:00.251Z") }), place);
    expect(later.UpdatedAt > asffOf(alertWith({}, { version: 99 }), place).UpdatedAt).toBe(true);
  });
});

test.each<[ConditionName, AlertView["attributes"], string]>([
  ["vulnerability", { cve: ["CVE-2026-1"] }, "Software and Configuration Checks/Vulnerabilities/CVE"],
  ["vulnerability", {}, "Software and Configuration Checks/AWS Security Best Practices"],
  ["secret-rotation", {}, "Software and Configuration Checks/AWS Security Best Practices"],
  ["threat", {}, "TTPs"],
  ["sensitive-data", {}, "Sensitive Data Identifications"],
])("%s with %o is of type %s", (condition, attributes, type) => {
  expect(sent({ condition, attributes }).FindingProviderFields.Types).toEqual([type]);
});

test("a vulnerability has its id, and what is known of fix and exploit", () => {
  const attributes = { cve: ["CVE-2026-1"], fixAvailable: ["YES"], exploitAvailable: ["NO", "YES"] };
  expect(sent({ condition: "vulnerability", attributes }).Vulnerabilities).toEqual([
    { Id: "CVE-2026-1", FixAvailable: "YES", ExploitAvailable: "YES" },
  ]);
});

test("a name that is longer than a resource's may be stands whole in the fields", () => {
  const resource = `arn:aws:s3:::papers/${"k".repeat(900)}`;
  const { Resources, ProductFields } = sent({ resource });
  expect(Resources[0]?.Id).toHaveLength(512);
  expect(Resources[0]?.Type).toBe("AwsS3Object");
  expect(ProductFields["tocsin/resource"]).toBe(resource);
});

test("names no partition that Security Hub does not know", () => {
  expect(sent({ partition: "aws-eusc" }).Resources[0]?.Partition).toBeUndefined();
});

test("the check of the limits finds what is wrong", () => {
  const problem = (changed: object) => asffProblem(JSON.stringify({ ...sent(), ...changed }));
  expect(problem({ Title: "x".repeat(257) })).toContain("Title");
  expect(problem({ Types: ["Other/Things"] })).toContain("Types");
  expect(problem({ UpdatedAt: "yesterday" })).toContain("UpdatedAt");
  expect(problem({ Description: " " })).toContain("Description");
  expect(problem({ ProductFields: { "tocsin/x": "x".repeat(240 * 1024) } })).toBe("is larger than 240 KB");
});
