import { total } from "../../counts.ts";
import type { Verdict } from "../../verdict.ts";
import { dampedUntil, hasBegun, isUnmuted, type Look, openIn } from "../look.ts";
import { standing } from "./standing.ts";

/**
 * Something is open, and nothing was when the destination was told last: it was seen again, or is muted no more. That rings, but without
 * a rise no more than once an hour.
 */
export function again(look: Look): Verdict | undefined {
  if (openIn(look) === 0) return undefined;
  if (!hasBegun(look)) return total(look.before.open) === 0 ? standing(look) : undefined;
  if (total(look.before.open) > 0 && !isUnheard(look)) return undefined;
  const nextAt = dampedUntil(look);
  if (nextAt !== undefined) return { outcome: "later", reason: "flaps", nextAt };
  const isMuteEnded = isUnmuted(look);
  return look.told?.last?.kind === undefined
    ? { outcome: "tell", kind: "opened", rings: true, reason: isMuteEnded ? "mute-ended" : "opened" }
    : { outcome: "tell", kind: "reopened", rings: true, reason: isMuteEnded ? "mute-ended" : "seen-again" };
}

/** What began while the stack learned counts as told, and nobody has heard of it: the next that begins is the first. */
function isUnheard({ told }: Look): boolean {
  return told?.last?.kind === undefined && told?.overflowed === undefined;
}
