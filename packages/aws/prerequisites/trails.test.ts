import type { AdvancedEventSelector, EventSelector } from "@aws-sdk/client-cloudtrail";
import { describe, expect, test } from "vitest";
import { takesWritesOf } from "./trails.ts";

const KMS = "kms.amazonaws.com";
const ACM = "acm.amazonaws.com";

describe("basic selectors", () => {
  test.each<[string, readonly EventSelector[], boolean]>([
    ["none, which is all management events", [], true],
    ["nothing said, which is all", [{}], true],
    ["all", [{ ReadWriteType: "All", IncludeManagementEvents: true }], true],
    ["writes", [{ ReadWriteType: "WriteOnly", IncludeManagementEvents: true }], true],
    ["reads", [{ ReadWriteType: "ReadOnly", IncludeManagementEvents: true }], false],
    ["no management events", [{ ReadWriteType: "All", IncludeManagementEvents: false }], false],
    ["all but this service", [{ ExcludeManagementEventSources: [KMS] }], false],
    ["all but another service", [{ ExcludeManagementEventSources: ["rdsdata.amazonaws.com"] }], true],
    [
      "data events, and beside them writes",
      [{ IncludeManagementEvents: false }, { ReadWriteType: "WriteOnly", IncludeManagementEvents: true }],
      true,
    ],
    [
      "reads, and this service not at all",
      [{ ReadWriteType: "ReadOnly" }, { ExcludeManagementEventSources: [KMS] }],
      false,
    ],
  ])("of %s", (_of, selectors, expected) => {
    expect(takesWritesOf(KMS, { kind: "basic", selectors })).toBe(expected);
  });
});

describe("advanced selectors", () => {
  const management = { Field: "eventCategory", Equals: ["Management"] };
  test.each<[string, readonly AdvancedEventSelector["FieldSelectors"][], boolean]>([
    ["management events", [[management]], true],
    ["data events", [[{ Field: "eventCategory", Equals: ["Data"] }]], false],
    ["no category", [[{ Field: "readOnly", Equals: ["false"] }]], false],
    ["management events that write", [[management, { Field: "readOnly", Equals: ["false"] }]], true],
    ["management events that read", [[management, { Field: "readOnly", Equals: ["true"] }]], false],
    ["all but this service", [[management, { Field: "eventSource", NotEquals: [KMS] }]], false],
    ["all but another service", [[management, { Field: "eventSource", NotEquals: [ACM] }]], true],
    ["this service alone", [[management, { Field: "eventSource", Equals: [KMS] }]], true],
    ["another service alone", [[management, { Field: "eventSource", Equals: [ACM] }]], false],
    ["services that begin alike", [[management, { Field: "eventSource", StartsWith: ["km"] }]], true],
    ["services that begin otherwise", [[management, { Field: "eventSource", StartsWith: ["ec2"] }]], false],
    ["none that begins alike", [[management, { Field: "eventSource", NotStartsWith: ["kms"] }]], false],
    ["services that end alike", [[management, { Field: "eventSource", EndsWith: ["amazonaws.com"] }]], true],
    ["services that end otherwise", [[management, { Field: "eventSource", EndsWith: [".cn"] }]], false],
    ["none that ends alike", [[management, { Field: "eventSource", NotEndsWith: ["amazonaws.com"] }]], false],
    ["calls of some names", [[management, { Field: "eventName", NotEquals: ["Decrypt"] }]], false],
    [
      "data events, and beside them management events",
      [[{ Field: "eventCategory", Equals: ["Data"] }], [management]],
      true,
    ],
  ])("of %s", (_of, fields, expected) => {
    const selectors = fields.map((FieldSelectors) => ({ FieldSelectors }));
    expect(takesWritesOf(KMS, { kind: "advanced", selectors })).toBe(expected);
  });
});
