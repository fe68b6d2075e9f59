/** What a decision on a group looks at: its numbers now, and as they were last told. */
import { type Severity, severities } from "@tocsin/core/alert/severity";
import { epochOf, type Instant, shift } from "@tocsin/core/event/instant";
import { isWorse, minus, presentIn, total, worseOf, worstBegunSince, worstNewSince, worstOf, zero } from "../counts.ts";
import { flapEnd } from "../flap.ts";
import type { Counts, NotificationKind, Told } from "../group.ts";
import type { Circumstances, Subject } from "./circumstances.ts";

export interface Look {
  readonly subject: Subject;
  readonly told: Told | undefined;
  readonly counts: Counts;
  /** The numbers that the destination was last told, or that count as told; all 0 before the first time. */
  readonly before: Counts;
  readonly circumstances: Circumstances;
}

export function lookAt(told: Told | undefined, subject: Subject, counts: Counts, circumstances: Circumstances): Look {
  return { subject, told, counts, before: told?.last?.counts ?? zero, circumstances };
}

export function openIn({ counts }: Look): number {
  return total(counts.open);
}

/** Whether a member is not over, even if it is muted. */
export function hasPresent({ counts }: Look): boolean {
  return presentIn(counts) > 0;
}

/** Whether fewer alerts are muted than when the destination was last told. */
export function isUnmuted({ before, counts }: Look): boolean {
  return mutedIn(counts) < mutedIn(before);
}

/** The same, without counting acknowledged alerts. */
export function isUnsilenced({ before, counts }: Look): boolean {
  return counts.suppressed + counts.silenced < before.suppressed + before.silenced;
}

function mutedIn(counts: Counts): number {
  return presentIn(counts) - total(counts.open);
}

export function hasBegun({ before, counts }: Look): boolean {
  return total(counts.begun) > total(before.begun);
}

export function hasEnded({ before, counts }: Look): boolean {
  return counts.ended > before.ended;
}

/** Whether the destination believes that something is open. */
export function believesOpen({ told }: Look): boolean {
  return told?.last?.kind !== undefined && told.last.kind !== "over";
}

/** What a notification said if it is unknown whether it arrived; this includes one that is still on its way when its time is over. */
export function doubtIn(told: Told | undefined): NotificationKind | undefined {
  return told?.sending?.kind ?? told?.doubt;
}

/** Whether an episode began that is neither told nor decided on. */
export function hasNews(look: Look): boolean {
  return total(look.counts.begun) > total(newsFrom(look).begun);
}

/** Whether one of these had not been heard of within the hour. */
export function hasNew(look: Look): boolean {
  return worstNewSince(newsFrom(look), look.counts) !== undefined;
}

/** Episodes that began since these numbers are news. */
export function newsFrom({ told, before, circumstances }: Look): Counts {
  return told?.decidedOn ?? circumstances.decidedOn ?? before;
}

/** Since when the destination has been owed something that it was not told, here or in the group that it moved from. */
export function owedSince({ told, circumstances }: Look): Instant {
  return earliestOf(told?.owedSince, circumstances.owedSince) ?? circumstances.now;
}

/**
 * Until when the last ring keeps returning alerts from ringing; nothing if it no longer does. Returning alerts ring once an hour, and those
 * that are over already wait for the hour to end.
 */
export function dampedUntil(look: Look): Instant | undefined {
  const { told, circumstances } = look;
  if (told?.rung === undefined || (told.rung.isReturn !== true && openIn(look) > 0)) return undefined;
  const until = flapEnd(told.rung.at);
  return circumstances.now < until ? until : undefined;
}

/**
 * The worst severity that began since the last telling or decision, if it is worse than what is open and known. A returning alert must also
 * be worse than the last ring within the hour.
 */
export function risenTo(look: Look): Severity | undefined {
  const known = knownOpen(look);
  const isNew = worstNewSince(newsFrom(look), look.counts);
  if (isWorse(isNew, known)) return isNew;
  const rung = dampedUntil(look) === undefined ? undefined : look.told?.rung?.worst;
  const begun = worstBegunSince(newsFrom(look), look.counts);
  return isWorse(begun, worseOf(known, rung)) ? begun : undefined;
}

/** The worst of the open alerts that had begun before; those that rose since count with their earlier severity. */
export function knownOpen(look: Look): Severity | undefined {
  const { counts } = look;
  const from = newsFrom(look);
  const { begun, ended } = minus(counts, from);
  // All open alerts may have begun since, with another severity than they have now.
  if (total(from.open) === 0 && openIn(look) <= total(begun) - ended) return undefined;
  const standing = severities.findLast((severity) => counts.open[severity] > begun[severity]);
  if (standing !== undefined) return standing;
  const left = ended + Math.max(0, mutedIn(counts) - mutedIn(from));
  return total(from.open) > left ? worstOf(from.open) : undefined;
}

/** The worst severity that a message would tell of. */
export function worstToTell({ before, counts }: Look): Severity | undefined {
  return worseOf(worstBegunSince(before, counts), worstOf(counts.open));
}

/** An overflow group stands for everything that was too much to tell one by one. */
export function isOverflow({ grouping }: Subject): boolean {
  return "overflow" in grouping;
}

export function minutesAfter(at: Instant, minutes: number): Instant {
  return shift(at, minutes * 60_000);
}

export function secondsAfter(at: Instant, seconds: number): Instant {
  return shift(at, seconds * 1000);
}

/** The earliest of the given instants; nothing if none is given. */
export function earliestOf(...instants: readonly (Instant | undefined)[]): Instant | undefined {
  return instants.filter((at) => at !== undefined).sort((a, b) => epochOf(a) - epochOf(b))[0];
}
