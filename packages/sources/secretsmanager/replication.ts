/** What is said about the copies of a secret in other regions. */
import { active, cleared, type Observed } from "@tocsin/core/observation";
import type { ServiceEvent } from "./schema.ts";
import { about } from "./secret.ts";

export function replicationFailed(event: ServiceEvent): Observed {
  const { secret } = event;
  return [
    active(event, {
      ...about("secret-replication", secret),
      at: event.detail.eventTime,
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
      at: event.detail.eventTime,
      scope: "condition",
      because: "fixed",
      title: `Replication of secret ${secret.name} succeeds`,
      summary: "Secrets Manager has brought a replica of the secret up to date.",
    }),
  ];
}
