/** What a verdict depends on beside the group itself. */
import type { Severity } from "@tocsin/core/alert/severity";
import type { Instant } from "@tocsin/core/event/instant";
import type { Weekday } from "@tocsin/core/policy/policy";
import type { Counts, Target } from "../group.ts";

/** A group that is decided on. */
export type Subject = Pick<
  Target,
  "destination" | "urgency" | "grouping" | "route" | "waitSeconds" | "isStep" | "firstWaitSeconds"
>;

export interface Circumstances {
  readonly now: Instant;
  /** A stack that still learns rings for threats alone. */
  readonly mode: "learning" | "live";
  /** Somebody has paused on-call until then. */
  readonly pausedUntil?: Instant | undefined;
  /** Of the policy's mornings, an IANA name. */
  readonly timezone: string;
  /** Days on whose mornings the destination is told of nothing that can wait. */
  readonly quietDays?: readonly Weekday[] | undefined;
  /** The group's numbers when it was decided on last, where nothing has been owed since. What began before is no news. */
  readonly decidedOn?: Counts | undefined;
  /** Since when what just moved here has been owed to the destination in another group: its wait does not begin again. */
  readonly owedSince?: Instant | undefined;
  /** The group is told in the place of another destination, which has had its time. */
  readonly isInPlace?: boolean | undefined;
  /** Who hears of what the destination does not take; nobody, where it is told there anyway. */
  readonly fallback?: string | undefined;
  readonly destination: DestinationState;
}

export interface DestinationState {
  /** Whether a notification replaces the one before it, so that changed numbers are worth sending. */
  readonly showsState: boolean;
  /** What was sent to it of late. */
  readonly window?: SendingWindow | undefined;
  /** It does not answer, and is tried again then. */
  readonly failing?: Failing | undefined;
}

export interface Failing {
  readonly since: Instant;
  readonly nextTryAt: Instant;
  /** It answers, and takes no more than so many at a time. */
  readonly isLimited?: boolean | undefined;
}

/** How many notifications were begun within `OVERFLOW_MINUTES` of `since`, and the worst that they rang for. */
export interface SendingWindow {
  readonly since: Instant;
  readonly sent: number;
  readonly worst?: Severity | undefined;
}
