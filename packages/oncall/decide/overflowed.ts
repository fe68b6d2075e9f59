/** The part of a group's numbers that its destination's overflow group holds, while its alerts are told of there and not here. */
import { isZero, minus, presentIn, zero } from "../counts.ts";
import type { Counts, Target } from "../group.ts";
import { groupIdOf } from "../group-id.ts";
import type { Verdict } from "../verdict.ts";
import type { Subject } from "./circumstances.ts";
import type { Look } from "./look.ts";

const WAIT_SECONDS = 60;

/** The group that stands for everything that was too much for the destination. */
export function overflowTarget({ destination, urgency, route }: Subject): Target {
  const key = { destination, urgency, grouping: { overflow: destination } };
  return { ...key, groupId: groupIdOf(key), route, waitSeconds: WAIT_SECONDS };
}

/** What a verdict adds to the numbers of the overflow group; nothing if it changes none of them. */
export function overflowChange(look: Look, verdict: Verdict): Counts | undefined {
  const held = look.told?.overflowed;
  const holds = overflowedAfter(look, verdict);
  if (held === undefined && holds === undefined && !isOverflowing(verdict)) return undefined;
  const change = isToldHere(verdict)
    ? minus(zero, presentOf(held ?? zero))
    : minus(verdict.reason === "being-told" ? (held ?? zero) : look.counts, held ?? unheard(look));
  return isZero(change) ? undefined : change;
}

/** The part of the group's numbers that the overflow group holds. Alerts that are over, or told here, are no longer in it. */
export function overflowedAfter(look: Look, verdict: Verdict): Counts | undefined {
  const held = look.told?.overflowed;
  if (verdict.reason === "being-told") return held;
  const isHeld = isOverflowing(verdict) || (held !== undefined && !isToldHere(verdict));
  return isHeld && presentIn(look.counts) > 0 ? look.counts : undefined;
}

function isOverflowing(verdict: Verdict): boolean {
  return verdict.outcome === "nothing" && verdict.reason === "overflow";
}

function isToldHere({ outcome }: Verdict): boolean {
  return outcome === "tell";
}

/** What began or ended before was told here, and is no news in the overflow group. */
function unheard({ before }: Look): Counts {
  return { ...zero, begun: before.begun, ended: before.ended };
}

function presentOf({ open, acknowledged, suppressed, silenced }: Counts): Counts {
  return { ...zero, open, acknowledged, suppressed, silenced };
}
