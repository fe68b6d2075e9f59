/** KMS keys that are scheduled for deletion, cannot be used, do not rotate, or are open to the outside. */
import type { Observed } from "@tocsin/core/alert/observation";
import { API_CALL, type Evidence, hadEffect, succeeded } from "../cloudtrail.ts";
import { defineSource } from "../source.ts";
import { DELETION_REPORTER, deleted, deletionCancelled, deletionScheduled } from "./deletion.ts";
import { grantEnded, granted, made, policyPut } from "./exposure.ts";
import { storeCalled } from "./key-store.ts";
import { materialDeleted, materialExpired, materialImported } from "./material.ts";
import { type KeyCall, makingCalls, plainCalls, schema, storeCalls } from "./schema.ts";
import { disabled, enabled, primaryMoved, rotated, rotationSwitchedOff, rotationSwitchedOn } from "./standing.ts";

/** For every call that is read, since many successful calls have no answer. */
const callEvidence: Evidence = "no-error-code";

const eventSource = ["kms.amazonaws.com"];

/**
 * Leaves out grants that an AWS service creates and retires for itself, as for each attached encrypted volume. Only AWS writes this field.
 */
const byNoService = { invokedBy: [{ exists: false }] };

export const kms = defineSource({
  name: "kms",
  about:
    "keys scheduled for deletion with their deadline, deleted, disabled or with rotation switched off, imported material that expires, policies and grants that open a key to the outside, custom key stores disconnected",
  pattern: {
    source: ["aws.kms"],
    $or: [
      { "detail-type": ["KMS CMK Deletion", "KMS Imported Key Material Expiration"] },
      // A rotation on demand, or an event from before 2025, does not show whether the key rotates automatically.
      { "detail-type": ["KMS CMK Rotation"], detail: { "rotation-type": ["AUTOMATIC"] } },
      {
        "detail-type": [API_CALL],
        detail: {
          eventSource,
          eventName: [
            "ScheduleKeyDeletion",
            ...plainCalls,
            "PutKeyPolicy",
            "RevokeGrant",
            "ImportKeyMaterial",
            "DeleteImportedKeyMaterial",
            "UpdatePrimaryRegion",
            ...storeCalls,
          ],
          ...succeeded,
        },
      },
      {
        "detail-type": [API_CALL],
        detail: {
          eventSource,
          eventName: [...makingCalls],
          requestParameters: { policy: [{ exists: true }] },
          ...succeeded,
        },
      },
      {
        "detail-type": [API_CALL],
        detail: {
          eventSource,
          eventName: ["CreateGrant"],
          userIdentity: byNoService,
          requestParameters: { granteePrincipal: [{ prefix: "arn:" }] },
          ...succeeded,
        },
      },
      {
        "detail-type": [API_CALL],
        detail: { eventSource, eventName: ["RetireGrant"], userIdentity: byNoService, ...succeeded },
      },
    ],
  },
  reporters: ["kms", DELETION_REPORTER],
  schema,
  observe(event) {
    switch (event["detail-type"]) {
      case "KMS CMK Deletion":
        return deleted(event);
      case "KMS Imported Key Material Expiration":
        return materialExpired(event);
      case "KMS CMK Rotation":
        return rotated(event);
      case API_CALL:
        if (!hadEffect(callEvidence, event.detail)) return { ignored: "without-effect" };
        return event.about === "store" ? storeCalled(event) : called(event);
    }
  },
});

function called(event: KeyCall): Observed {
  const { detail } = event;
  switch (detail.eventName) {
    case "ScheduleKeyDeletion":
      return deletionScheduled(event, detail);
    case "CancelKeyDeletion":
      return deletionCancelled(event);
    case "DisableKey":
      return disabled(event);
    case "EnableKey":
      return enabled(event);
    case "DisableKeyRotation":
      return rotationSwitchedOff(event);
    case "EnableKeyRotation":
      return rotationSwitchedOn(event);
    case "PutKeyPolicy":
      return policyPut(event, detail.requestParameters.policy);
    case "CreateKey":
    case "ReplicateKey":
      return made(event, detail.requestParameters.policy);
    case "CreateGrant":
      return granted(event, detail);
    case "RevokeGrant":
    case "RetireGrant":
      return grantEnded(event, detail);
    case "ImportKeyMaterial":
      return materialImported(event, detail);
    case "DeleteImportedKeyMaterial":
      return materialDeleted(event, detail);
    case "UpdatePrimaryRegion":
      return primaryMoved(event, detail);
  }
}
