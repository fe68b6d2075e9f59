/**
 * The fields that Inspector's events must have.
 * https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html
 * https://docs.aws.amazon.com/inspector/v2/APIReference/API_Finding.html
 */
import { accountField } from "@tocsin/core/event/event";
import { objectField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { ARN_LIMIT, keyField, nameField, proseField, scoreField, wordField } from "../fields.ts";
import type { EventOf } from "../source.ts";
import { findingArnField } from "./finding-arn.ts";

const vulnerablePackage = objectField({
  name: nameField,
  version: nameField,
  fixedInVersion: nameField,
  /** The command that updates it. */
  remediation: proseField,
});

const vulnerability = objectField({
  vulnerabilityId: nameField,
  vulnerablePackages: v.nullish(v.array(vulnerablePackage)),
});

/** Named only where it is not AWS. */
const providerField = wordField("AZURE");

const findingDetail = v.object({
  awsAccountId: accountField,
  findingArn: findingArnField,
  severity: v.picklist(["INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL", "UNTRIAGED"]),
  status: v.picklist(["ACTIVE", "SUPPRESSED", "CLOSED"]),
  type: v.string(),
  // The set of types is open, and the fields beside the id differ from type to type ("N/A" for an image's region).
  resources: v.array(
    objectField({
      id: v.string(),
      type: nameField,
      provider: providerField,
      // facts.ts reads them, and requires none, since they only decide what is shown.
      details: v.optional(v.unknown()),
      tags: v.optional(v.unknown()),
    }),
  ),
  title: proseField,
  // Dates come in several forms, and none of them is worth refusing a finding for.
  firstObservedAt: v.optional(v.unknown()),
  lastObservedAt: v.optional(v.unknown()),
  updatedAt: v.optional(v.unknown()),
  inspectorScore: v.nullish(scoreField(100)),
  inspectorScoreDetails: v.optional(v.unknown()),
  epss: v.nullish(objectField({ score: v.nullish(scoreField(100)) })),
  fixAvailable: wordField("YES", "NO", "PARTIAL"),
  exploitAvailable: wordField("YES", "NO"),
  exploitabilityDetails: v.optional(v.unknown()),
  packageVulnerabilityDetails: v.nullish(vulnerability),
  networkReachabilityDetails: v.optional(v.unknown()),
  remediation: v.nullish(objectField({ recommendation: v.nullish(objectField({ text: proseField })) })),
});

const finding = v.object({ "detail-type": v.literal("Inspector2 Finding"), detail: findingDetail });

const coverage = v.object({
  "detail-type": v.literal("Inspector2 Coverage"),
  // The detail does not say what is covered: the envelope's first resource does.
  resources: v.tupleWithRest([keyField(ARN_LIMIT)], v.string()),
  detail: v.object({
    scanStatus: v.object({ statusCodeValue: v.picklist(["ACTIVE", "INACTIVE"]), reason: proseField }),
    scanType: keyField(64),
    provider: providerField,
    providerAccountId: nameField,
    providerRegion: nameField,
    eventTimestamp: v.optional(v.unknown()),
  }),
});

const autoEnable = v.object({
  "detail-type": v.literal("Inspector2 AutoEnable"),
  detail: v.object({ AutoEnableStatus: v.string(), Reason: proseField }),
});

const onDemandScan = v.object({
  "detail-type": v.literal("Inspector2 OnDemand Scan Complete"),
  detail: v.object({
    awsAccountId: accountField,
    resourceId: keyField(ARN_LIMIT),
    scanStatus: v.picklist(["SUCCESSFUL", "FAILED"]),
    scanStatusReason: proseField,
    completedAt: v.optional(v.unknown()),
  }),
});

export const schema = v.variant("detail-type", [finding, coverage, autoEnable, onDemandScan]);

export type InspectorFindingEvent = EventOf<typeof finding>;
export type VulnerablePackage = v.InferOutput<typeof vulnerablePackage>;
export type InspectorFinding = InspectorFindingEvent["detail"];
export type CoverageEvent = EventOf<typeof coverage>;
export type AutoEnableEvent = EventOf<typeof autoEnable>;
export type OnDemandScanEvent = EventOf<typeof onDemandScan>;
