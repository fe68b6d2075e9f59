/** Secrets whose rotation fails, that are deleted, opened to others or not replicated. */
import type { Observed } from "@tocsin/core/alert/observation";
import { API_CALL, SERVICE_EVENT, succeeded } from "../cloudtrail.ts";
import { defineSource } from "../source.ts";
import { deletionCancelled, deletionCompleted, deletionScheduled } from "./deletion.ts";
import { policyDeleted, policyPut } from "./exposure.ts";
import { replicationEnded, replicationFailed, replicationSucceeded } from "./replication.ts";
import {
  labelUpdated,
  rotationAbandoned,
  rotationFailed,
  rotationSucceeded,
  rotationSwitchedOff,
  rotationSwitchedOn,
  testRotationFailed,
  testRotationSucceeded,
} from "./rotation.ts";
import { type Call, type ServiceEvent, schema, serviceEvents } from "./schema.ts";

const eventSource = ["secretsmanager.amazonaws.com"];

export const secretsmanager = defineSource({
  name: "secretsmanager",
  about:
    "rotations that fail and recover, deletions with their deadline, rotation switched off, replicas out of date, policies that open a secret to the outside",
  pattern: {
    source: ["aws.secretsmanager"],
    $or: [
      {
        "detail-type": ["Secret Label Updated"],
        // Other labels are of the user's own making; AWSCURRENT is the one that readers get.
        detail: { labelUpdated: ["AWSCURRENT"] },
      },
      {
        "detail-type": [SERVICE_EVENT],
        // Not by `succeeded`: a failure that is itself the event may well come with an error code.
        detail: { eventSource, eventName: [...serviceEvents] },
      },
      {
        "detail-type": [API_CALL],
        detail: {
          eventSource,
          eventName: [
            "DeleteSecret",
            "RestoreSecret",
            "CancelRotateSecret",
            "RotateSecret",
            "PutResourcePolicy",
            "DeleteResourcePolicy",
            "RemoveRegionsFromReplication",
            "StopReplicationToReplica",
          ],
          ...succeeded,
        },
      },
    ],
  },
  reporters: ["secretsmanager", "secretsmanager-test"],
  schema,
  observe(event) {
    switch (event["detail-type"]) {
      case "Secret Label Updated":
        return labelUpdated(event);
      case SERVICE_EVENT:
        return happened(event);
      case API_CALL:
        return called(event);
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
      return deletionScheduled(event, detail);
    case "RestoreSecret":
      return deletionCancelled(event);
    case "CancelRotateSecret":
      return rotationSwitchedOff(event);
    case "RotateSecret":
      return rotationSwitchedOn(event);
    case "PutResourcePolicy":
      return policyPut(event, detail.requestParameters.resourcePolicy);
    case "DeleteResourcePolicy":
      return policyDeleted(event);
    case "RemoveRegionsFromReplication":
    case "StopReplicationToReplica":
      return replicationEnded(event);
  }
}
