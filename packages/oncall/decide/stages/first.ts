import { isOfDrill } from "../../target/drill-target.ts";
import type { Verdict } from "../../verdict.ts";
import { hasBegun, hasEnded, hasPresent, type Look, openIn } from "../look.ts";
import { standing } from "./standing.ts";

/** The first telling of a group. What began and ended before anybody could be told of it is told once, as over; to no step, and of no drill. */
export function first(look: Look): Verdict | undefined {
  if (look.told?.last !== undefined) return undefined;
  if (openIn(look) > 0) {
    return hasBegun(look) ? { outcome: "tell", kind: "opened", rings: true, reason: "opened" } : standing(look);
  }
  if (hasPresent(look) || !hasBegun(look) || !hasEnded(look) || isCalled(look.subject)) return undefined;
  return { outcome: "tell", kind: "over", rings: look.subject.urgency === "now", reason: "came-and-went" };
}

/** Who is told of it for what is to be done now: once it is over there is nothing to be done. */
function isCalled(subject: Look["subject"]): boolean {
  return subject.isStep === true || isOfDrill(subject);
}
