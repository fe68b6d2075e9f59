import { isOfDrill } from "../../target/drill-target.ts";
import type { Verdict } from "../../verdict.ts";
import { hasBegun, hasEnded, hasPresent, type Look, openIn } from "../look.ts";
import { standing } from "./standing.ts";

/**
 * The first telling of a group. An alert that began and ended before anybody could be told is told once, as over; but not to a step, and
 * not if it is a drill.
 */
export function first(look: Look): Verdict | undefined {
  if (look.told?.last !== undefined) return undefined;
  if (openIn(look) > 0) {
    return hasBegun(look) ? { outcome: "tell", kind: "opened", rings: true, reason: "opened" } : standing(look);
  }
  if (hasPresent(look) || !hasBegun(look) || !hasEnded(look) || isCalled(look.subject)) return undefined;
  return { outcome: "tell", kind: "over", rings: look.subject.urgency === "now", reason: "came-and-went" };
}

/** A step is told so that somebody acts now: once the alert is over there is nothing to do. */
function isCalled(subject: Look["subject"]): boolean {
  return subject.isStep === true || isOfDrill(subject);
}
