/**
 * How an alert's wake changes its part in its groups, and what that adds to the groups' numbers. The numbers of a group are the sum of what
 * its alerts add, in whatever order their wakes come: a wake that is older than the alert's last counted one adds nothing, and a wake that
 * was counted already adds nothing again.
 */
import { isDrill } from "@tocsin/core/alert/condition";
import { compareSeverity, moreSevere, type Severity } from "@tocsin/core/alert/severity";
import type { Instant } from "@tocsin/core/event/instant";
import { bucketOf } from "./bucket.ts";
import { bySeverity, isZero, minus, plus, zero } from "./counts.ts";
import { flapEnd } from "./flap.ts";
import type { Bucket, Counts, Membership, Memberships, PastMembership, Target } from "./group.ts";
import { targetIn } from "./target/targets.ts";
import type { Wake } from "./wake.ts";

export interface Counting {
  readonly now: Instant;
  readonly mode: "learning" | "live";
  /** Whether a group that the alert was in owes its destination something; true in doubt. */
  readonly isOwed: (groupId: string) => boolean;
  /** A silence mutes the alert: as it is, or, if it is over, as it was. */
  readonly isSilenced: boolean;
  /** Where to tell the episode of `besideIn`; nowhere if a silence mutes it. */
  readonly besideTargets?: readonly Target[];
  /**
   * Whether a target is a destination that was told of the alert before, now under another name. If left out, no destination was renamed.
   */
  readonly isRenamed?: ((from: Membership, to: Target) => boolean) | undefined;
}

export interface Counted {
  readonly memberships: Memberships;
  /** The groups whose numbers change, and by what. */
  readonly changes: readonly Change[];
}

export interface Change {
  readonly target: Target;
  readonly delta: Counts;
  /** The group of the same destination that the alert was in until now. */
  readonly movedFrom?: string | undefined;
}

/** The memberships of the current episode, which `targetsOf` keeps. */
export function runningIn(
  known: Memberships | undefined,
  wake: Pick<Wake, "episodes" | "worst" | "worstOver" | "view">,
): readonly Membership[] {
  return known === undefined || newEpisodesIn(known, wake) > 0 ? [] : known.memberships.filter(isPresent);
}

/** The worst episode that began and ended beside the current one and is not counted yet: the alert as if there were no other episode. */
export function besideIn<T extends Pick<Wake, "view" | "worst" | "worstOver">>(
  known: Memberships | undefined,
  wake: T,
): T | undefined {
  const { worstOver, view } = wake;
  if (worstOver === undefined || view.status === "RESOLVED") return undefined;
  if (known?.worstOver !== undefined && compareSeverity(worstOver, known.worstOver) <= 0) return undefined;
  return { ...wake, worst: worstOver, view: { ...view, status: "RESOLVED" } };
}

/** How many episodes began since the last count, except one that ended beside the current episode. */
function newEpisodesIn(
  known: Memberships | undefined,
  wake: Pick<Wake, "episodes" | "worst" | "worstOver" | "view">,
): number {
  const began = wake.episodes - (known?.episodes ?? 0);
  return Math.max(besideIn(known, wake) === undefined ? began : began - 1, 0);
}

/**
 * Counts a wake. Returns nothing for a wake that is older than the last counted one, nor for an alert that nobody is to hear of. The same
 * version may count again, as silences and policies change an alert's part in its groups without changing the alert.
 */
export function counted(
  known: Memberships | undefined,
  wake: Wake,
  targets: readonly Target[],
  counting: Counting,
): Counted | undefined {
  if (!wake.notified || (known !== undefined && wake.version < known.version)) return undefined;
  const bucket = bucketOf(wake.view, counting.isSilenced);
  const change = { known, wake, counting, bucket, newEpisodes: newEpisodesIn(known, wake) };
  const parts = bucket === "over" ? ended(change, targets) : [...standing(change, bucket, targets), ...beside(change)];
  const memberships = parts.flatMap(({ membership }) => membership ?? []);
  return {
    memberships: {
      version: wake.version,
      revision: (known?.revision ?? 0) + 1,
      episodes: Math.max(wake.episodes, known?.episodes ?? 0),
      worst: wake.worst,
      worstOver: wake.worstOver,
      memberships,
      past: pastAfter(known, memberships, counting),
    },
    changes: summed(parts),
  };
}

