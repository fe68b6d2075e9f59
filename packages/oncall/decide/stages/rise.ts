import { isWorse, total } from "../../counts.ts";
import type { Verdict } from "../../verdict.ts";
import { hasEnded, hasPresent, isUnmuted, type Look, openIn, risenTo } from "../look.ts";

/**
 * What is worse than anything that the destination knows of is told at once, whatever else waits: it rings through grouping and
 * flapping, and was it over again before anybody could look. The rise of a group is one, however many of its alerts rise.
 */
export function rise(look: Look): Verdict | undefined {
  if (look.told?.last === undefined) return undefined;
  if (risenTo(look) === undefined || isSeenTo(look)) return undefined;
  return hasPresent(look) ? risen(look) : cameAndWent(look);
}

/**
 * Whether somebody has acknowledged or muted all that rose: it was open only between two decisions. Where something has ended, that may
 * be what rose, and is told if it is worse than what people were rung for. A step of an escalation is for what nobody sees to.
 */
function isSeenTo(look: Look): boolean {
  if (openIn(look) > 0 || !hasPresent(look)) return false;
  return look.subject.isStep === true || !hasEnded(look) || !isWorse(risenTo(look), look.told?.rung?.worst);
}

function risen(look: Look): Verdict {
  // Where all that counted as told was told elsewhere, or not at all, nothing is worse or open again.
  if (look.told?.last?.kind === undefined && openIn(look) > 0) {
    return { outcome: "tell", kind: "opened", rings: true, reason: "opened" };
  }
  return total(look.before.open) > 0 || openIn(look) === 0
    ? { outcome: "tell", kind: "worse", rings: true, reason: isUnmuted(look) ? "mute-ended" : "severity-raised" }
    : { outcome: "tell", kind: "reopened", rings: true, reason: isUnmuted(look) ? "mute-ended" : "seen-again" };
}

/** Of what moved elsewhere none has ended, and there it is told. */
function cameAndWent(look: Look): Verdict | undefined {
  if (!hasEnded(look)) return undefined;
  return { outcome: "tell", kind: "over", rings: look.subject.urgency === "now", reason: "came-and-went" };
}
