/**
 * The fields used of CloudTrail's records about sharing. Any list of a request or an answer may be missing: the effect of the call is then
 * reported as far as it is known.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySnapshotAttribute.html
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyImageAttribute.html
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBSnapshotAttribute.html
 */
import { accountField } from "@tocsin/core/event/event";
import { objectField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { API_CALL, recordFields, SERVICE_EVENT } from "../cloudtrail.ts";
import type { EventOf } from "../source.ts";
import { granteesField, restorerField } from "./grantee.ts";
import { DATABASE_SNAPSHOT_NAME, SNAPSHOT_ID } from "./resource.ts";

const snapshotIdField = v.pipe(v.string(), v.regex(SNAPSHOT_ID, "expected the id of a snapshot"));
const imageIdField = v.pipe(v.string(), v.regex(/^ami-[0-9a-z]{1,64}$/, "expected the id of an image"));
/** RDS keeps names in lower case. */
const databaseSnapshotField = v.pipe(
  v.string(),
  v.regex(DATABASE_SNAPSHOT_NAME, "expected the name of a database snapshot"),
  v.toLowerCase(),
);

const callFields = { ...recordFields, errorCode: v.nullish(v.unknown()) };

const permissionsField = v.nullish(objectField({ add: granteesField, remove: granteesField }));

/** `add` or `remove` if a call lists the grantees in other parameters, of which no record has been seen. */
const operationField = v.nullish(v.string());

const modifySnapshot = v.object({
  ...callFields,
  eventName: v.literal("ModifySnapshotAttribute"),
  requestParameters: objectField({
    snapshotId: snapshotIdField,
    attributeType: v.nullish(v.string()),
    operationType: operationField,
    createVolumePermission: permissionsField,
  }),
});

const modifyImage = v.object({
  ...callFields,
  eventName: v.literal("ModifyImageAttribute"),
  requestParameters: objectField({
    imageId: imageIdField,
    attributeType: v.nullish(v.string()),
    operationType: operationField,
    launchPermission: permissionsField,
  }),
});

/** Calls after which the snapshot is shared with nobody. */
export const snapshotEnds = ["ResetSnapshotAttribute", "DeleteSnapshot"] as const;
/** The same for an image. A disabled image is shared with nobody, and remains so when it is enabled again. */
export const imageEnds = ["ResetImageAttribute", "DeregisterImage", "DisableImage"] as const;

const snapshotEnded = v.object({
  ...callFields,
  eventName: v.picklist(snapshotEnds),
  requestParameters: objectField({ snapshotId: snapshotIdField }),
});
const imageEnded = v.object({
  ...callFields,
  eventName: v.picklist(imageEnds),
  requestParameters: objectField({ imageId: imageIdField }),
});

const databaseAttributes = v.nullish(
  v.array(
    objectField({
      attributeName: v.nullish(v.string()),
      attributeValues: v.nullish(v.array(restorerField)),
    }),
  ),
);
const changeOfRestorers = {
  attributeName: v.nullish(v.string()),
  valuesToAdd: v.nullish(v.array(restorerField)),
};

const modifyDatabaseSnapshot = v.object({
  ...callFields,
  eventName: v.literal("ModifyDBSnapshotAttribute"),
  requestParameters: objectField({ dBSnapshotIdentifier: databaseSnapshotField, ...changeOfRestorers }),
  responseElements: v.nullish(objectField({ dBSnapshotAttributes: databaseAttributes })),
});
const modifyClusterSnapshot = v.object({
  ...callFields,
  eventName: v.literal("ModifyDBClusterSnapshotAttribute"),
  requestParameters: objectField({ dBClusterSnapshotIdentifier: databaseSnapshotField, ...changeOfRestorers }),
  responseElements: v.nullish(objectField({ dBClusterSnapshotAttributes: databaseAttributes })),
});
const databaseSnapshotDeleted = v.object({
  ...callFields,
  eventName: v.literal("DeleteDBSnapshot"),
  requestParameters: objectField({ dBSnapshotIdentifier: databaseSnapshotField }),
});
const clusterSnapshotDeleted = v.object({
  ...callFields,
  eventName: v.literal("DeleteDBClusterSnapshot"),
  requestParameters: objectField({ dBClusterSnapshotIdentifier: databaseSnapshotField }),
});

/** Calls on settings of an account in a Region: the format of their recorded parameters is documented nowhere. */
export const settingCalls = [
  "DisableEbsEncryptionByDefault",
  "EnableEbsEncryptionByDefault",
  "ModifyEbsDefaultKmsKeyId",
  "ResetEbsDefaultKmsKeyId",
  "DisableSnapshotBlockPublicAccess",
  "EnableSnapshotBlockPublicAccess",
  "DisableImageBlockPublicAccess",
  "EnableImageBlockPublicAccess",
] as const;

const settingChanged = v.object({
  ...callFields,
  eventName: v.picklist(settingCalls),
  requestParameters: v.optional(v.unknown()),
  responseElements: v.optional(v.unknown()),
});

const call = v.object({
  "detail-type": v.literal(API_CALL),
  detail: v.variant("eventName", [
    modifySnapshot,
    modifyImage,
    snapshotEnded,
    imageEnded,
    modifyDatabaseSnapshot,
    modifyClusterSnapshot,
    databaseSnapshotDeleted,
    clusterSnapshotDeleted,
    settingChanged,
  ]),
});

/** Events in the owner's account when another account uses a snapshot that is shared with it. */
export const uses = ["SharedSnapshotCopyInitiated", "SharedSnapshotVolumeCreated"] as const;

/** https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html#shared-snapshot-cloudtrail-logging */
const use = v.object({
  "detail-type": v.literal(SERVICE_EVENT),
  detail: v.object({
    ...recordFields,
    eventName: v.picklist(uses),
    /** The account that uses the snapshot. */
    userIdentity: v.nullish(objectField({ accountId: v.nullish(accountField) })),
    serviceEventDetails: objectField({ snapshotId: snapshotIdField }),
  }),
});

export const schema = v.variant("detail-type", [call, use]);

export type Call = EventOf<typeof call>;
export type Use = EventOf<typeof use>;
type Detail = Call["detail"];
export type CallNamed<N extends Detail["eventName"]> = Extract<Detail, { readonly eventName: N }>;
export type SettingChange = v.InferOutput<typeof settingChanged>;
