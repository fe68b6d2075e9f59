/**
 * The fields used of Secrets Manager's own event and of what CloudTrail records about secrets.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html
 */
import { accountField, regionField } from "@tocsin/core/event/event";
import { parseInstant } from "@tocsin/core/event/instant";
import { objectField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { API_CALL, recordFields, SERVICE_EVENT } from "../cloudtrail.ts";
import { numberField } from "../fields.ts";
import { policyField } from "../resource-policy/policy.ts";
import type { EventOf } from "../source.ts";
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

const callFields = { ...recordFields, ...namingFields, errorCode: v.nullish(v.unknown()) };

/** Calls of which only the secret is read. */
const plainCalls = [
  "RestoreSecret",
  "CancelRotateSecret",
  "RotateSecret",
  "DeleteResourcePolicy",
  "RemoveRegionsFromReplication",
  "StopReplicationToReplica",
] as const;

/** Calls that are wanted only if they overwrite a secret in another Region by force. */
export const replicatingCalls = ["ReplicateSecretToRegions", "CreateSecret"] as const;

export const wantedCalls = ["DeleteSecret", "PutResourcePolicy", ...plainCalls] as const;

/** No sample of such an element has been seen, and records write other fields with a small first letter. */
const replicaRegion = v.pipe(
  objectField({ region: v.nullish(regionField), Region: v.nullish(regionField) }),
  v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
    const region = value.region ?? value.Region;
    if (region) return region;
    addIssue({ message: "names no Region" });
    return NEVER;
  }),
);

const calls = v.variant("eventName", [
  v.object({
    ...callFields,
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
        // Written in at least two formats; it also follows from the recovery window.
        deletionDate: v.nullish(v.pipe(v.unknown(), v.transform(parseInstant))),
      }),
    ),
  }),
  v.object({
    ...callFields,
    eventName: v.literal("PutResourcePolicy"),
    requestParameters: v.object({ secretId: secretIdField, resourcePolicy: policyField }),
  }),
  v.object({
    ...callFields,
    eventName: v.picklist(replicatingCalls),
    requestParameters: objectField({
      secretId: secretIdField,
      /** The name of the field in CreateSecret. */
      name: secretIdField,
      forceOverwriteReplicaSecret: v.nullish(v.boolean()),
      addReplicaRegions: v.nullish(v.array(replicaRegion)),
    }),
  }),
  v.object({
    ...callFields,
    eventName: v.picklist(plainCalls),
    requestParameters: v.nullish(objectField({ secretId: secretIdField })),
  }),
]);

const call = v.pipe(
  v.object({ "detail-type": v.literal(API_CALL), account: accountField, detail: calls }),
  v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
    const { recipientAccountId, awsRegion } = value.detail;
    const caller = recipientAccountId ?? value.account;
    const asked = askedFor(value.detail);
    const secret = secretByService(value.detail) ?? secretByCaller(asked?.name ?? "", caller, awsRegion);
    if (secret !== undefined) return { ...value, secret };
    addIssue({ message: NAMELESS, path: pathTo("detail", ...(asked?.path ?? namelessPlace(value.detail) ?? [])) });
    return NEVER;
  }),
);

/** The name that the caller gives the secret, and its place in the record. */
function askedFor(detail: v.InferOutput<typeof calls>) {
  const { secretId } = detail.requestParameters ?? {};
  if (secretId) return { name: secretId, path: ["requestParameters", "secretId"] };
  const name = detail.eventName === "CreateSecret" ? detail.requestParameters.name : undefined;
  return name ? { name, path: ["requestParameters", "name"] } : undefined;
}

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
