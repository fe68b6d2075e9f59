import { isWorse } from "../../counts.ts";
import type { Verdict } from "../../verdict.ts";
import { hasEnded, hasPresent, isUnmuted, isUnsilenced, knownOpen, type Look, openIn, risenTo } from "../look.ts";
import { opened } from "./again.ts";

/**
 * Anything worse than what the destination knows is told at once, whatever else waits: it rings despite grouping and flapping, even if it
 * was over again before anybody could look. A group has one rise, however many of its alerts rise.
 */
export function rise(look: Look): Verdict | undefined {
  if (look.told?.last === undefined) return undefined;
  if (risenTo(look) === undefined || isSeenTo(look)) return undefined;
  return hasPresent(look) ? risen(look) : cameAndWent(look);
}

/**
 * Whether somebody has acknowledged or muted everything that rose: it was open only between two decisions. If an alert has ended, it may be
 * the one that rose, and is told if it is worse than the last ring. A step of an escalation is only for alerts that nobody handles.
 */
function isSeenTo(look: Look): boolean {
  if (openIn(look) > 0 || !hasPresent(look)) return false;
  return look.subject.isStep === true || !hasEnded(look) || !isWorse(risenTo(look), look.told?.rung?.worst);
}

function risen(look: Look): Verdict {
  const { last, rung } = look.told ?? {};
  // If everything that counts as told was told elsewhere, or not at all, nothing can be worse or open again.
  if (last?.kind === undefined && openIn(look) > 0) return opened(look);
  // An acknowledgement ends with a rise.
  const isWorseThanRung = rung?.worst !== undefined && isWorse(risenTo(look), rung.worst);
  if (isWorseThanRung && isUnmuted(look) && !isUnsilenced(look)) return worse("severity-raised");
  if (knownOpen(look) === undefined && openIn(look) > 0) return opened(look);
  return worse(isUnmuted(look) ? "mute-ended" : "severity-raised");
}

function worse(reason: "severity-raised" | "mute-ended"): Verdict {
  return { outcome: "tell", kind: "worse", rings: true, reason };
}

/** No alert that moved elsewhere has ended, and it is told there. A step of an escalation is only for open alerts. */
function cameAndWent(look: Look): Verdict | undefined {
  if (!hasEnded(look) || look.subject.isStep) return undefined;
  return { outcome: "tell", kind: "over", rings: look.subject.urgency === "now", reason: "came-and-went" };
}
