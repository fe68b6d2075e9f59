/**
 * The part of a group's numbers that the policy's fallback is told of, because the group's own destination has accepted nothing for five
 * minutes. The fallback is told in the group that a route to it would give.
 */
import { compareSeverity } from "@tocsin/core/alert/severity";
import { FALLBACK_ROUTE } from "@tocsin/core/policy/references/policy-names";
import { isZero, minus, presentIn, worstOf, zero } from "../counts.ts";
import type { Counts, GroupKey, InPlaceOf, Target, Told } from "../group.ts";
import { groupIdOf } from "../group-id.ts";
import type { Verdict } from "../verdict.ts";
import type { Subject } from "./circumstances.ts";
import { failsForLong } from "./failing.ts";
import type { Look } from "./look.ts";

export function fallbackTarget({ urgency, grouping }: Subject, fallback: string): Target {
  const key: GroupKey = { destination: fallback, urgency, grouping };
  return { ...key, groupId: groupIdOf(key), route: FALLBACK_ROUTE, waitSeconds: 0 };
}

export interface FallenChange {
  /** The group of the destination that is told in place of this one. */
  readonly target: Target;
  readonly change: Counts;
}

/**
 * What a verdict adds to the numbers of the fallback's group, if it changes them. If the policy has another fallback now, it also takes the
 * group out of the previous fallback's numbers.
 */
export function fallenChanges(look: Look, verdict: Verdict): readonly FallenChange[] {
  const { subject, before, counts, told } = look;
  if (verdict.reason === "being-told") return [];
  const held = told?.fallen;
  const after = fallenAfter(look, verdict);
  const changes: (readonly [to: string, change: Counts])[] = [];
  if (held !== undefined && held.to !== after?.to)
    changes.push([held.to, minus(withNothingPresent(counts), held.counts)]);
  if (after !== undefined) {
    const known = held?.to === after.to ? held.counts : withNothingPresent(before);
    changes.push([after.to, minus(after.counts, known)]);
  }
  return changes.flatMap(([to, change]) => (isZero(change) ? [] : [{ target: fallbackTarget(subject, to), change }]));
}

/** The part of the group that the fallback has: nothing once alerts are over, or their destination answers. */
export function fallenAfter(look: Look, verdict: Verdict): Told["fallen"] {
  const { counts, told, circumstances } = look;
  const held = told?.fallen;
  if (verdict.reason === "being-told") return held;
  const to = circumstances.fallback ?? held?.to;
  const isHeld = held?.to === to ? circumstances.destination.failing !== undefined : falls(look, verdict);
  return to !== undefined && isHeld && presentIn(counts) > 0 ? { to, counts } : undefined;
}

/** For the fallback's group: the groups in whose place it is told, updated with what it has of some of them. */
export function inPlaceOfAfter(
  { inPlaceOf = [] }: Pick<Told, "inPlaceOf">,
  decided: readonly InPlaceOf[],
): Told["inPlaceOf"] {
  const held = new Map(inPlaceOf.map((one) => [one.groupId, one]));
  for (const { groupId, present } of decided) held.set(groupId, { groupId, present });
  const after = [...held.values()].filter(({ present }) => present > 0);
  return after.length > 0 ? after : undefined;
}

function withNothingPresent({ begun, ended }: Counts): Counts {
  return { ...zero, begun, ended };
}

function falls({ counts, circumstances: { now, fallback, destination } }: Look, { outcome, reason }: Verdict): boolean {
  const worst = worstOf(counts.open);
  const isSevere = worst !== undefined && compareSeverity(worst, "HIGH") >= 0;
  const isUntold = outcome === "tell" || reason === "destination-fails";
  return fallback !== undefined && isSevere && isUntold && failsForLong(destination, now);
}
