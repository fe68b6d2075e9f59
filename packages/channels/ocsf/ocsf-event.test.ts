import type { ConditionName } from "@tocsin/core/alert/condition";
import type { AlertView } from "@tocsin/core/alert/view";
import { instant } from "@tocsin/core/event/instant";
import type { Announcement } from "@tocsin/core/transition/announcement";
import { describe, expect, test } from "vitest";
import { ocsfProblems } from "../testing/ocsf-schema.ts";
import { announcedConditions } from "../testing/some-announcement.ts";
import { ocsfOf, ocsfText } from "./ocsf-event.ts";

const at = instant("2026-11-24T08:00:00.250Z");

function announcementOf(alert: Partial<AlertView> = {}, changed: Partial<Announcement> = {}): Announcement {
  const view: AlertView = {
    ...{ id: "0123456789abcdef0123456789abcdef", condition: "threat", status: "OPEN", severity: "HIGH" },
    ...{ partition: "aws", account: "012345678901", region: "eu-west-1" },
    resource: "arn:aws:iam::012345678901:user/ines",
    ...{ title: "Threat", summary: "Somebody is here.", remedy: "Look.", reporters: ["guardduty"], attributes: {} },
    firstSeenAt: instant("2026-11-23T00:00:00Z"),
    ...alert,
  };
  const { id: alertId, status, severity } = view;
  return {
    ...{ format: "tocsin.announcement.v1", alertId, version: 3, at, saidAt: at, kind: "opened", reason: "opened" },
    ...{ quiet: false, severity, to: { status, severity }, alert: view },
    ...changed,
  };
}

/** As a receiver reads it. */
const sent = (...from: Parameters<typeof announcementOf>) => {
  const text = ocsfText(ocsfOf(announcementOf(...from)));
  expect(ocsfProblems(text)).toEqual([]);
  return JSON.parse(text);
};

describe("an alert is of the class", () => {
  const found: Partial<Record<ConditionName, [attributes: AlertView["attributes"], classUid: number]>> = {
    vulnerability: [{ cve: ["CVE-2026-12345"] }, 2002],
    "image-vulnerability": [{ cve: ["CVE-2026-12345"] }, 2002],
    threat: [{}, 2004],
    malware: [{}, 2004],
    "exposed-credentials": [{}, 2004],
    "account-abuse": [{}, 2004],
    "ddos-attack": [{}, 2004],
    finding: [{}, 2004],
    escalation: [{}, 2004],
    "sensitive-data": [{}, 2006],
  };
  test.each(announcedConditions)("of its condition, %s", (condition) => {
    const [attributes, classUid] = found[condition] ?? [{}, 2003];
    const event = sent({ condition, attributes });
    expect(event.class_uid).toBe(classUid);
    expect(event.type_uid).toBe(classUid * 100 + 1);
  });

  test("of compliance findings, where a vulnerability has no id", () => {
    expect(sent({ condition: "vulnerability", attributes: { openPorts: ["TCP 22"] } }).class_uid).toBe(2003);
  });
});

test("a vulnerability is named by the list that has it, and says what is known of fix and exploit", () => {
  const attributes = { epss: [0.5, 0.25], fixAvailable: ["PARTIAL"], exploitAvailable: ["NO", "YES"] };
  const cve = ["CVE-2026-12345", "GHSA-abcd-efgh-ijkl"];
  const { vulnerabilities } = sent({ condition: "vulnerability", attributes: { ...attributes, cve } });
  expect(vulnerabilities).toMatchObject([
    { cve: { uid: cve[0], epss: { score: "0.5" } }, is_fix_available: true, is_exploit_available: true },
    { advisory: { uid: cve[1] } },
  ]);
  const [bare] = sent({ condition: "vulnerability", attributes: { cve: ["CVE-2026-1"] } }).vulnerabilities;
  expect(bare).not.toHaveProperty("is_fix_available");
});

