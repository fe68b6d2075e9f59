import { total } from "../../counts.ts";
import type { Verdict } from "../../verdict.ts";
import { dampedUntil, hasBegun, type Look, mutedIn, openIn } from "../look.ts";
import { standing } from "./standing.ts";

/**
 * Nothing was open when the destination was told last, and something is now: it was seen again, or is muted no more. That rings, but
 * without a rise no more than once an hour.
 */
export function again(look: Look): Verdict | undefined {
  if (total(look.before.open) > 0 || openIn(look) === 0) return undefined;
  const isNews = hasBegun(look) || mutedIn(look.before) > 0;
  if (!isNews) return standing(look);
  const nextAt = dampedUntil(look);
  if (nextAt !== undefined) return { outcome: "later", reason: "flaps", nextAt };
  const reason = hasBegun(look) ? "seen-again" : "mute-ended";
  return look.told?.last?.kind === undefined
    ? { outcome: "tell", kind: "opened", rings: true, reason: reason === "seen-again" ? "opened" : reason }
    : { outcome: "tell", kind: "reopened", rings: true, reason };
}
