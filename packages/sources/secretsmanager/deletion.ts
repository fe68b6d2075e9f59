/** What is said about the deletion of a secret. */

import { active, cleared, type Observed } from "@tocsin/core/alert/observation";
import { type Instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import { recorded } from "../cloudtrail.ts";
import type { Call, ServiceEvent } from "./schema.ts";
import { about } from "./secret.ts";

type DeleteCall = Extract<Call["detail"], { eventName: "DeleteSecret" }>;

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html */
const DEFAULT_RECOVERY_WINDOW_DAYS = 30;

const REMEDY_GONE = "The value is gone. Find out what read it, and create the secret again with a new value.";

export function deletionScheduled(event: Call, detail: DeleteCall): Observed {
  const { secret } = event;
  const isForced = detail.requestParameters?.forceDeleteWithoutRecovery === true;
  return [
    active(event, {
      ...about("secret-deletion", secret),
      ...recorded(detail),
      severity: isForced ? "CRITICAL" : "HIGH",
      deadline: isForced ? detail.eventTime : deletionDateOf(detail),
      title: isForced ? `Secret ${secret.name} was deleted without recovery` : `Secret ${secret.name} is being deleted`,
      summary: isForced
        ? "Somebody has deleted the secret at once, without a time in which it could be restored."
        : "Somebody has scheduled the secret for deletion; until then nobody can read it.",
      remedy: isForced ? REMEDY_GONE : undefined,
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
      ...recorded(event.detail),
      scope: "condition",
      because: "fixed",
      title: `Secret ${secret.name} is restored`,
      summary: "The deletion of the secret was cancelled.",
    }),
  ];
}

/**
 * Nothing else that was wrong with a secret is wrong any longer once it is gone. Its deletion itself is not over by that:
 * a forced one ends within seconds, before anybody has seen it. So it stays open, at its worst, until a person resolves
 * it; a secret that is created anew under the same name has another ARN.
 */
export function deletionCompleted(event: ServiceEvent): Observed {
  const { secret } = event;
  const { eventTime } = event.detail;
  return [
    active(event, {
      ...about("secret-deletion", secret),
      ...recorded(event.detail),
      severity: "CRITICAL",
      deadline: eventTime,
      title: `Secret ${secret.name} has been deleted`,
      summary: "Secrets Manager has deleted the secret: its value is gone.",
      remedy: REMEDY_GONE,
    }),
    ...endedByDeletion.map((condition) =>
      cleared(event, {
        ...about(condition, secret),
        ...recorded(event.detail),
        scope: "condition",
        because: "deleted",
        title: `Secret ${secret.name} is deleted`,
        summary: "Secrets Manager has deleted the secret.",
      }),
    ),
  ];
}

const endedByDeletion = [
  "secret-rotation",
  "secret-rotation-disabled",
  "secret-exposure",
  "secret-replication",
] as const;
