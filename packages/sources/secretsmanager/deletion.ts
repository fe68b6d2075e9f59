/** What is said about the deletion of a secret. */
import { type Instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/instant";
import { active, cleared, type Observed } from "@tocsin/core/observation";
import type { Call, ServiceEvent } from "./schema.ts";
import { about } from "./secret.ts";

type DeleteCall = Extract<Call["detail"], { eventName: "DeleteSecret" }>;

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html */
const DEFAULT_RECOVERY_WINDOW_DAYS = 30;

export function deletionScheduled(event: Call, detail: DeleteCall): Observed {
  const { secret } = event;
  const isForced = detail.requestParameters?.forceDeleteWithoutRecovery === true;
  return [
    active(event, {
      ...about("secret-deletion", secret),
      at: detail.eventTime,
      severity: isForced ? "CRITICAL" : "HIGH",
      deadline: isForced ? detail.eventTime : deletionDateOf(detail),
      title: isForced ? `Secret ${secret.name} was deleted without recovery` : `Secret ${secret.name} is being deleted`,
      summary: isForced
        ? "Somebody has deleted the secret at once, without a time in which it could be restored."
        : "Somebody has scheduled the secret for deletion; until then nobody can read it.",
      remedy: isForced
        ? "The value is gone. Find out what read it, and create the secret again with a new value."
        : undefined,
      attributes: { forced: isForced },
    }),
  ];
}

function deletionDateOf({ eventTime, requestParameters, responseElements }: DeleteCall): Instant {
  const days = requestParameters?.recoveryWindowInDays ?? DEFAULT_RECOVERY_WINDOW_DAYS;
  return responseElements?.deletionDate ?? shift(eventTime, days * MILLISECONDS_PER_DAY);
}

/** By the call that restores it, or by what the service says of each of its versions afterwards. */
export function deletionCancelled(event: Call | ServiceEvent): Observed {
  const { secret } = event;
  return [
    cleared(event, {
      ...about("secret-deletion", secret),
      at: event.detail.eventTime,
      scope: "condition",
      because: "fixed",
      title: `Secret ${secret.name} is restored`,
      summary: "The deletion of the secret was cancelled.",
    }),
  ];
}

/** Nothing that was wrong with a secret is wrong any longer once it is gone. */
export function deletionCompleted(event: ServiceEvent): Observed {
  const { secret } = event;
  return everyCondition.map((condition) =>
    cleared(event, {
      ...about(condition, secret),
      at: event.detail.eventTime,
      scope: "condition",
      because: "deleted",
      title: `Secret ${secret.name} is deleted`,
      summary: "Secrets Manager has deleted the secret.",
    }),
  );
}

const everyCondition = [
  "secret-deletion",
  "secret-rotation",
  "secret-rotation-disabled",
  "secret-exposure",
  "secret-replication",
] as const;
