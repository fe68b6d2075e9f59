/**
 * The event that says that a resource complies with a rule of AWS Config, or no longer does. AWS documents only its type; the fields were
 * seen in real events, whose `resources` are empty.
 * https://docs.aws.amazon.com/config/latest/developerguide/monitor-config-with-cloudwatchevents.html
 */
import { accountField, regionField } from "@tocsin/core/event/event";
import type { Instant } from "@tocsin/core/event/instant";
import { instantField, objectField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { proseField } from "../fields.ts";

export const COMPLIANCE_CHANGE = "Config Rules Compliance Change";

/** For the `detail` of a pattern. A result of insufficient data says nothing; a deleted resource may have no result. */
export const judged = {
  newEvaluationResult: { complianceType: ["NON_COMPLIANT", "COMPLIANT", "NOT_APPLICABLE", { exists: false }] },
} as const;

/** The former result is not needed, and missing in a resource's first event. */
export const changeFields = {
  awsAccountId: accountField,
  awsRegion: regionField,
  notificationCreationTime: v.nullish(instantField),
  newEvaluationResult: v.nullish(
    objectField({
      complianceType: v.picklist(["COMPLIANT", "NON_COMPLIANT", "NOT_APPLICABLE", "INSUFFICIENT_DATA"]),
      resultRecordedTime: v.nullish(instantField),
      evaluationResultIdentifier: v.nullish(objectField({ orderingTimestamp: v.nullish(instantField) })),
      /** A text by AWS, or by the rule's author. */
      annotation: proseField,
    }),
  ),
};

type Change = v.InferOutput<v.ObjectSchema<typeof changeFields, undefined>>;

/** What the event says of the resource; without a result there is nothing left to evaluate. */
export function complianceIn({ newEvaluationResult }: Change) {
  return newEvaluationResult?.complianceType ?? "NOT_APPLICABLE";
}

/** Config may announce results late and out of order; they are ordered by when they were recorded. */
export function saidAt({ newEvaluationResult, notificationCreationTime }: Change): Instant | undefined {
  return (
    newEvaluationResult?.resultRecordedTime ??
    newEvaluationResult?.evaluationResultIdentifier?.orderingTimestamp ??
    notificationCreationTime ??
    undefined
  );
}

/** https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigRule.html */
const RULE_NAME_LIMIT = 128;

/**
 * Each rule is a reporter of its own: one must not clear what another sees. Conformance packs, organization rules and Security Hub add an
 * ending to their rules' names, and each deployment changes it. If it were kept, nothing would end what the former reporter said.
 * https://docs.aws.amazon.com/config/latest/developerguide/conformance-packs.html
 */
export function voiceOf(ruleName: string): string {
  return ruleName
    .replace(/-conformance-pack-[0-9a-z]{1,20}$/, "")
    .replace(/^(securityhub-|OrgConfigRule-)(.+)-[0-9a-z]{8}$/, "$1$2")
    .slice(0, RULE_NAME_LIMIT);
}

export function reporterOf(ruleName: string): string {
  return `config:${voiceOf(ruleName)}`;
}
