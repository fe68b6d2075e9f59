import { isWorse } from "../../counts.ts";
import type { Verdict } from "../../verdict.ts";
import { hasEnded, hasPresent, isUnmuted, isUnsilenced, knownOpen, type Look, openIn, risenTo } from "../look.ts";
import { opened } from "./again.ts";

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
  const { last, rung } = look.told ?? {};
  // Where all that counted as told was told elsewhere, or not at all, nothing is worse or open again.
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

/** Of what moved elsewhere none has ended, and there it is told. A step of an escalation is for what is still open. */
function cameAndWent(look: Look): Verdict | undefined {
  if (!hasEnded(look) || look.subject.isStep) return undefined;
  return { outcome: "tell", kind: "over", rings: look.subject.urgency === "now", reason: "came-and-went" };
}
