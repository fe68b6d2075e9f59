/**
 * The fields used of Secrets Manager's own event and of what CloudTrail records about secrets.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html
 */
import { accountField } from "@tocsin/core/event/event";
import { parseInstant } from "@tocsin/core/event/instant";
import { objectField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { API_CALL, recordFields, SERVICE_EVENT } from "../cloudtrail.ts";
import { numberField } from "../fields.ts";
import type { EventOf } from "../source.ts";
import { policyField } from "./resource-policy.ts";
import { answerFields, namelessPlace, namingFields, secretByCaller, secretByService, secretField } from "./secret.ts";

const NAMELESS = "names no secret";

const labelUpdated = v.pipe(
  v.object({
    "detail-type": v.literal("Secret Label Updated"),
    resources: v.looseTuple([secretField]),
    detail: v.object({ labelUpdated: v.string() }),
  }),
  v.transform(({ resources, ...event }) => ({ ...event, secret: resources[0] })),
);

export const serviceEvents = [
  "RotationSucceeded",
  "RotationFailed",
  "RotationAbandoned",
  "TestRotationSucceeded",
  "TestRotationFailed",
  "ReplicationSucceeded",
  "ReplicationFailed",
  "CancelSecretVersionDelete",
  "EndSecretVersionDelete",
] as const;

const serviceEvent = v.pipe(
  v.object({
    "detail-type": v.literal(SERVICE_EVENT),
    detail: v.object({
      ...recordFields,
      ...namingFields,
      eventName: v.picklist(serviceEvents),
      errorMessage: v.nullish(v.string()),
    }),
  }),
  v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
    const secret = secretByService(value.detail);
    if (secret !== undefined) return { ...value, secret };
    addIssue({ message: NAMELESS, path: pathTo("detail", ...(namelessPlace(value.detail) ?? [])) });
    return NEVER;
  }),
);

const secretIdField = v.nullish(v.string());

/** The API takes 7 to 30. */
const windowField = numberField(
  (value) => Number.isInteger(value) && value >= 0 && value <= 365,
  "expected a whole number of days, at most 365",
);

const calls = v.variant("eventName", [
  v.object({
    ...recordFields,
    ...namingFields,
    eventName: v.literal("DeleteSecret"),
    requestParameters: v.nullish(
      objectField({
        secretId: secretIdField,
        recoveryWindowInDays: v.nullish(windowField),
        forceDeleteWithoutRecovery: v.nullish(v.boolean()),
      }),
    ),
    responseElements: v.nullish(
      objectField({
        ...answerFields,
        // Written in at least two ways; the recovery window gives it as well.
        deletionDate: v.nullish(v.pipe(v.unknown(), v.transform(parseInstant))),
      }),
    ),
  }),
  v.object({
    ...recordFields,
    ...namingFields,
    eventName: v.literal("PutResourcePolicy"),
    requestParameters: v.object({ secretId: secretIdField, resourcePolicy: policyField }),
  }),
  v.object({
    ...recordFields,
    ...namingFields,
    eventName: v.picklist([
      "RestoreSecret",
      "CancelRotateSecret",
      "RotateSecret",
      "DeleteResourcePolicy",
      "RemoveRegionsFromReplication",
      "StopReplicationToReplica",
    ]),
    requestParameters: v.nullish(objectField({ secretId: secretIdField })),
  }),
]);

const call = v.pipe(
  v.object({ "detail-type": v.literal(API_CALL), account: accountField, detail: calls }),
  v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
    const { recipientAccountId, awsRegion, requestParameters } = value.detail;
    const caller = recipientAccountId ?? value.account;
    const secret =
      secretByService(value.detail) ?? secretByCaller(requestParameters?.secretId ?? "", caller, awsRegion);
    if (secret !== undefined) return { ...value, secret };
    const asked = requestParameters?.secretId ? (["requestParameters", "secretId"] as const) : undefined;
    addIssue({ message: NAMELESS, path: pathTo("detail", ...(asked ?? namelessPlace(value.detail) ?? [])) });
    return NEVER;
  }),
);

function pathTo(first: string, ...keys: readonly string[]): [v.IssuePathItem, ...v.IssuePathItem[]] {
  return [pathItem(first), ...keys.map(pathItem)];
}

function pathItem(key: string): v.IssuePathItem {
  return { type: "unknown", origin: "value", input: undefined, key, value: undefined };
}

export type LabelUpdated = EventOf<typeof labelUpdated>;
export type ServiceEvent = EventOf<typeof serviceEvent>;
export type Call = EventOf<typeof call>;

export const schema = v.variant("detail-type", [labelUpdated, serviceEvent, call]);
