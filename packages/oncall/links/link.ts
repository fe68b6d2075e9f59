/**
 * A link in a message lets its reader acknowledge without having any rights in AWS. It is for one alert or one group, for this and nothing
 * else, and for a time. Who opens it nobody knows: what is known is to which destination it was sent.
 */
import { type Instant, shift } from "@tocsin/core/event/instant";
import type { Authorship } from "../deciding/deciding.ts";
import type { Notification } from "../notification.ts";
import { type Offer, offerIn } from "./offer.ts";

export interface Link extends Offer {
  readonly action: "acknowledge";
  /** The channel that it was sent to. */
  readonly destination: string;
  readonly expiresAt: Instant;
}

/** What was sent on Friday evening still works on Monday morning. */
export const LINK_HOURS = 72;

export function lastInstantOf(issuedAt: Instant): Instant {
  return shift(issuedAt, LINK_HOURS * 3_600_000);
}

/** The link of a notification; the same whenever that is sent again. None where it offers nothing. */
export function linkIn(notification: Notification): Link | undefined {
  const offer = offerIn(notification);
  const { destination } = notification;
  return offer && { action: "acknowledge", ...offer, destination, expiresAt: lastInstantOf(offer.issuedAt) };
}

export function authorshipOf({ destination, issuedAt }: Link, now: Instant): Authorship {
  return { by: `link:${destination}`, why: `by the link in the message of ${issuedAt}`, now };
}
