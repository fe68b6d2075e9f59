/**
 * What sources share of a CloudTrail record that EventBridge delivers. The record's `eventTime` is when the call was
 * made; the envelope's `time` can be that of a late delivery.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
import { accountField, regionField } from "@tocsin/core/event/event";
import type { Instant } from "@tocsin/core/event/instant";
import { isObject } from "@tocsin/core/text/json";
import { instantField } from "@tocsin/core/text/parse";
import { isPlain } from "@tocsin/core/text/text";
import * as v from "valibot";

export const API_CALL = "AWS API Call via CloudTrail";
export const SERVICE_EVENT = "AWS Service Event via CloudTrail";

/** For the `detail` of a pattern: a record with an `errorCode` is of a call that failed and changed nothing. */
export const succeeded = { errorCode: [{ exists: false }] } as const;

/**
 * How the record of a call shows that it had its effect, which differs by service. `always`: even a call that failed may have changed
 * something.
 */
export type Evidence = "no-error-code" | "always" | { readonly answerHas: string };

/** Whether the call of a record had its effect. */
export function hadEffect(
  evidence: Evidence,
  { errorCode, responseElements }: { readonly errorCode?: unknown; readonly responseElements?: unknown },
): boolean {
  if (evidence === "always") return true;
  if (errorCode !== undefined && errorCode !== null) return false;
  if (evidence === "no-error-code") return true;
  const answer = isObject(responseElements) ? responseElements[evidence.answerHas] : undefined;
  return answer !== undefined && answer !== null;
}

export const recordFields = {
  eventTime: instantField,
  /** The record's own id, the same in every Region that the event is forwarded to. */
  eventID: v.optional(v.unknown()),
  awsRegion: regionField,
  /** Whose trail recorded it. A call across accounts is recorded on both sides. */
  recipientAccountId: v.nullish(accountField),
  // Who made the call is shown as far as it can be read: no reason to refuse what happened.
  userIdentity: v.optional(v.unknown()),
  sourceIPAddress: v.optional(v.unknown()),
};

/**
 * When the call of a record was made, and the record's id: what identifies every statement about it. The envelope's time would be
 * another in a copy from another Region, and orders nothing: in a tie of seconds the condition is taken to be there.
 */
export function recorded({ eventTime, eventID }: { readonly eventTime: Instant; readonly eventID?: unknown }) {
  // Without an id of its own, a statement goes by the envelope's: that is no reason to refuse the event.
  return { at: eventTime, sentAt: eventTime, eventId: recordIdIn(eventID) };
}

export function recordIdIn(eventID: unknown): string | undefined {
  return typeof eventID === "string" && eventID.length <= ID_LIMIT && isPlain(eventID) ? eventID : undefined;
}

/** A UUID has 36 characters. */
const ID_LIMIT = 64;
