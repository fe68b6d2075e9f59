import type { Instant } from "@tocsin/core/event/instant";
import { total } from "../../counts.ts";
import type { Verdict } from "../../verdict.ts";
import { dampedUntil, hasNew, hasNews, isUnmuted, knownOpen, type Look, openIn, secondsAfter } from "../look.ts";
import { standing } from "./standing.ts";
import { PAUSE_SECONDS } from "./update.ts";

/**
 * Something is open, but nothing that the destination knows of: it is new, was seen again, or is no longer muted. That rings; alerts that
 * come and go ring at most once an hour.
 */
export function again(look: Look): Verdict | undefined {
  if (openIn(look) === 0) return undefined;
  if (!hasNews(look)) return total(look.before.open) === 0 ? standing(look) : undefined;
  const isBelievedOpen = knownOpen(look) !== undefined || (total(look.before.open) > 0 && !hasNew(look));
  if (isBelievedOpen && !isUnheard(look)) {
    if (!isSaidToBeOver(look)) return undefined;
    return isOwedNew(look) ? opened(look) : standing(look);
  }
  const nextAt = hasNew(look) ? undefined : dampedUntil(look);
  return nextAt === undefined ? opened(look) : damped(look, nextAt);
}

/** How to tell that something is open if nothing known is. */
export function opened(look: Look): Verdict {
  const isMuteEnded = isUnmuted(look);
  if (look.told?.last?.kind === undefined)
    return { outcome: "tell", kind: "opened", rings: true, reason: isMuteEnded ? "mute-ended" : "opened" };
  if (isMuteEnded) return { outcome: "tell", kind: "reopened", rings: true, reason: "mute-ended" };
  return hasNew(look)
    ? { outcome: "tell", kind: "opened", rings: true, reason: "opened" }
    : { outcome: "tell", kind: "reopened", rings: true, reason: "seen-again" };
}

/** A destination that shows a state is shown that it is open, and the ring waits. */
function damped(look: Look, nextAt: Instant): Verdict {
  const { told, circumstances } = look;
  if (!circumstances.destination.showsState) return { outcome: "later", reason: "flaps", nextAt };
  const shownAt = secondsAfter(told?.last?.at ?? circumstances.now, PAUSE_SECONDS);
  return circumstances.now < shownAt
    ? { outcome: "later", reason: "flaps", nextAt: shownAt }
    : { outcome: "tell", kind: "reopened", rings: false, reason: "seen-again" };
}

/** The new alert was already waiting to ring before anything moved here. */
function isOwedNew(look: Look): boolean {
  return look.told?.owedSince !== undefined && hasNew(look);
}

/** Most of the known alerts moved here, after the destination heard that the group is over. */
function isSaidToBeOver({ told }: Look): boolean {
  return told?.last?.kind === "over";
}

/** Alerts that began while the stack learned count as told, but nobody has heard of them: the next one is the first. */
function isUnheard({ told }: Look): boolean {
  return told?.last?.kind === undefined && told?.overflowed === undefined;
}