/** Keeps the groups that the alert was in, so that one can still find what a destination was told of it. */
const PAST_LIMIT = 10;

function pastAfter(
  known: Memberships | undefined,
  memberships: readonly Membership[],
  { now, isOwed }: Counting,
): Memberships["past"] {
  const isGoingOn = ({ groupId, since }: Membership) =>
    memberships.some((one) => one.groupId === groupId && one.since === since);
  const ended = (known?.memberships ?? [])
    .filter((one) => !isGoingOn(one))
    .map((one): PastMembership => {
      const { since, bucket, begun, overAt } = one;
      const isHeard = bucket === "open" && begun !== undefined && !isOwed(one.groupId);
      const heard = isHeard ? { worst: begun, episodes: known?.episodes ?? 0 } : undefined;
      return { ...targetIn(one), since, ...(overAt === undefined && { leftAt: now, heard }) };
    });
  const past = [...(known?.past ?? []), ...ended].slice(-PAST_LIMIT);
  return past.length > 0 ? past : undefined;
}

interface Waking {
  readonly known: Memberships | undefined;
  readonly wake: Wake;
  readonly counting: Counting;
  readonly bucket: Bucket;
  readonly newEpisodes: number;
}

/** One alert's part in one group, from now on, and what it adds there. */
interface Part extends Change {
  readonly membership?: Membership | undefined;
}

/** The alert is not over: it is in the groups of all of its targets, and in no other. */
function standing(waking: Waking, bucket: Exclude<Bucket, "over">, targets: readonly Target[]): readonly Part[] {
  const present = (waking.known?.memberships ?? []).filter(isPresent);
  const stays = new Set(targets.map(({ groupId }) => groupId));
  const left = present.filter(({ groupId }) => !stays.has(groupId));
  return [
    // An alert that moved or is routed elsewhere has not ended, unless its episode has.
    ...left.map((membership) => ({ target: membership, delta: leaving(membership, waking.newEpisodes > 0) })),
    ...targets.map((target) => {
      const before =
        present.find(({ destination }) => destination === target.destination) ?? renamedFrom(waking, target, left);
      return before === undefined ? joining(waking, bucket, target) : staying(waking, bucket, target, before);
    }),
  ];
}

/** The destination's previous name. Among several, the one with the same wait is the likeliest. */
function renamedFrom({ counting }: Waking, target: Target, left: readonly Membership[]): Membership | undefined {
  const names = left.filter((one) => one.isStep === target.isStep && counting.isRenamed?.(one, target) === true);
  return names.find(({ waitSeconds }) => waitSeconds === target.waitSeconds) ?? names[0];
}

/** The destination is new to the alert, or to its episode. */
function joining(waking: Waking, bucket: Exclude<Bucket, "over">, target: Target): Part {
  const { wake, newEpisodes, counting } = waking;
  // A route that is added later hears of the alert's present severity, not of an earlier one.
  const severity = newEpisodes > 0 ? peakIn(waking) : wake.view.severity;
  const heard = heardBefore(waking, target);
  const isKnown = heard !== undefined && compareSeverity(severity, heard) <= 0;
  const isNews = bucket === "open" && isHeard(waking, target) && !isKnown;
  const began = isNews ? Math.max(newEpisodes, 1) : 0;
  const again = newEpisodes > 0 ? timesAgain(waking, target, severity, began) : 0;
  return {
    target,
    membership: memberOf(waking, bucket, target, {
      begun: isMuted(bucket) ? undefined : isKnown ? heard : severity,
      since: counting.now,
    }),
    delta: sum(inBucket(bucket, wake.view.severity), begun(severity, began, again), over(Math.max(began - 1, 0))),
  };
}

/**
 * The severity of the current episode that the destination had heard of when the alert moved elsewhere: that is no news to it when the
 * alert is back.
 */
function heardBefore({ known, wake }: Waking, target: Target): Severity | undefined {
  const before = known?.past?.findLast(({ destination }) => destination === target.destination);
  if (before?.heard?.episodes !== wake.episodes || isMoreUrgent(target, before)) return undefined;
  return before.heard.worst;
}

