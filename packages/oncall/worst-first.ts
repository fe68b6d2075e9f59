import { compareSeverity, type Severity } from "@tocsin/core/alert/severity";
import type { Instant } from "@tocsin/core/event/instant";

/** What a list goes by. */
export interface Listed {
  readonly severity: Severity;
  readonly deadline?: Instant | undefined;
  /** Since when it has been there. */
  readonly since?: Instant | undefined;
}

/**
 * The order of a list: the most severe first; among equals the nearest deadline first, then alerts without a deadline, and then the oldest.
 */
export function worstFirst(a: Listed, b: Listed): number {
  return compareSeverity(b.severity, a.severity) || earliest(a.deadline, b.deadline) || earliest(a.since, b.since);
}

function earliest(a: Instant | undefined, b: Instant | undefined): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? 1 : -1;
  return a < b ? -1 : 1;
}
