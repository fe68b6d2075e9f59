import { isWorse } from "../../counts.ts";
import { isOfDrill } from "../../target/drill-target.ts";
import type { Verdict } from "../../verdict.ts";
import { believesOpen, isOverflow, type Look, worstToTell } from "../look.ts";
import { OVERFLOW_LIMIT, windowEnd } from "../sending-window.ts";
import type { Tell } from "../stage.ts";

/**
 * Nobody reads more than so many notifications in ten minutes. What is no worse than the worst of them counts as told, and is counted in
 * the destination's overflow group; numbers alone wait until there is room. A drill is of neither.
 */
export function overflow(look: Look, tell: Tell): Verdict | undefined {
  const { now, destination } = look.circumstances;
  const { window } = destination;
  if (isOverflow(look.subject) || isOfDrill(look.subject) || window === undefined || window.sent < OVERFLOW_LIMIT)
    return undefined;
  const nextAt = windowEnd(window);
  if (now >= nextAt) return undefined;
  const isNews = tell.rings || tell.reason === "came-and-went";
  if (isNews && isWorse(worstToTell(look), window.worst)) return undefined;
  // No overflow group says that something is over which the destination was told of here.
  const isLastWord = tell.kind === "over" && believesOpen(look);
  return isNews && !isLastWord
    ? { outcome: "nothing", reason: "overflow", isTold: true }
    : { outcome: "later", reason: "updates-wait", nextAt };
}