/** The destination knows of the alert, in this group or, before it moved, in another. */
function staying(waking: Waking, bucket: Exclude<Bucket, "over">, target: Target, before: Membership): Part {
  const { newEpisodes } = waking;
  const isHere = before.groupId === target.groupId;
  if (newEpisodes > 0) {
    const again = joining(waking, bucket, target);
    return isHere ? { ...again, delta: plus(again.delta, leaving(before, true)) } : again;
  }
  const news = risenTo(waking, bucket, target, before) ?? movedNews(waking, bucket, target, before);
  const known = before.begun ?? (isMuted(bucket) ? undefined : waking.wake.view.severity);
  return {
    target,
    movedFrom: isHere ? undefined : before.groupId,
    membership: memberOf(waking, bucket, target, {
      begun: known && moreSevere(known, isMuted(bucket) ? known : peakIn(waking)),
      since: before.since,
    }),
    delta: sum(
      inBucket(bucket, waking.wake.view.severity),
      news === undefined ? zero : begun(news, 1),
      isHere ? leaving(before, false) : zero,
    ),
  };
}

/** How many of the new episodes began within an hour after another one that was as severe. */
function timesAgain({ known, counting }: Waking, target: Target, severity: Severity, times: number): number {
  const before = known?.memberships.find(({ destination }) => destination === target.destination);
  const isRecent = before !== undefined && (before.overAt === undefined || counting.now < flapEnd(before.overAt));
  const isReturn = isRecent && before.begun !== undefined && compareSeverity(severity, before.begun) <= 0;
  return isReturn ? times : Math.max(times - 1, 0);
}

/** The severity at which a rise, or the end of muting, is news to the destination. */
function risenTo(waking: Waking, bucket: Bucket, target: Target, before: Membership): Severity | undefined {
  if (isMuted(bucket) || !isHeard(waking, target)) return undefined;
  const { severity } = waking.wake.view;
  // A higher severity while it was muted is no news once it is milder.
  const peak = isMuted(before.bucket) ? severity : peakIn(waking);
  if (before.begun !== undefined && compareSeverity(peak, before.begun) > 0) return peak;
  return bucket === "open" && before.bucket !== "open" ? severity : undefined;
}

/**
 * A move between groups of one destination is no news there, unless the alert became more urgent, or moved before the destination was told
 * of it.
 */
function movedNews(waking: Waking, bucket: Bucket, target: Target, before: Membership): Severity | undefined {
  if (bucket !== "open" || before.groupId === target.groupId || !isHeard(waking, target)) return undefined;
  const { severity } = waking.wake.view;
  // Nobody has heard yet of how bad it was before it moved.
  if (waking.counting.isOwed(before.groupId))
    return before.begun === undefined ? severity : moreSevere(before.begun, severity);
  return isMoreUrgent(target, before) ? severity : undefined;
}

function isMoreUrgent(target: Target, before: Target): boolean {
  return target.urgency === "now" && before.urgency === "morning";
}

/**
 * The alert is over. Destinations that know it hear of its end; of an episode that began and ended unseen, or was worse than seen, they
 * hear that there was one.
 */
function ended(waking: Waking, targets: readonly Target[]): readonly Part[] {
  const brief = waking.counting.isSilenced ? [] : targets.flatMap((target) => briefly(waking, target) ?? []);
  const ends = (waking.known?.memberships ?? []).map((membership): Part => {
    const instead = brief.find(({ target }) => target.destination === membership.destination);
    // An episode ends only once at a destination: in the group in which it was at its worst.
    const hasMoved = instead !== undefined && waking.newEpisodes === 0 && instead.target.groupId !== membership.groupId;
    return {
      target: membership,
      membership:
        instead === undefined
          ? { ...membership, bucket: "over", overAt: membership.overAt ?? waking.counting.now }
          : undefined,
      delta: isPresent(membership) ? leaving(membership, !hasMoved) : zero,
    };
  });
  return [...ends, ...brief];
}

