import { isOfDrill } from "../../target/drill-target.ts";
import type { Verdict } from "../../verdict.ts";
import { doubtIn, hasEnded, hasPresent, type Look, openIn } from "../look.ts";

/**
 * It may be unknown whether a notification arrived. If nothing else is to be told, and that notification may have said something that is no
 * longer true, the group's present state is told, so that the last message is right.
 */
export function doubted(look: Look): Verdict | undefined {
  const { told, circumstances } = look;
  // A drill is told once or not at all.
  const doubt = doubtIn(told);
  if (doubt === undefined || isOfDrill(look.subject)) return undefined;
  // Alerts that moved elsewhere without an end are told there. If an end is in doubt, it may not have corrected what came before it.
  const isWrong = hasPresent(look) ? doubt === "over" && openIn(look) > 0 : hasEnded(look);
  if (!isWrong && !circumstances.destination.showsState) return undefined;
  return hasPresent(look)
    ? { outcome: "tell", kind: "updated", rings: false, reason: "updated" }
    : { outcome: "tell", kind: "over", rings: false, reason: "all-over" };
}
