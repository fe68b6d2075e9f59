/**
 * What a message offers its reader to decide on: by a link in it, by a button, or in a provider's own program. It holds for what the message
 * showed as open, for nothing worse, and for nothing that is news since.
 */
import type { Severity } from "@tocsin/core/alert/severity";
import type { Instant } from "@tocsin/core/event/instant";
import { worstOf } from "../counts.ts";
import type { Notification } from "../notification.ts";

export interface Offer {
  readonly of: { readonly alert: string } | { readonly group: string };
  /** The most severe that its reader was shown as open. */
  readonly severity: Severity;
  /** When the notification was decided on. */
  readonly issuedAt: Instant;
}

/** The offer of a notification; the same whenever that is sent again. None where nothing is open that people are asked for. */
export function offerIn(notification: Notification): Offer | undefined {
  const { kind, counts, at: issuedAt, grouping, groupId, alerts } = notification;
  const worst = kind === "over" ? undefined : worstOf(counts.open);
  if (worst === undefined) return undefined;
  const { alert } = grouping;
  if (alert === undefined) return { of: { group: groupId }, severity: worst, issuedAt };
  // What is shown of it may be newer than the numbers.
  const shown = alerts.find(({ id }) => id === alert);
  return shown?.status === "OPEN" ? { of: { alert }, severity: shown.severity, issuedAt } : undefined;
}
