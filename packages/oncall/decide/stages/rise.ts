import { isWorse, total, worstOf } from "../../counts.ts";
import type { Verdict } from "../../verdict.ts";
import { hasEnded, hasPresent, type Look, mutedIn, openIn, risenTo, worstKnown } from "../look.ts";

/**
 * What is worse than anything that the destination knows of is told at once, whatever else waits: it rings through grouping and
 * flapping, and was it over again before anybody could look. The rise of a group is one, however many of its alerts rise.
 */
export function rise(look: Look): Verdict | undefined {
  if (look.told?.last === undefined) return undefined;
  if (risenTo(look) !== undefined) return hasPresent(look) ? risen(look) : cameAndWent(look);
  return isUnmutedWorse(look) ? { outcome: "tell", kind: "worse", rings: true, reason: "mute-ended" } : undefined;
}

function risen(look: Look): Verdict {
  if (total(look.before.open) > 0 || openIn(look) === 0) {
    return { outcome: "tell", kind: "worse", rings: true, reason: "severity-raised" };
  }
  // Where all that counted as told was told elsewhere, or not at all, nothing is open again.
  return look.told?.last?.kind === undefined
    ? { outcome: "tell", kind: "opened", rings: true, reason: "opened" }
    : { outcome: "tell", kind: "reopened", rings: true, reason: "seen-again" };
}

/** Of what moved elsewhere none has ended, and there it is told. */
function cameAndWent(look: Look): Verdict | undefined {
  if (!hasEnded(look)) return undefined;
  return { outcome: "tell", kind: "over", rings: look.subject.urgency === "now", reason: "came-and-went" };
}

/** Whether the end of a silence, say, shows something worse than all that is known to be open beside it. */
function isUnmutedWorse(look: Look): boolean {
  const { before, counts } = look;
  return total(before.open) > 0 && mutedIn(before) > 0 && isWorse(worstOf(counts.open), worstKnown(look));
}
