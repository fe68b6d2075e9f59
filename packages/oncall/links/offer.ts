/**
 * What a message lets its reader decide: with a link, a button, or in a provider's own program. An offer applies to the alerts that the
 * message showed as open, to nothing worse, and to nothing that is news since.
 */
import type { Severity } from "@tocsin/core/alert/severity";
import type { Instant } from "@tocsin/core/event/instant";
import { worstOf } from "../counts.ts";
import type { Notification } from "../notification.ts";

export interface Offer {
  readonly of: { readonly alert: string } | { readonly group: string };
  /** The highest severity that its reader saw as open. */
  readonly severity: Severity;
  /** When the notification was decided on. */
  readonly issuedAt: Instant;
}

/** The offer of a notification; the same whenever the notification is sent again. None if no alert is open that people must act on. */
export function offerIn(notification: Notification): Offer | undefined {
  const { kind, counts, at: issuedAt, grouping, groupId, alerts } = notification;
  const worst = kind === "over" ? undefined : worstOf(counts.open);
  if (worst === undefined) return undefined;
  const { alert } = grouping;
  if (alert === undefined) return { of: { group: groupId }, severity: worst, issuedAt };
  // The shown alert may be newer than the numbers.
  const shown = alerts.find(({ id }) => id === alert);
  return shown?.status === "OPEN" ? { of: { alert }, severity: shown.severity, issuedAt } : undefined;
}
