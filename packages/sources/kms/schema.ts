/**
 * The fields used of KMS's own events and of what CloudTrail records about keys.
 * https://docs.aws.amazon.com/kms/latest/developerguide/kms-events.html
 * https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html
 */
import { accountField } from "@tocsin/core/event/event";
import { type Instant, parseInstant } from "@tocsin/core/event/instant";
import { objectField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { API_CALL, recordFields } from "../cloudtrail.ts";
import { keyField, numberField, optionalKeyField, wordField } from "../fields.ts";
import { policyField } from "../resource-policy/policy.ts";
import type { EventOf } from "../source.ts";
import { answerFields, type Key, keyArnField, keyByCaller, keyByService, resourcesField } from "./key.ts";

const ID_LIMIT = 128;
/** 64 hexadecimal digits; the documentation of events before 2025 has none. */
const materialField = optionalKeyField(ID_LIMIT);

const native = v.pipe(
  v.object({
    "detail-type": v.picklist(["KMS CMK Deletion", "KMS Imported Key Material Expiration", "KMS CMK Rotation"]),
    resources: v.looseTuple([keyArnField]),
    detail: v.object({
      "key-material-id": materialField,
      "rotation-type": wordField("AUTOMATIC", "ON_DEMAND"),
    }),
  }),
  v.transform(({ resources, ...event }) => ({ ...event, key: resources[0] })),
);

/** The API takes 7 to 30. */
const windowField = numberField(
  (value) => Number.isInteger(value) && value >= 0 && value <= 365,
  "expected a whole number of days, at most 365",
);

/** Written in several formats, none of them ISO 8601; if it cannot be read, other fields replace it. */
const wordyDateField = v.nullish(
  v.pipe(
    v.unknown(),
    v.transform((value): Instant | undefined => parseInstant(value)),
  ),
);

const keyIdField = v.nullish(v.string());
const callFields = { ...recordFields, errorCode: v.nullish(v.unknown()), resources: resourcesField };
const answer = v.nullish(objectField(answerFields));

/** Calls of which only the key is read. */
export const plainCalls = [
  "CancelKeyDeletion",
  "DisableKey",
  "EnableKey",
  "DisableKeyRotation",
  "EnableKeyRotation",
] as const;
/** Calls that end a grant. */
export const grantEnds = ["RevokeGrant", "RetireGrant"] as const;
/** Calls that create a key, with a policy if the caller gave one. */
export const makingCalls = ["CreateKey", "ReplicateKey"] as const;

/** Calls on a custom key store. */
export const storeCalls = ["ConnectCustomKeyStore", "DisconnectCustomKeyStore", "DeleteCustomKeyStore"] as const;

const calls = v.variant("eventName", [
  v.object({
    ...callFields,
    eventName: v.picklist(plainCalls),
    requestParameters: v.nullish(objectField({ keyId: keyIdField })),
    responseElements: answer,
  }),
  v.object({
    ...callFields,
    eventName: v.literal("ScheduleKeyDeletion"),
    requestParameters: v.nullish(objectField({ keyId: keyIdField, pendingWindowInDays: v.nullish(windowField) })),
    responseElements: v.nullish(
      objectField({
        ...answerFields,
        keyState: wordField("PendingDeletion", "PendingReplicaDeletion"),
        // None for a multi-Region primary that still has replicas.
        deletionDate: wordyDateField,
        pendingWindowInDays: v.nullish(windowField),
      }),
    ),
  }),
  v.object({
    ...callFields,
    eventName: v.literal("PutKeyPolicy"),
    requestParameters: objectField({ keyId: keyIdField, policy: policyField }),
    responseElements: answer,
  }),
  v.object({
    ...callFields,
    eventName: v.picklist(makingCalls),
    requestParameters: objectField({ keyId: keyIdField, policy: v.nullish(policyField) }),
    responseElements: answer,
  }),
  v.object({
    ...callFields,
    eventName: v.literal("CreateGrant"),
    requestParameters: objectField({
      keyId: keyIdField,
      granteePrincipal: v.string(),
      operations: v.nullish(v.array(v.string())),
    }),
    responseElements: objectField({ ...answerFields, grantId: keyField(ID_LIMIT) }),
  }),
  v.pipe(
    v.object({
      ...callFields,
      eventName: v.picklist(grantEnds),
      // The token alone is enough to retire a grant, and no record shows the token.
      requestParameters: v.nullish(objectField({ keyId: keyIdField, grantId: optionalKeyField(ID_LIMIT) })),
      additionalEventData: v.nullish(objectField({ grantId: optionalKeyField(ID_LIMIT) })),
      responseElements: answer,
    }),
    v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
      const grantId = value.additionalEventData?.grantId || value.requestParameters?.grantId;
      if (grantId) return { ...value, grantId };
      addIssue({ message: "names no grant" });
      return NEVER;
    }),
  ),
  v.object({
    ...callFields,
    eventName: v.literal("ImportKeyMaterial"),
    requestParameters: v.nullish(
      objectField({
        keyId: keyIdField,
        validTo: wordyDateField,
        expirationModel: wordField("KEY_MATERIAL_EXPIRES", "KEY_MATERIAL_DOES_NOT_EXPIRE"),
      }),
    ),
    responseElements: v.nullish(objectField({ ...answerFields, keyMaterialId: materialField })),
  }),
  v.object({
    ...callFields,
    eventName: v.literal("DeleteImportedKeyMaterial"),
    requestParameters: v.nullish(objectField({ keyId: keyIdField, keyMaterialId: materialField })),
    responseElements: v.nullish(objectField({ ...answerFields, keyMaterialId: materialField })),
  }),
  v.object({
    ...callFields,
    eventName: v.literal("UpdatePrimaryRegion"),
    requestParameters: v.nullish(objectField({ keyId: keyIdField, primaryRegion: v.nullish(v.string()) })),
    responseElements: answer,
  }),
  v.object({
    ...callFields,
    eventName: v.picklist(storeCalls),
    requestParameters: objectField({ customKeyStoreId: keyField(ID_LIMIT) }),
    additionalEventData: v.nullish(objectField({ customKeyStoreName: v.nullish(v.string()) })),
  }),
]);

