/**
 * The fields that GuardDuty's events must have. A finding is the JSON of the GetFindings API in camelCase; most of it is optional.
 * https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html
 */
import { parseArn } from "@tocsin/core/event/arn";
import { accountField, regionField } from "@tocsin/core/event/event";
import { instantField, objectField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import {
  countField,
  keyField,
  nameField,
  objectKeyField,
  optionalKeyField,
  parseRegionalArn,
  partitionField,
  prose,
  proseField,
  scoreField,
} from "../fields.ts";
import type { EventOf } from "../source.ts";
import { archivingSchema } from "./archive.ts";

/** resource.ts reads the other details, and requires none of them, since they only decide what is shown. */
const resourceFields = v.looseObject({ resourceType: nameField });

const sequenceFields = objectField({
  signals: v.nullish(v.array(v.unknown())),
  resources: v.nullish(v.array(v.unknown())),
  actors: v.optional(v.unknown()),
  endpoints: v.optional(v.unknown()),
});

const serviceFields = objectField({
  archived: v.nullish(v.boolean()),
  count: v.nullish(countField),
  eventFirstSeen: v.optional(v.unknown()),
  additionalInfo: v.nullish(objectField({ sample: v.nullish(v.boolean()), value: v.optional(v.unknown()) })),
  // facts.ts reads its details, and those of the resource and the process, and requires none of them.
  action: v.nullish(v.looseObject({ actionType: nameField })),
  runtimeDetails: v.optional(v.unknown()),
  detection: v.nullish(objectField({ sequence: v.nullish(sequenceFields) })),
});

// A refusal names the first missing field in this order.
const finding = objectField({
  "detail-type": v.literal("GuardDuty Finding"),
  detail: objectField({
    accountId: accountField,
    region: regionField,
    id: keyField(300),
    arn: v.string(),
    type: v.string(),
    severity: scoreField(10),
    updatedAt: instantField,
    createdAt: v.optional(v.unknown()),
    title: proseField,
    partition: v.nullish(partitionField),
    confidence: v.nullish(scoreField(100)),
    associatedAttackSequenceArn: nameField,
    resource: resourceFields,
    service: v.nullish(serviceFields),
  }),
});

const bucketName = keyField(255);

/** The first names the malware protection plan, and so the bucket's owner. */
const planResources = v.pipe(
  v.array(v.string()),
  v.rawCheck(({ dataset, addIssue }) => {
    const [first = ""] = dataset.typed ? dataset.value : [];
    const arn = parseArn(first);
    // The documentation shows a plan without an account; then the envelope has the account.
    if (arn?.service !== "guardduty" || arn.account === "" || parseRegionalArn(first, "guardduty")) return;
    const path = { type: "array", origin: "value", input: [], key: 0, value: first } as const;
    addIssue({ message: "expected the ARN of a malware protection plan", path: [path] });
  }),
);

const objectScan = v.object({
  "detail-type": v.literal("GuardDuty Malware Protection Object Scan Result"),
  resources: planResources,
  detail: v.object({
    scanStatus: v.string(),
    s3ObjectDetails: v.object({
      bucketName,
      objectKey: objectKeyField,
      versionId: optionalKeyField(1024),
      eTag: optionalKeyField(300),
    }),
    scanResultDetails: v.nullish(
      objectField({
        scanResultStatus: nameField,
        threats: v.nullish(v.array(v.object({ name: proseField }))),
        statusReasons: v.nullish(v.array(v.string())),
      }),
    ),
  }),
});

/** The documentation's list says "Status Warning", its sample "Status warning". */
export const protectionStatusTypes = [
  "GuardDuty Malware Protection Resource Status Active",
  "GuardDuty Malware Protection Resource Status active",
  "GuardDuty Malware Protection Resource Status Warning",
  "GuardDuty Malware Protection Resource Status warning",
  "GuardDuty Malware Protection Resource Status Error",
  "GuardDuty Malware Protection Resource Status error",
] as const;

const protectionStatus = v.object({
  "detail-type": v.picklist(protectionStatusTypes),
  resources: planResources,
  detail: v.object({
    s3BucketDetails: v.object({ bucketName }),
    resourceStatus: v.pipe(v.string(), v.toUpperCase(), v.picklist(["ACTIVE", "WARNING", "ERROR"])),
    statusReasons: v.nullish(v.array(v.object({ code: nameField }))),
    eventTime: v.optional(v.unknown()),
  }),
});

const taggingFailed = v.object({
  "detail-type": v.literal("GuardDuty Malware Protection Post Scan Action Failed"),
  resources: planResources,
  detail: v.object({
    s3ObjectDetails: v.object({ bucketName }),
    postScanActions: v.nullish(v.array(v.object({ failureReason: proseField }))),
    eventTime: v.optional(v.unknown()),
  }),
});

const watched = v.pipe(
  v.object({
    resourceType: nameField,
    eksClusterDetails: v.nullish(objectField({ clusterName: optionalKeyField(255) })),
    ecsClusterDetails: v.nullish(
      objectField({
        clusterName: optionalKeyField(255),
        fargateDetails: v.nullish(objectField({ issues: v.nullish(v.array(prose)) })),
      }),
    ),
    ec2InstanceDetails: v.nullish(objectField({ instanceId: optionalKeyField(255) })),
  }),
  // Without a name, the gaps of two resources would be one alert.
  v.check(
    ({ eksClusterDetails, ecsClusterDetails, ec2InstanceDetails }) =>
      Boolean(eksClusterDetails?.clusterName || ecsClusterDetails?.clusterName || ec2InstanceDetails?.instanceId),
    "names no cluster and no instance",
  ),
);

const runtimeProtection = v.object({
  "detail-type": v.picklist(["GuardDuty Runtime Protection Unhealthy", "GuardDuty Runtime Protection Healthy"]),
  detail: v.object({
    resourceAccountId: accountField,
    resourceDetails: watched,
    issue: proseField,
    lastUpdatedAt: v.optional(v.unknown()),
  }),
});

export const schema = v.variant("detail-type", [
  finding,
  objectScan,
  protectionStatus,
  taggingFailed,
  runtimeProtection,
  archivingSchema,
]);

export type GuardDutyFindingEvent = EventOf<typeof finding>;
export type GuardDutyFinding = GuardDutyFindingEvent["detail"];
export type ObjectScanEvent = EventOf<typeof objectScan>;
export type ProtectionStatusEvent = EventOf<typeof protectionStatus>;
export type TaggingFailedEvent = EventOf<typeof taggingFailed>;
export type RuntimeProtectionEvent = EventOf<typeof runtimeProtection>;
