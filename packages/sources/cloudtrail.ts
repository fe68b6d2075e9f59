/**
 * What sources share of a CloudTrail record that EventBridge delivers. The record's `eventTime` is when the call was
 * made; the envelope's `time` can be that of a late delivery.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
import { accountField, regionField } from "@tocsin/core/event/event";
import type { Instant } from "@tocsin/core/event/instant";
import { instantField } from "@tocsin/core/text/parse";
import { isPlain } from "@tocsin/core/text/text";
import * as v from "valibot";

export const API_CALL = "AWS API Call via CloudTrail";
export const SERVICE_EVENT = "AWS Service Event via CloudTrail";

/** For the `detail` of a pattern: a record with an `errorCode` is of a call that failed and changed nothing. */
export const succeeded = { errorCode: [{ exists: false }] } as const;

export const recordFields = {
  eventTime: instantField,
  /** The record's own id, the same in every Region that the event is forwarded to. */
  eventID: v.optional(v.unknown()),
  awsRegion: regionField,
  /** Whose trail recorded it. A call across accounts is recorded on both sides. */
  recipientAccountId: v.nullish(accountField),
};

/**
 * When the call of a record was made, and the record's id: what identifies every statement about it. The envelope's time would be
 * another in a copy from another Region, and orders nothing: in a tie of seconds the condition is taken to be there.
 */
export function recorded({ eventTime, eventID }: { readonly eventTime: Instant; readonly eventID?: unknown }) {
  // Without an id of its own, a statement goes by the envelope's: that is no reason to refuse the event.
  const isId = typeof eventID === "string" && eventID.length <= ID_LIMIT && isPlain(eventID);
  return { at: eventTime, sentAt: eventTime, eventId: isId ? eventID : undefined };
}

/** A UUID has 36 characters. */
const ID_LIMIT = 64;