/** What a destination hears of episodes, or of a rise, that ended before they were counted. */
function briefly(waking: Waking, target: Target): Part | undefined {
  const { known, wake, newEpisodes, counting } = waking;
  if (!isHeard(waking, target)) return undefined;
  const before = known?.memberships.find((one) => isPresent(one) && one.destination === target.destination);
  const isWorse =
    known !== undefined && compareSeverity(wake.worst, moreSevere(known.worst, known.worstOver ?? known.worst)) > 0;
  const isRise =
    newEpisodes === 0 && isWorse && before?.begun !== undefined && compareSeverity(wake.worst, before.begun) > 0;
  const times = isRise ? 1 : newEpisodes;
  if (times === 0) return undefined;
  const isSameEpisode = isRise && before?.groupId === target.groupId;
  return {
    target,
    membership: memberOf(waking, "over", target, { begun: wake.worst, since: counting.now }),
    delta: sum(
      begun(wake.worst, times, isRise ? 0 : timesAgain(waking, target, wake.worst, times)),
      over(isSameEpisode ? 0 : times),
    ),
  };
}

/** An episode that ended beside the current one does not move the alert; it is told as over in the group in which it would have been. */
function beside(waking: Waking): readonly Part[] {
  const one = besideIn(waking.known, waking.wake);
  if (one === undefined) return [];
  const targets = (waking.counting.besideTargets ?? []).filter((target) => isHeard(waking, target));
  return targets.map((target) => ({ target, delta: sum(begun(one.worst, 1), over(1)) }));
}

/** Whether a new episode is to be told at all. A stack that learns rings only for threats and for drills. */
function isHeard({ wake, counting }: Waking, { urgency }: Target): boolean {
  const { condition } = wake.view;
  if (counting.mode === "live" || isDrill(wake.view)) return true;
  return urgency === "now" && (condition === "threat" || condition === "malware");
}

/** The highest severity of the alert's last episode since it was counted last. */
function peakIn({ known, wake: { worst, view }, newEpisodes }: Waking): Severity {
  const isCounted = known !== undefined && newEpisodes === 0 && compareSeverity(worst, known.worst) <= 0;
  return isCounted ? view.severity : moreSevere(worst, view.severity);
}

/** A rise ends an acknowledgement, so it is news; suppressions and silences define themselves how far they reach. */
function isMuted(bucket: Bucket): boolean {
  return bucket === "suppressed" || bucket === "silenced";
}

function isPresent({ bucket }: Membership): boolean {
  return bucket !== "over";
}

function memberOf(
  { wake, known, counting }: Waking,
  bucket: Bucket,
  target: Target,
  { begun, since }: Pick<Membership, "begun" | "since">,
): Membership {
  const last = known?.memberships.find((one) => one.groupId === target.groupId)?.severity;
  const standing = { ...targetIn(target), bucket, severity: wake.view.severity, begun, since };
  return bucket === "over" ? { ...standing, severity: last ?? wake.worst, overAt: counting.now } : standing;
}

function leaving({ bucket, severity }: Membership, hasEnded: boolean): Counts {
  return minus(over(hasEnded ? 1 : 0), inBucket(bucket, severity));
}

function inBucket(bucket: Bucket, severity: Severity): Counts {
  if (bucket === "over") return zero;
  return bucket === "open" ? { ...zero, open: bySeverity(severity, 1) } : { ...zero, [bucket]: 1 };
}

function begun(severity: Severity, times: number, again = 0): Counts {
  return { ...zero, begun: bySeverity(severity, times), again: bySeverity(severity, again) };
}

function over(times: number): Counts {
  return { ...zero, ended: times };
}

function sum(...all: readonly Counts[]): Counts {
  return all.reduce(plus);
}

/** One change a group. */
function summed(parts: readonly Part[]): readonly Change[] {
  const changes = new Map<string, Change>();
  for (const { target, delta, movedFrom } of parts) {
    const { groupId } = target;
    const before = changes.get(groupId);
    changes.set(groupId, {
      target,
      delta: plus(before?.delta ?? zero, delta),
      movedFrom: movedFrom ?? before?.movedFrom,
    });
  }
  return [...changes.values()].filter(({ delta }) => !isZero(delta));
}
