import type { Severity } from "@tocsin/core/alert/severity";
import { isWorse } from "../../counts.ts";
import { isOfDrill } from "../../target/drill-target.ts";
import type { Verdict } from "../../verdict.ts";
import { believesOpen, doubtIn, isOverflow, type Look, worstToTell } from "../look.ts";
import { isFull, isRefused, isRetry, windowEnd } from "../sending-window.ts";
import type { Tell } from "../stage.ts";

/**
 * Nobody reads more than so many notifications in ten minutes. Anything no worse than the worst of them counts as told, and is counted in
 * the destination's overflow group. Changes of numbers wait until there is room; so does everything for a destination that does not answer,
 * or the fallback would not hear of it. A destination that limits its rate needs the overflow group most, and sooner: what it has refused
 * is told there too. Drills never overflow.
 */
export function overflow(look: Look, tell: Tell): Verdict | undefined {
  const { now, destination } = look.circumstances;
  const { window, failing } = destination;
  if (isOverflow(look.subject) || isOfDrill(look.subject) || window === undefined || !isFull(window, look))
    return undefined;
  const nextAt = windowEnd(window);
  if (now >= nextAt) return undefined;
  const waits = { outcome: "later", reason: "updates-wait", nextAt } as const;
  if (!tell.rings && tell.reason !== "came-and-went") return waits;
  if (breaksThrough(look, window.worst)) return undefined;
  if (failing !== undefined && failing.isLimited !== true)
    return { outcome: "later", reason: "destination-fails", nextAt };
  // The overflow group does not tell of an end if the destination was told of the alert here.
  if (tell.kind === "over" && believesOpen(look)) return waits;
  // A message that may have arrived here, and be wrong by now, is corrected once there is room.
  return { outcome: "nothing", reason: "overflow", isTold: true, nextAt: doubtIn(look.told) && nextAt };
}

/** It is worse than everything that was sent, or was so at its first attempt, unless a destination that limits its rate then refused it. */
function breaksThrough(look: Look, worst: Severity | undefined): boolean {
  const own = worstToTell(look);
  return isWorse(own, worst) || (isRetry(look) && own === worst && !isRefused(look));
}
