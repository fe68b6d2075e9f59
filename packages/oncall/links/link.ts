/**
 * A link in a message lets its reader acknowledge without having any rights in AWS. It is for one alert or one group, for this and nothing
 * else, and for a time. Who opens it nobody knows: what is known is to which destination it was sent.
 */
import type { Severity } from "@tocsin/core/alert/severity";
import { type Instant, shift } from "@tocsin/core/event/instant";
import { worstOf } from "../counts.ts";
import type { Authorship } from "../deciding/deciding.ts";
import type { Notification } from "../notification.ts";

export interface Link {
  readonly action: "acknowledge";
  readonly of: { readonly alert: string } | { readonly group: string };
  /** The channel that it was sent to. */
  readonly destination: string;
  /** The most severe that its reader was shown as open: it acknowledges nothing worse. */
  readonly severity: Severity;
  /** When the notification was decided on that it is in: it acknowledges nothing that is news since then. */
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
}

/** What was sent on Friday evening still works on Monday morning. */
export const LINK_HOURS = 72;

export function lastInstantOf(issuedAt: Instant): Instant {
  return shift(issuedAt, LINK_HOURS * 3_600_000);
}

/** The link of a notification; the same whenever that is sent again. None where nothing is open that people are asked for. */
export function linkIn(notification: Notification): Link | undefined {
  const { kind, counts, destination, at: issuedAt, grouping, groupId } = notification;
  const worst = kind === "over" ? undefined : worstOf(counts.open);
  if (worst === undefined) return undefined;
  const signed = { action: "acknowledge", destination, issuedAt, expiresAt: lastInstantOf(issuedAt) } as const;
  const { alert } = grouping;
  if (alert === undefined) return { ...signed, of: { group: groupId }, severity: worst };
  // What is shown of it may be newer than the numbers.
  const shown = notification.alerts.find(({ id }) => id === alert);
  return shown?.status === "OPEN" ? { ...signed, of: { alert }, severity: shown.severity } : undefined;
}

export function authorshipOf({ destination, issuedAt }: Link, now: Instant): Authorship {
  return { by: `link:${destination}`, why: `by the link in the message of ${issuedAt}`, now };
}
