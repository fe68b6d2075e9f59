/** The items of a week's digest: `DIGEST#<week>` / `SENT#<edition>#<channel>`, and `DIGEST#<week>` / `REVIEWED#<at>`. */
import type { Instant } from "@tocsin/core/event/instant";
import type { Week } from "@tocsin/core/event/week";
import { itemFormats } from "@tocsin/core/release";
import { objectField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { digestPartition, REVIEWED_PREFIX, SENT_PREFIX } from "../../alerts/alerts-schema.ts";
import { type FieldsOf, instantText, text } from "../../alerts/items/alert-schemas.ts";
import { type Item, type ItemKind, type ItemRead, type Key, readItem, toItem } from "../../alerts/items/items.ts";

export const DIGEST_FORMAT = itemFormats.digest;

/** An edition of a week, and a channel that it goes to. */
export interface SendingKey {
  readonly week: Week;
  /** `organization`, or `owner:payments`. */
  readonly edition: string;
  /** The channel's name; `TOPIC` for the stack's own topic. */
  readonly channel: string;
}

/** No name of a channel: those are not empty. */
export const TOPIC = "";

/** What became of it. */
export interface Sending extends Pick<SendingKey, "edition" | "channel"> {
  /** When it was handed to the function that sends it. */
  readonly handedAt?: Instant | undefined;
  /** Until then somebody is sending it. */
  readonly beingSentUntil?: Instant | undefined;
  readonly sentAt?: Instant | undefined;
  /** When it was found that the edition has nothing to say. */
  readonly silentAt?: Instant | undefined;
}

export interface Review {
  readonly at: Instant;
  /** As everybody may see it: without an e-mail address. */
  readonly by: string;
  readonly note: string;
}

const sendingKind: ItemKind<Sending> = {
  format: DIGEST_FORMAT,
  schema: objectField({
    edition: text,
    channel: text,
    handedAt: v.optional(instantText),
    beingSentUntil: v.optional(instantText),
    sentAt: v.optional(instantText),
    silentAt: v.optional(instantText),
  } satisfies FieldsOf<Sending>),
};

const reviewKind: ItemKind<Review> = {
  format: DIGEST_FORMAT,
  schema: objectField({ at: instantText, by: text, note: text } satisfies FieldsOf<Review>),
};

export function sendingItemKey({ week, edition, channel }: SendingKey): Key {
  return { pk: digestPartition(week), sk: `${SENT_PREFIX}${JSON.stringify([edition, channel])}` };
}

export function readSending(item: Item): ItemRead<Sending> {
  return readItem(sendingKind, item);
}

export function reviewItem(week: Week, review: Review): Item {
  return toItem({ pk: digestPartition(week), sk: `${REVIEWED_PREFIX}${review.at}`, format: DIGEST_FORMAT, ...review });
}

export function readReview(item: Item): ItemRead<Review> {
  return readItem(reviewKind, item);
}
