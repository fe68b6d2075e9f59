/** Observations about the replicas of a secret in other Regions. */
import { active, cleared, type Observed } from "@tocsin/core/alert/observation";
import { recordedCall } from "../caller.ts";
import { recorded } from "../cloudtrail.ts";
import type { Call, ServiceEvent } from "./schema.ts";
import { about, replicaOf } from "./secret.ts";

type ReplicatingCall = Extract<Call["detail"], { eventName: "ReplicateSecretToRegions" | "CreateSecret" }>;

export function replicationFailed(event: ServiceEvent): Observed {
  const { secret } = event;
  return [
    active(event, {
      ...about("secret-replication", secret),
      ...recorded(event.detail),
      severity: "HIGH",
      title: `Replication of secret ${secret.name} fails`,
      summary: "Secrets Manager could not bring a replica of the secret up to date.",
    }),
  ];
}

export function replicationSucceeded(event: ServiceEvent): Observed {
  const { secret } = event;
  return [
    cleared(event, {
      ...about("secret-replication", secret),
      ...recorded(event.detail),
      scope: "condition",
      because: "fixed",
      title: `Replication of secret ${secret.name} succeeds`,
      summary: "Secrets Manager has brought a replica of the secret up to date.",
    }),
  ];
}

/**
 * RemoveRegionsFromReplication ends replication, as does StopReplicationToReplica, which makes a replica a secret of its own. The former
 * also succeeds for a Region without a replica. A failure does not say which replica it is about, so one that continues in another Region
 * is reported when it next fails. The latter is called in the replica's Region and names the replica: it only ends alerts about that ARN.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_StopReplicationToReplica.html
 */
export function replicationEnded(event: Call): Observed {
  const { secret } = event;
  return [
    cleared(event, {
      ...about("secret-replication", secret),
      ...recordedCall(event.detail, secret.account),
      scope: "condition",
      because: "out-of-scope",
      title: `Replication of secret ${secret.name} has ended`,
      summary: "The secret is no longer replicated to the Regions that the call names.",
    }),
  ];
}

/**
 * The call overwrites any secret of the same name in the target Region. Neither the call nor its answer says whether there was one.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ReplicateSecretToRegions.html
 */
export function replicated(event: Call, detail: ReplicatingCall): Observed {
  const { secret } = event;
  const { forceOverwriteReplicaSecret, addReplicaRegions } = detail.requestParameters;
  if (forceOverwriteReplicaSecret !== true || !addReplicaRegions?.length) return { ignored: "informational" };
  return [...new Set(addReplicaRegions)].map((region) =>
    active(event, {
      ...about("secret-deletion", replicaOf(secret, region)),
      ...recordedCall(detail, secret.account),
      severity: "HIGH",
      title: `Secret ${secret.name} was replicated to ${region} by force`,
      summary: `The secret was replicated from ${secret.region} to ${region} by force: another secret of that name there, if there was one, is overwritten and its value lost.`,
      remedy: `Find out whether something in ${region} read a secret of that name that was no replica. If so, give its readers a secret of their own with a new value. Then resolve this alert.`,
      attributes: { forced: true },
    }),
  );
}
