import type { Instant } from "@tocsin/core/event/instant";
import { total } from "../../counts.ts";
import type { Verdict } from "../../verdict.ts";
import { dampedUntil, hasNew, hasNews, isUnmuted, knownOpen, type Look, openIn, secondsAfter } from "../look.ts";
import { standing } from "./standing.ts";
import { PAUSE_SECONDS } from "./update.ts";

/**
 * Something is open, and nothing that is known is: it is new, was seen again, or is muted no more. That rings; what comes and goes, no
 * more than once an hour.
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

/** How it is told that something is open where nothing that is known is. */
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

/** What is new was to ring before anything moved here, and waits. */
function isOwedNew(look: Look): boolean {
  return look.told?.owedSince !== undefined && hasNew(look);
}

/** Of what is known the most moved here, after the destination heard that all of this group is over. */
function isSaidToBeOver({ told }: Look): boolean {
  return told?.last?.kind === "over";
}

/** What began while the stack learned counts as told, and nobody has heard of it: the next that begins is the first. */
function isUnheard({ told }: Look): boolean {
  return told?.last?.kind === undefined && told?.overflowed === undefined;
}
