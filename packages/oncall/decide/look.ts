/** What is looked at when a group is decided on: its numbers as they are, and as they were told. */
import type { Severity } from "@tocsin/core/alert/severity";
import { epochOf, type Instant, shift } from "@tocsin/core/event/instant";
import { isWorse, presentIn, total, worseOf, worstBegunSince, worstOf, zero } from "../counts.ts";
import type { Counts, Told } from "../group.ts";
import type { Circumstances, Subject } from "./circumstances.ts";

export interface Look {
  readonly subject: Subject;
  readonly told: Told | undefined;
  readonly counts: Counts;
  /** What the destination was told last, or counts as told; nothing of anything before the first time. */
  readonly before: Counts;
  readonly circumstances: Circumstances;
}

export function lookAt(told: Told | undefined, subject: Subject, counts: Counts, circumstances: Circumstances): Look {
  return { subject, told, counts, before: told?.last?.counts ?? zero, circumstances };
}

const FLAP_MINUTES = 60;

export function openIn({ counts }: Look): number {
  return total(counts.open);
}

/** Whether there is a member that is not over, be it muted. */
export function hasPresent({ counts }: Look): boolean {
  return presentIn(counts) > 0;
}

/** Whether fewer are open but asked for by nobody than when the destination was told last. */
export function isUnmuted({ before, counts }: Look): boolean {
  return mutedIn(counts) < mutedIn(before);
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

/** Until when what was rung last damps what is no worse; nothing, where it does not any more. */
export function dampedUntil({ told, circumstances: { now } }: Look): Instant | undefined {
  if (told?.rung === undefined) return undefined;
  const until = minutesAfter(told.rung.at, FLAP_MINUTES);
  return now < until ? until : undefined;
}

/** The worst of what began since the last telling, where it is worse than what the destination knows, or was rung for within the hour. */
export function risenTo(look: Look): Severity | undefined {
  const begun = worstBegunSince(look.before, look.counts);
  return isWorse(begun, worstKnown(look)) ? begun : undefined;
}

function worstKnown(look: Look): Severity | undefined {
  const rung = dampedUntil(look) === undefined ? undefined : look.told?.rung?.worst;
  return worseOf(worstOf(look.before.open), rung);
}

/** What a message would tell of at its worst. */
export function worstToTell({ before, counts }: Look): Severity | undefined {
  return worseOf(worstBegunSince(before, counts), worstOf(counts.open));
}

/** An overflow group stands for all that was too much to be told one by one. */
export function isOverflow({ grouping }: Subject): boolean {
  return "overflow" in grouping;
}

export function minutesAfter(at: Instant, minutes: number): Instant {
  return shift(at, minutes * 60_000);
}

export function secondsAfter(at: Instant, seconds: number): Instant {
  return shift(at, seconds * 1000);
}

/** The earliest of those that there are, which need not be any. */
export function earliestOf(...instants: readonly (Instant | undefined)[]): Instant | undefined {
  return instants.filter((at) => at !== undefined).sort((a, b) => epochOf(a) - epochOf(b))[0];
}
