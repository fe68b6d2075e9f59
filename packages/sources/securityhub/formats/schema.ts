/**
 * The fields that Security Hub's events must have: findings of Security Hub CSPM in ASFF, of the newer Security Hub in OCSF.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html
 * https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-v2-cwe-event-formats.html
 */
import { accountField, regionField } from "@tocsin/core/event/event";
import { instantField, objectField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { keyField, nameField, prose, proseField, scoreField, wordField } from "../../fields.ts";
import type { EventOf } from "../../source.ts";
import { productIn } from "./product.ts";

/** ASFF's limit for an id; OCSF has no limit of its own. https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html */
const ID_LIMIT = 512;
/** By the documentation, an event has one, and a custom action has all that a person selected. */
const FINDINGS_LIMIT = 100;

const productField = v.pipe(
  keyField(300),
  v.check((arn) => productIn(arn) !== undefined, "expected the ARN of a product of Security Hub"),
);

const labelField = wordField("INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL");
/** A probability. */
export const epssField = scoreField(1);
/** No finding is refused for a wrong number. */
const anyNumber = v.fallback(v.nullish(v.number()), undefined);

const asffSeverity = objectField({ Label: labelField, Normalized: anyNumber, Product: anyNumber });

const asffFinding = objectField({
  Id: keyField(ID_LIMIT),
  ProductArn: productField,
  AwsAccountId: accountField,
  // Older findings have none of their own.
  Region: v.nullish(regionField),
  GeneratorId: nameField,
  ProductName: proseField,
  UpdatedAt: instantField,
  CreatedAt: v.optional(v.unknown()),
  FirstObservedAt: v.optional(v.unknown()),
  Title: proseField,
  Types: v.nullish(v.array(prose)),
  Severity: v.nullish(asffSeverity),
  FindingProviderFields: v.nullish(
    objectField({ Severity: v.nullish(asffSeverity), Types: v.nullish(v.array(prose)) }),
  ),
  RecordState: wordField("ACTIVE", "ARCHIVED"),
  Workflow: v.nullish(objectField({ Status: wordField("NEW", "NOTIFIED", "RESOLVED", "SUPPRESSED") })),
  Compliance: v.nullish(
    objectField({
      Status: wordField("PASSED", "WARNING", "FAILED", "NOT_AVAILABLE"),
      SecurityControlId: nameField,
    }),
  ),
  Sample: v.nullish(v.boolean()),
  // The set of types is open; the fields beside the id may have any form.
  Resources: v.array(objectField({ Type: v.string(), Id: v.string(), Details: v.optional(v.unknown()) })),
  ProductFields: v.optional(v.unknown()),
  Vulnerabilities: v.optional(v.unknown()),
});

const ocsfFinding = objectField({
  class_uid: v.number(),
  activity_id: anyNumber,
  activity_name: nameField,
  severity_id: anyNumber,
  severity: nameField,
  status_id: anyNumber,
  status: nameField,
  finding_info: objectField({
    uid: keyField(ID_LIMIT),
    title: proseField,
    types: v.nullish(v.array(prose)),
    analytic: v.optional(v.unknown()),
    modified_time_dt: v.optional(v.unknown()),
    modified_time: v.optional(v.unknown()),
    created_time_dt: v.optional(v.unknown()),
    created_time: v.optional(v.unknown()),
    first_seen_time_dt: v.optional(v.unknown()),
    first_seen_time: v.optional(v.unknown()),
  }),
  metadata: objectField({
    product: v.pipe(
      objectField({ uid: nameField, name: proseField, vendor_name: proseField }),
      v.check(({ uid, name }) => productIn(uid ?? "") !== undefined || Boolean(name), "names no product"),
    ),
  }),
  // For another cloud, the account is not one of AWS.
  cloud: v.nullish(
    objectField({
      provider: nameField,
      region: nameField,
      account: v.nullish(objectField({ uid: nameField })),
    }),
  ),
  resources: v.nullish(
    v.array(objectField({ uid: nameField, uid_alt: nameField, type: nameField, data: v.optional(v.unknown()) })),
  ),
  compliance: v.nullish(
    objectField({
      control: nameField,
      status: nameField,
      status_id: anyNumber,
    }),
  ),
  vulnerabilities: v.optional(v.unknown()),
  databucket: v.optional(v.unknown()),
  time_dt: v.optional(v.unknown()),
  time: v.optional(v.unknown()),
});

function findings<S extends v.GenericSchema>(finding: S) {
  return v.pipe(v.array(finding), v.maxLength(FINDINGS_LIMIT, `has more than ${FINDINGS_LIMIT} findings`));
}

const imported = v.object({
  "detail-type": v.literal("Security Hub Findings - Imported"),
  detail: v.object({ findings: findings(asffFinding) }),
});

const importedV2 = v.object({
  "detail-type": v.literal("Findings Imported V2"),
  detail: v.object({ findings: findings(ocsfFinding) }),
});

const customAction = v.object({
  "detail-type": v.literal("Security Hub Findings - Custom Action"),
  detail: v.object({ actionName: v.pipe(prose, v.nonEmpty("is empty")), findings: findings(asffFinding) }),
});

export const schema = v.variant("detail-type", [imported, importedV2, customAction]);

export type HubEvent = EventOf<typeof schema>;
export type CustomActionEvent = EventOf<typeof customAction>;
export type AsffFinding = v.InferOutput<typeof asffFinding>;
export type OcsfFinding = v.InferOutput<typeof ocsfFinding>;
