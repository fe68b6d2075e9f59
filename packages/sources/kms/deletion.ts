/** Observations about the deletion of a key. */
import { active, cleared, type Observed, remark } from "@tocsin/core/alert/observation";
import { type Instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import { recordedCall } from "../caller.ts";
import { about, isMultiRegion } from "./key.ts";
import type { KeyCall, NativeEvent, RecordOf } from "./schema.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html */
const DEFAULT_WINDOW_DAYS = 30;

/** Reports that KMS has deleted the key. Another reporter says who asked for that, and neither replaces the other. */
export const DELETION_REPORTER = "kms-deletion";

/** After the call nothing can be decrypted with the key; until the date of the deletion, the call can be undone. */
export function deletionScheduled(event: KeyCall, detail: RecordOf<"ScheduleKeyDeletion">): Observed {
  const { key } = event;
  const waits = detail.responseElements?.keyState === "PendingReplicaDeletion";
  return [
    active(event, {
      ...about("key-deletion", key),
      ...recordedCall(detail, key.account),
      severity: "HIGH",
      deadline: waits ? undefined : deletionDateOf(detail),
      validSince: detail.eventTime,
      title: `Key ${key.id} is scheduled for deletion`,
      summary: waits
        ? "The multi-Region key was scheduled for deletion, and waits for the deletion of its replicas: its own waiting period begins after the last of them. Nobody can use it meanwhile."
        : "The key was scheduled for deletion: nobody can use it meanwhile, and its deletion will make the data that it encrypted unreadable for ever.",
      attributes: {
        keyState: waits ? "PendingReplicaDeletion" : "PendingDeletion",
        multiRegion: isMultiRegion(key) || undefined,
      },
    }),
  ];
}

/** The date in KMS's answer takes precedence over the request's: if they differ, KMS deletes the key at the former. */
function deletionDateOf({ eventTime, requestParameters, responseElements }: RecordOf<"ScheduleKeyDeletion">): Instant {
  const days = responseElements?.pendingWindowInDays ?? requestParameters?.pendingWindowInDays ?? DEFAULT_WINDOW_DAYS;
  return responseElements?.deletionDate ?? shift(eventTime, days * MILLISECONDS_PER_DAY);
}

/** The key is kept, and stays disabled until somebody enables it. https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html */
export function deletionCancelled(event: KeyCall): Observed {
  const { key } = event;
  const said = recordedCall(event.detail, key.account);
  return [
    cleared(event, {
      ...about("key-deletion", key),
      ...said,
      scope: "condition",
      because: "fixed",
      title: `Key ${key.id} is kept`,
      summary: "The deletion of the key was cancelled.",
    }),
    active(event, {
      ...about("key-disabled", key),
      ...said,
      severity: "HIGH",
      title: `Key ${key.id} is disabled since its deletion was cancelled`,
      summary: "The deletion of the key was cancelled. The key is disabled until somebody enables it.",
    }),
  ];
}

/**
 * KMS sends it several times within seconds; the last of the copies counts. It ends the alert of a deletion that was scheduled for its
 * date. Any other stays open until a person resolves it, since nobody was warned. It also ends everything else that was wrong with the key.
 * https://docs.aws.amazon.com/kms/latest/developerguide/kms-events.html
 */
export function deleted(event: NativeEvent): Observed {
  const { key } = event;
  const said = about("key-deletion", key);
  return [
    remark(event, {
      ...said,
      effect: "came-to-pass",
      title: `Key ${key.id} was deleted at its date`,
      summary: "KMS has deleted the key after the date for which its deletion was scheduled.",
    }),
    active(event, {
      ...said,
      reporter: DELETION_REPORTER,
      severity: "CRITICAL",
      title: `Key ${key.id} was deleted`,
      summary: "KMS has deleted the key: data that it encrypted can no longer be decrypted.",
      remedy:
        "Find out which data was encrypted with the key, and restore it from a copy that is not: nobody can restore the key. Then resolve this alert.",
    }),
    ...endedByDeletion.map((condition) =>
      cleared(event, {
        ...about(condition, key),
        scope: "condition",
        because: "deleted",
        title: `Key ${key.id} is deleted`,
        summary: "KMS has deleted the key.",
      }),
    ),
  ];
}

const endedByDeletion = [
  "key-disabled",
  "key-rotation-disabled",
  "key-exposure",
  "key-material-expiry",
  "key-material-gone",
] as const;
