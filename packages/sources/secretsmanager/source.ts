/** Secrets whose rotation or replication fails, or that are deleted or opened to others. */
import type { Observed } from "@tocsin/core/alert/observation";
import { API_CALL, type Evidence, hadEffect, SERVICE_EVENT, succeeded } from "../cloudtrail.ts";
import { defineSource } from "../source.ts";
import { DELETION_REPORTER, deletionCalled, deletionCancelled, deletionCompleted } from "./deletion.ts";
import { policyDeleted, policyPut } from "./exposure.ts";
import { replicated, replicationEnded, replicationFailed, replicationSucceeded } from "./replication.ts";
import {
  labelUpdated,
  rotationAbandoned,
  rotationCancelled,
  rotationFailed,
  rotationSucceeded,
  rotationSwitchedOn,
  testRotationFailed,
  testRotationSucceeded,
} from "./rotation.ts";
import { type Call, replicatingCalls, type ServiceEvent, schema, serviceEvents, wantedCalls } from "./schema.ts";

/**
 * For every call that is read. The record of a failed call has an error code, even if its answer has an ARN: for a failed CreateSecret, an
 * invented one.
 */
const callEvidence: Evidence = "no-error-code";

const eventSource = ["secretsmanager.amazonaws.com"];

export const secretsmanager = defineSource({
  name: "secretsmanager",
  about:
    "rotations that fail and recover, deletions with their deadline, replicas that overwrite a secret by force, rotation switched off, replicas out of date, policies that open a secret to the outside",
  pattern: {
    source: ["aws.secretsmanager"],
    $or: [
      {
        "detail-type": ["Secret Label Updated"],
        // Users define other labels; readers get the version labelled AWSCURRENT.
        detail: { labelUpdated: ["AWSCURRENT"] },
      },
      {
        "detail-type": [SERVICE_EVENT],
        // Without `succeeded`: if the event is itself about a failure, it may have an error code.
        detail: { eventSource, eventName: [...serviceEvents] },
      },
      {
        "detail-type": [API_CALL],
        detail: {
          eventSource,
          eventName: [...wantedCalls],
          ...succeeded,
        },
      },
      {
        "detail-type": [API_CALL],
        detail: {
          eventSource,
          eventName: [...replicatingCalls],
          requestParameters: { forceOverwriteReplicaSecret: [true] },
          ...succeeded,
        },
      },
    ],
  },
  reporters: ["secretsmanager", "secretsmanager-test", DELETION_REPORTER],
  schema,
  observe(event) {
    switch (event["detail-type"]) {
      case "Secret Label Updated":
        return labelUpdated(event);
      case SERVICE_EVENT:
        return happened(event);
      case API_CALL:
        return hadEffect(callEvidence, event.detail) ? called(event) : { ignored: "without-effect" };
    }
  },
});

function happened(event: ServiceEvent): Observed {
  switch (event.detail.eventName) {
    case "RotationSucceeded":
      return rotationSucceeded(event);
    case "RotationFailed":
      return rotationFailed(event);
    case "RotationAbandoned":
      return rotationAbandoned(event);
    case "TestRotationSucceeded":
      return testRotationSucceeded(event);
    case "TestRotationFailed":
      return testRotationFailed(event);
    case "ReplicationSucceeded":
      return replicationSucceeded(event);
    case "ReplicationFailed":
      return replicationFailed(event);
    case "CancelSecretVersionDelete":
      return deletionCancelled(event);
    case "EndSecretVersionDelete":
      return deletionCompleted(event);
  }
}

function called(event: Call): Observed {
  const { detail } = event;
  switch (detail.eventName) {
    case "DeleteSecret":
      return deletionCalled(event, detail);
    case "RestoreSecret":
      return deletionCancelled(event);
    case "CancelRotateSecret":
      return rotationCancelled(event);
    case "RotateSecret":
      return rotationSwitchedOn(event);
    case "PutResourcePolicy":
      return policyPut(event, detail.requestParameters.resourcePolicy);
    case "DeleteResourcePolicy":
      return policyDeleted(event);
    case "RemoveRegionsFromReplication":
    case "StopReplicationToReplica":
      return replicationEnded(event);
    case "ReplicateSecretToRegions":
    case "CreateSecret":
      return replicated(event, detail);
  }
}
