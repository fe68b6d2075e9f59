import type { Verdict } from "../../verdict.ts";
import { hasBegun, hasEnded, hasPresent, type Look, openIn } from "../look.ts";
import { standing } from "./standing.ts";

/** The first telling of a group. What began and ended before anybody could be told of it is told once, as over; to no step of an escalation. */
export function first(look: Look): Verdict | undefined {
  if (look.told?.last !== undefined) return undefined;
  if (openIn(look) > 0) {
    return hasBegun(look) ? { outcome: "tell", kind: "opened", rings: true, reason: "opened" } : standing(look);
  }
  if (hasPresent(look) || !hasBegun(look) || !hasEnded(look) || look.subject.isStep) return undefined;
  return { outcome: "tell", kind: "over", rings: look.subject.urgency === "now", reason: "came-and-went" };
}
