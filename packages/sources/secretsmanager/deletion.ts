/** Observations about the deletion of a secret. */

import { active, cleared, type Observation, type Observed, remark } from "@tocsin/core/alert/observation";
import { type Instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import { recordedCall } from "../caller.ts";
import { API_CALL, recorded } from "../cloudtrail.ts";
import { routineIn } from "./routine.ts";
import type { Call, ServiceEvent } from "./schema.ts";
import { about, isManaged, type Secret } from "./secret.ts";

type DeleteCall = Extract<Call["detail"], { eventName: "DeleteSecret" }>;

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html */
const DEFAULT_RECOVERY_WINDOW_DAYS = 30;

/** The service reports a forced deletion about ten seconds after the call; this leaves ample time. */
const FORCED_MILLISECONDS = 10 * 60_000;

/** Reports that the service has deleted the secret. Another reporter says who asked for that, and neither replaces the other. */
export const DELETION_REPORTER = "secretsmanager-deletion";

/**
 * A forced deletion succeeds even for a name that never existed, with another ARN each time. So the call only says who made it; some
 * seconds later, the service says that there was a secret and that it is deleted.
 */
export function deletionCalled(event: Call, detail: DeleteCall): Observed {
  const { secret } = event;
  const routine = routineIn(detail, secret);
  const said = { ...about("secret-deletion", secret), ...recordedCall(detail, secret.account, routine) };
  const forced = detail.requestParameters?.forceDeleteWithoutRecovery === true;
  const caller = remark(event, {
    ...said,
    effect: "attributed",
    takesEffect: forced
      ? { from: detail.eventTime, until: shift(detail.eventTime, FORCED_MILLISECONDS) }
      : { from: deletionDateOf(detail), until: shift(deletionDateOf(detail), MILLISECONDS_PER_DAY) },
    summary: "DeleteSecret was called.",
  });
  if (forced) return [caller];
  return [
    caller,
    active(event, {
      ...said,
      severity: routine === undefined ? "HIGH" : "INFORMATIONAL",
      // A routine deletion has no deadline, because a near deadline would raise the severity.
      deadline: routine === undefined ? deletionDateOf(detail) : undefined,
      validSince: detail.eventTime,
      title: `Secret ${secret.name} is scheduled for deletion`,
      summary: "The secret was scheduled for deletion: nobody can read it unless it is restored.",
      attributes: { forced: false },
    }),
  ];
}

/** The deletion happens some time after this date. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html */
function deletionDateOf({ eventTime, requestParameters, responseElements }: DeleteCall): Instant {
  const days = requestParameters?.recoveryWindowInDays ?? DEFAULT_RECOVERY_WINDOW_DAYS;
  return responseElements?.deletionDate ?? shift(eventTime, days * MILLISECONDS_PER_DAY);
}

/** From the call that restores the secret, or from the service's later event for each version, which does not replace the caller. */
export function deletionCancelled(event: Call | ServiceEvent): Observed {
  const { secret } = event;
  const said =
    event["detail-type"] === API_CALL
      ? { ...about("secret-deletion", secret), ...recordedCall(event.detail, secret.account) }
      : { ...about("secret-deletion", secret, DELETION_REPORTER), ...recorded(event.detail) };
  return [
    cleared(event, {
      ...said,
      scope: "condition",
      because: "fixed",
      title: `Secret ${secret.name} is restored`,
      summary: "The deletion of the secret was cancelled.",
    }),
  ];
}

/**
 * Ends everything that was wrong with the secret, and the alert of a deletion that was scheduled for its date. Any other deletion stays
 * open until a person resolves it: nobody was warned, and a new secret of the same name has another ARN. `StartSecretVersionDelete` comes
 * with this event, in either order, and adds nothing to it.
 */
export function deletionCompleted(event: ServiceEvent): Observed {
  const { secret } = event;
  return [
    remark(event, {
      ...about("secret-deletion", secret),
      ...recorded(event.detail),
      effect: "came-to-pass",
      title: `Secret ${secret.name} was deleted at its date`,
      summary: "Secrets Manager has deleted the secret after the date for which its deletion was scheduled.",
    }),
    isManaged(secret) ? deletedByItsService(event, secret) : lost(event, secret),
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

function lost(event: ServiceEvent, secret: Secret): Observation {
  return active(event, {
    ...about("secret-deletion", secret, DELETION_REPORTER),
    ...recorded(event.detail),
    severity: "CRITICAL",
    title: `Secret ${secret.name} was deleted`,
    summary: "Secrets Manager has deleted the secret: its value is gone.",
    remedy:
      "Find out which applications read the secret, and create it again with a new value: the former one is gone. Then resolve this alert.",
    attributes: { forced: isForced(event) },
  });
}

/** Secrets Manager lets only the owning service delete such a secret. https://docs.aws.amazon.com/secretsmanager/latest/userguide/service-linked-secrets.html */
function deletedByItsService(event: ServiceEvent, secret: Secret): Observation {
  return active(event, {
    ...about("secret-deletion", secret, DELETION_REPORTER),
    ...recorded(event.detail),
    severity: "INFORMATIONAL",
    title: `Secret ${secret.name} was deleted`,
    summary: "Secrets Manager has deleted a secret that another AWS service manages.",
    remedy: "Nothing is to be done: the service deletes such a secret together with the resource that it belonged to.",
    attributes: { forced: isForced(event) },
  });
}

/** `SecretDeleteMessage:<arn>:<time>:Forced`; the format for other deletions is not documented. */
function isForced({ detail }: ServiceEvent): true | undefined {
  return detail.requestID?.endsWith(":Forced") ? true : undefined;
}

const endedByDeletion = [
  "secret-rotation",
  "secret-rotation-disabled",
  "secret-exposure",
  "secret-replication",
] as const;
