/**
 * What Security Hub demands of a finding that is imported, of the fields that are written here: which must be there, how long they may be,
 * and which words they may hold. https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html
 */
import { parse, refusalText } from "@tocsin/core/text/parse";
import * as v from "valibot";

const FINDING_BYTES = 240 * 1024;

const said = v.pipe(
  v.string(),
  v.check((text) => text.isWellFormed(), "is not well-formed"),
  v.regex(/\S/, "is blank"),
);
const upTo = (limit: number) => v.pipe(said, v.maxLength(limit, `is longer than ${limit} characters`));
const timestamp = v.pipe(
  said,
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/, "is not a timestamp that Security Hub takes"),
);
const account = v.pipe(said, v.regex(/^\d{12}$/, "is no account"));
const severity = v.strictObject({ Label: v.picklist(["INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL"]) });
const NAMESPACES = "Software and Configuration Checks|TTPs|Effects|Unusual Behaviors|Sensitive Data Identifications";
const types = v.pipe(
  v.array(
    v.pipe(said, v.regex(new RegExp(`^(?:${NAMESPACES})(?:/[^/]+){0,2}$`), "is of no namespace of Security Hub")),
  ),
  v.maxLength(50),
);

const schema = v.strictObject({
  SchemaVersion: v.literal("2018-10-08"),
  Id: upTo(512),
  ProductArn: v.pipe(upTo(2048), v.regex(/^arn:[a-z-]+:securityhub:[a-z0-9-]+:\d{12}:product\/\d{12}\/default$/)),
  ProductName: upTo(128),
  CompanyName: upTo(128),
  GeneratorId: upTo(512),
  AwsAccountId: account,
  Types: types,
  FirstObservedAt: v.optional(timestamp),
  LastObservedAt: v.optional(timestamp),
  CreatedAt: timestamp,
  UpdatedAt: timestamp,
  Severity: severity,
  Title: upTo(256),
  Description: upTo(1024),
  Remediation: v.strictObject({ Recommendation: v.strictObject({ Text: upTo(512) }) }),
  SourceUrl: v.optional(v.pipe(upTo(2048), v.url())),
  ProductFields: v.pipe(
    v.record(upTo(128), upTo(2048)),
    v.check((fields) => Object.keys(fields).length <= 50, "has more than 50 fields"),
  ),
  Resources: v.pipe(
    v.array(
      v.strictObject({
        Type: upTo(256),
        Id: upTo(512),
        Partition: v.optional(v.picklist(["aws", "aws-cn", "aws-us-gov"])),
        Region: v.optional(upTo(16)),
      }),
    ),
    v.minLength(1),
    v.maxLength(32),
  ),
  Vulnerabilities: v.optional(
    v.array(
      v.strictObject({
        Id: said,
        FixAvailable: v.optional(v.picklist(["YES", "NO", "PARTIAL"])),
        ExploitAvailable: v.optional(v.picklist(["YES", "NO"])),
      }),
    ),
  ),
  Workflow: v.strictObject({ Status: v.picklist(["NEW", "NOTIFIED", "SUPPRESSED", "RESOLVED"]) }),
  RecordState: v.picklist(["ACTIVE", "ARCHIVED"]),
  FindingProviderFields: v.strictObject({ Severity: severity, Types: types }),
});

/** Why Security Hub would refuse a finding, as its JSON was sent; nothing, where it takes it. */
export function asffProblem(json: string): string | undefined {
  if (Buffer.byteLength(json) > FINDING_BYTES) return "is larger than 240 KB";
  const parsed = parse(schema, JSON.parse(json));
  return parsed.ok ? undefined : refusalText(parsed.refusal);
}
