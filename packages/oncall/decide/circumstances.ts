/** What a verdict depends on, apart from the group itself. */
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
  /** If somebody has paused on-call: until when. */
  readonly pausedUntil?: Instant | undefined;
  /** The time zone of the policy's mornings, an IANA name. */
  readonly timezone: string;
  /** Days on which the destination is not told of alerts that can wait. */
  readonly quietDays?: readonly Weekday[] | undefined;
  /** The group's numbers at the last decision, if nothing has been owed since. Episodes that began before that are no news. */
  readonly decidedOn?: Counts | undefined;
  /** If an owed alert just moved here from another group: since when it has been owed. Its wait does not begin again. */
  readonly owedSince?: Instant | undefined;
  /** The group is told in place of another destination, whose time is over. */
  readonly isInPlace?: boolean | undefined;
  /** Who hears of notifications that the destination does not accept; nobody if that destination is told anyway. */
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
  /** It answers, but limits how many notifications it accepts at a time. */
  readonly isLimited?: boolean | undefined;
}

/** How many notifications were begun within `OVERFLOW_MINUTES` after `since`, and the worst severity that they rang for. */
export interface SendingWindow {
  readonly since: Instant;
  readonly sent: number;
  readonly worst?: Severity | undefined;
}
