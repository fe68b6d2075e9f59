/**
 * A link in a message lets its reader acknowledge without any AWS permission. It is valid for one alert or one group, only for
 * acknowledging, and for a limited time. Nobody knows who opens it, only to which destination it was sent.
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

/** A link sent on Friday evening still works on Monday morning. */
export const LINK_HOURS = 72;

export function lastInstantOf(issuedAt: Instant): Instant {
  return shift(issuedAt, LINK_HOURS * 3_600_000);
}

/** The link of a notification; the same whenever the notification is sent again. None if it offers nothing. */
export function linkIn(notification: Notification): Link | undefined {
  const offer = offerIn(notification);
  const { destination } = notification;
  return offer && { action: "acknowledge", ...offer, destination, expiresAt: lastInstantOf(offer.issuedAt) };
}

export function authorshipOf({ destination, issuedAt }: Link, now: Instant): Authorship {
  return { by: `link:${destination}`, why: `by the link in the message of ${issuedAt}`, now };
}
