/** What is said about the copies of a secret in other regions. */
import { active, cleared, type Observed } from "@tocsin/core/alert/observation";
import { recorded } from "../cloudtrail.ts";
import type { Call, ServiceEvent } from "./schema.ts";
import { about } from "./secret.ts";

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
 * By RemoveRegionsFromReplication, or by StopReplicationToReplica, which makes a replica a secret of its own. A failure
 * does not say which replica it is about, so a failure that goes on in another region is reported when it next fails.
 * The second is called in the replica's region and names the replica: it ends what was said about that ARN only.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_StopReplicationToReplica.html
 */
export function replicationEnded(event: Call): Observed {
  const { secret } = event;
  return [
    cleared(event, {
      ...about("secret-replication", secret),
      ...recorded(event.detail),
      scope: "condition",
      because: "out-of-scope",
      title: `Replication of secret ${secret.name} is ended`,
      summary: "Somebody has ended the secret's replication to a region.",
    }),
  ];
}
