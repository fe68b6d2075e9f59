/** Snapshots and machine images that are shared and used by others, and the settings that keep new ones encrypted and private. */
import type { Observed } from "@tocsin/core/alert/observation";
import { API_CALL, hadEffect, SERVICE_EVENT, succeeded } from "../cloudtrail.ts";
import { defineSource } from "../source.ts";
import type { Grantee } from "./grantee.ts";
import { type Kind, REPORTER, type Shared } from "./resource.ts";
import { type Call, imageEnds, schema, settingCalls, snapshotEnds, uses } from "./schema.ts";
import { settingChanged } from "./setting.ts";
import { grantsChanged, grantsUnread, isOther, sharedWith, withdrawnFromAll } from "./share.ts";
import { snapshotUsed } from "./use.ts";

const eventSource = ["ec2.amazonaws.com"];

export const sharing = defineSource({
  name: "sharing",
  about:
    "snapshots and machine images made public, shared with other accounts and used by them, EBS encryption by default off, its key changed, blocks of public sharing removed",
  pattern: {
    $or: [
      {
        source: ["aws.ec2"],
        "detail-type": [API_CALL],
        detail: {
          eventSource,
          eventName: [
            "ModifySnapshotAttribute",
            "ModifyImageAttribute",
            ...snapshotEnds,
            ...imageEnds,
            ...settingCalls,
          ],
          ...succeeded,
        },
      },
      {
        source: ["aws.rds"],
        "detail-type": [API_CALL],
        detail: {
          eventSource: ["rds.amazonaws.com"],
          eventName: [
            "ModifyDBSnapshotAttribute",
            "ModifyDBClusterSnapshotAttribute",
            "DeleteDBSnapshot",
            "DeleteDBClusterSnapshot",
          ],
          ...succeeded,
        },
      },
      { source: ["aws.ec2"], "detail-type": [SERVICE_EVENT], detail: { eventSource, eventName: [...uses] } },
    ],
  },
  reporters: [REPORTER],
  schema,
  observe(event) {
    if (event["detail-type"] === SERVICE_EVENT) return snapshotUsed(event);
    return hadEffect("no-error-code", event.detail) ? called(event) : { ignored: "without-effect" };
  },
});

function called(event: Call): Observed {
  const { detail } = event;
  switch (detail.eventName) {
    case "ModifySnapshotAttribute": {
      const { snapshotId, createVolumePermission, ...parameters } = detail.requestParameters;
      const permissions = { ...parameters, changes: createVolumePermission };
      return permissionsChanged(
        event,
        sharedIn(event, "ebs-snapshot", snapshotId),
        /^create_?volume_?permission$/i,
        permissions,
      );
    }
    case "ModifyImageAttribute": {
      const { imageId, launchPermission, ...parameters } = detail.requestParameters;
      const permissions = { ...parameters, changes: launchPermission };
      return permissionsChanged(event, sharedIn(event, "image", imageId), /^launch_?permission$/i, permissions);
    }
    case "ResetSnapshotAttribute":
      return reset(event, sharedIn(event, "ebs-snapshot", detail.requestParameters.snapshotId));
    case "DeleteSnapshot":
      return deleted(event, sharedIn(event, "ebs-snapshot", detail.requestParameters.snapshotId));
    case "ResetImageAttribute":
      return reset(event, sharedIn(event, "image", detail.requestParameters.imageId));
    case "DisableImage":
      return withdrawnFromAll(event, sharedIn(event, "image", detail.requestParameters.imageId), {
        because: "fixed",
        did: "was disabled, and is shared with nobody any more",
      });
    case "DeregisterImage":
      return deleted(event, sharedIn(event, "image", detail.requestParameters.imageId));
    case "ModifyDBSnapshotAttribute": {
      const { dBSnapshotIdentifier, ...parameters } = detail.requestParameters;
      const shared = sharedIn(event, "db-snapshot", dBSnapshotIdentifier);
      return restorersChanged(event, shared, parameters, detail.responseElements?.dBSnapshotAttributes);
    }
    case "ModifyDBClusterSnapshotAttribute": {
      const { dBClusterSnapshotIdentifier, ...parameters } = detail.requestParameters;
      const shared = sharedIn(event, "db-cluster-snapshot", dBClusterSnapshotIdentifier);
      return restorersChanged(event, shared, parameters, detail.responseElements?.dBClusterSnapshotAttributes);
    }
    case "DeleteDBSnapshot":
      return deleted(event, sharedIn(event, "db-snapshot", detail.requestParameters.dBSnapshotIdentifier));
    case "DeleteDBClusterSnapshot":
      return deleted(
        event,
        sharedIn(event, "db-cluster-snapshot", detail.requestParameters.dBClusterSnapshotIdentifier),
      );
    default:
      return settingChanged(event, detail);
  }
}

function sharedIn({ account, detail }: Call, kind: Kind, id: string): Shared {
  return { kind, account: detail.recipientAccountId ?? account, region: detail.awsRegion, id };
}

const reset = (event: Call, shared: Shared) =>
  withdrawnFromAll(event, shared, { because: "fixed", did: "is shared with nobody any more" });
const deleted = (event: Call, shared: Shared) =>
  withdrawnFromAll(event, shared, { because: "deleted", did: "was deleted" });

interface Permissions {
  readonly attributeType?: string | null | undefined;
  readonly operationType?: string | null | undefined;
  readonly changes?:
    | { readonly add?: readonly Grantee[] | null | undefined; readonly remove?: readonly Grantee[] | null | undefined }
    | null
    | undefined;
}

/** The call changes other things too: the description of an image, the product code of a snapshot. */
function permissionsChanged(event: Call, shared: Shared, permission: RegExp, given: Permissions): Observed {
  const { attributeType, operationType, changes } = given;
  if (changes) return grantsChanged(event, shared, { added: changes.add ?? [], removed: changes.remove ?? [] });
  const isUnread = permission.test(attributeType ?? "") && operationType !== "remove";
  return isUnread ? grantsUnread(event, shared) : { ignored: "informational" };
}

/** The attribute with the accounts that may restore or copy a snapshot. */
const RESTORE = "restore";

interface Restorers {
  readonly attributeName?: string | null | undefined;
  readonly valuesToAdd?: readonly Grantee[] | null | undefined;
}

interface Answered {
  readonly attributeName?: string | null | undefined;
  readonly attributeValues?: readonly Grantee[] | null | undefined;
}

/** The answer lists all grantees after the call; without it, only those that the call added are known. */
function restorersChanged(
  event: Call,
  shared: Shared,
  { attributeName, valuesToAdd }: Restorers,
  answer: readonly Answered[] | null | undefined,
): Observed {
  if (attributeName && attributeName !== RESTORE) return { ignored: "informational" };
  const all = answer?.find((one) => one.attributeName === RESTORE)?.attributeValues;
  if (all) return sharedWith(event, shared, all);
  const added = (valuesToAdd ?? []).filter((grantee) => isOther(grantee, shared));
  return added.length > 0 ? sharedWith(event, shared, added) : { ignored: "informational" };
}