test.each([
  ["opened", "OPEN", [1, 1, 4]],
  ["escalated", "OPEN", [2, 1, 4]],
  ["acknowledged", "ACKNOWLEDGED", [2, 2, 4]],
  ["suppressed", "SUPPRESSED", [2, 3, 4]],
  ["resolved", "RESOLVED", [3, 4, 4]],
] as const)("%s: activity, status, and the severity that it had", (kind, status, expected) => {
  const severity = status === "RESOLVED" ? "INFORMATIONAL" : "HIGH";
  const event = sent({ status, severity }, { kind, severity: "HIGH" });
  expect([event.activity_id, event.status_id, event.severity_id]).toEqual(expected);
});

test("says which event of which alert it is, and which came later", () => {
  const { metadata, finding_info, time } = sent();
  expect(metadata).toMatchObject({
    version: "1.6.0",
    product: { name: "Tocsin" },
    uid: "0123456789abcdef0123456789abcdef/3",
    sequence: 3,
    event_code: "opened",
  });
  expect(finding_info).toMatchObject({ uid: "0123456789abcdef0123456789abcdef", title: "Threat" });
  expect(time).toBe(Date.parse(at));
});

test("names account, region, resources and owner", () => {
  const others = { resources: ["arn:aws:iam::012345678901:user/ines", "arn:aws:s3:::papers"], count: 12 };
  const directory = { name: "billing", ou: "/Prod", environment: "prod", tags: {} };
  const event = sent({ affected: others, owner: "team-quay", directory });
  expect(event.cloud).toMatchObject({
    provider: "AWS",
    region: "eu-west-1",
    account: { uid: "012345678901", name: "billing" },
  });
  expect(event.resources).toMatchObject([
    { uid: "arn:aws:iam::012345678901:user/ines", owner: { name: "team-quay" } },
    { uid: "arn:aws:s3:::papers" },
  ]);
  expect(event.unmapped).toMatchObject({ affected_count: 12, environment: "prod", ou: "/Prod" });
  expect(sent({ directory: { environment: "unknown", tags: {} } }).unmapped).not.toHaveProperty("environment");
});

test.each([
  ["SensitiveData:S3Object/Financial", 3],
  ["SensitiveData:S3Object/Personal", 1],
  ["SensitiveData:S3Object/Multiple", 99],
])("sensitive data of type %s is of category %i", (findingType, category) => {
  const { data_security } = sent({
    condition: "sensitive-data",
    attributes: { findingType: [findingType], occurrences: [7] },
  });
  expect(data_security).toMatchObject({ category_id: category, detection_system_id: 4, total: 7 });
});

test("a number that OCSF has no room for is left out", () => {
  const { data_security } = sent({ condition: "sensitive-data", attributes: { occurrences: [2 ** 31] } });
  expect(data_security).not.toHaveProperty("total");
});

test("a control passes once the alert is resolved, and not because somebody suppressed it", () => {
  const status = (alert: Partial<AlertView>) => sent({ condition: "secret-rotation", ...alert }).compliance.status;
  expect(status({ status: "RESOLVED" })).toBe("Pass");
  expect(status({ status: "SUPPRESSED" })).toBe("Fail");
});

test("a replay alerts nobody", () => {
  expect(sent().is_alert).toBe(true);
  expect(sent({}, { quiet: true }).is_alert).toBe(false);
  expect(sent({ status: "RESOLVED" }, { kind: "resolved", reason: "cleared" }).is_alert).toBe(false);
});

test("the check of the schema finds what is wrong", () => {
  const event = ocsfOf(announcementOf());
  const problems = (changed: object) => ocsfProblems(JSON.stringify({ ...event, ...changed }));
  expect(problems({ severity_id: 7 })).toEqual(["severity_id: 7 is none of 0,1,2,3,4,5,6,99"]);
  expect(problems({ time: "now" })).toEqual(["time: is no timestamp_t"]);
  expect(problems({ finding_info: {} })).toEqual(["finding_info.uid: is missing"]);
  expect(problems({ compliance: {} })).toEqual(["compliance: is not of the schema"]);
  expect(problems({ type_uid: 1 })).toEqual(["type_uid: is not 200401"]);
  expect(problems({ class_uid: 2001 })[0]).toContain("class_uid");
  expect(problems({ cloud: { provider: "AWS", account: {} } })).toEqual(["cloud.account.: has none of name,uid"]);
});
