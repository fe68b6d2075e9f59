/**
 * The parts of a CloudTrail record, as EventBridge delivers it, that several sources read. The record's `eventTime` is when the call was
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

/** For the `detail` of a pattern: if a record has an `errorCode`, the call failed and changed nothing. */
export const succeeded = { errorCode: [{ exists: false }] } as const;

/**
 * How the record of a call shows that the call had its effect: services differ in this. `always`: even a call that failed may have changed
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
  /** The account whose trail recorded it. A call across accounts is recorded in both. */
  recipientAccountId: v.nullish(accountField),
  // The caller is shown as far as it can be read: an unreadable caller is no reason to refuse the event.
  userIdentity: v.optional(v.unknown()),
  sourceIPAddress: v.optional(v.unknown()),
};

/**
 * When the call of a record was made, and the record's id: these identify every statement about it. The envelope's time differs in a copy
 * from another Region, so it orders nothing: between two calls in the same second, the active statement wins.
 */
export function recorded({ eventTime, eventID }: { readonly eventTime: Instant; readonly eventID?: unknown }) {
  // A missing id is no reason to refuse the event: the statement then takes the envelope's id.
  return { at: eventTime, sentAt: eventTime, eventId: recordIdIn(eventID) };
}

export function recordIdIn(eventID: unknown): string | undefined {
  return typeof eventID === "string" && eventID.length <= ID_LIMIT && isPlain(eventID) ? eventID : undefined;
}

/** A UUID has 36 characters. */
const ID_LIMIT = 64;