type Detail = v.InferOutput<typeof calls>;
type StoreDetail = Extract<Detail, { readonly eventName: (typeof storeCalls)[number] }>;
type KeyDetail = Exclude<Detail, StoreDetail>;

function isOfStore(detail: Detail): detail is StoreDetail {
  return storeCalls.some((name) => name === detail.eventName);
}

const call = v.pipe(
  v.object({ "detail-type": v.literal(API_CALL), account: accountField, detail: calls }),
  v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
    const { detail, ...rest } = value;
    const account = detail.recipientAccountId ?? value.account;
    if (isOfStore(detail)) return { ...rest, about: "store" as const, detail, owner: account };
    const key = keyIn(detail, account);
    if (key !== undefined) return { ...rest, about: "key" as const, detail, key };
    addIssue({ message: "names no key", path: pathTo("detail", placeOf(detail)) });
    return NEVER;
  }),
);

/** If a call creates a key, its request names another key or none, and its `resources` may name that other key. */
function keyIn(detail: KeyDetail, account: string): Key | undefined {
  if (isMaking(detail)) return keyByService({ responseElements: detail.responseElements });
  return keyByService(detail) ?? keyByCaller(detail.requestParameters?.keyId ?? "", account, detail.awsRegion);
}

const isMaking = ({ eventName }: KeyDetail) => makingCalls.some((name) => name === eventName);
const placeOf = (detail: KeyDetail) => (isMaking(detail) ? "responseElements" : "requestParameters");

function pathTo(...keys: readonly [string, ...string[]]): [v.IssuePathItem, ...v.IssuePathItem[]] {
  const [first, ...rest] = keys;
  return [pathItem(first), ...rest.map(pathItem)];
}

function pathItem(key: string): v.IssuePathItem {
  return { type: "unknown", origin: "value", input: undefined, key, value: undefined };
}

export type NativeEvent = EventOf<typeof native>;
type Call = EventOf<typeof call>;
export type KeyCall = Extract<Call, { readonly about: "key" }>;
export type StoreCall = Extract<Call, { readonly about: "store" }>;
/** The record of the call `N`. */
export type RecordOf<N extends KeyCall["detail"]["eventName"]> = Extract<KeyCall["detail"], { readonly eventName: N }>;

export const schema = v.variant("detail-type", [native, call]);
