import type { Severity } from "@tocsin/core/alert/severity";
import { isWorse } from "../../counts.ts";
import { isOfDrill } from "../../target/drill-target.ts";
import type { Verdict } from "../../verdict.ts";
import { believesOpen, doubtIn, isOverflow, type Look, worstToTell } from "../look.ts";
import { isFull, isRefused, isRetry, windowEnd } from "../sending-window.ts";
import type { Tell } from "../stage.ts";

/**
 * Nobody reads more than so many notifications in ten minutes. What is no worse than the worst of them counts as told, and is counted in
 * the destination's overflow group; numbers alone wait until there is room, and so does all of a destination that does not answer, lest the
 * fallback not hear of it. One that takes but so many at a time needs the overflow group most, and sooner: what it has refused is told
 * there too. A drill is of neither.
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
  // No overflow group says that something is over which the destination was told of here.
  if (tell.kind === "over" && believesOpen(look)) return waits;
  // What may have arrived here, and be wrong, is set right once there is room.
  return { outcome: "nothing", reason: "overflow", isTold: true, nextAt: doubtIn(look.told) && nextAt };
}

/** It is worse than all that was sent, or was when it was sent first; but then it was refused by a destination that takes but so many. */
function breaksThrough(look: Look, worst: Severity | undefined): boolean {
  const own = worstToTell(look);
  return isWorse(own, worst) || (isRetry(look) && own === worst && !isRefused(look));
}
