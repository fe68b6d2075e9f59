import { isOfDrill } from "../../target/drill-target.ts";
import type { Verdict } from "../../verdict.ts";
import { doubtIn, hasEnded, hasPresent, type Look, openIn } from "../look.ts";

/**
 * Of a notification that was sent nobody may know that it arrived. Where nothing else is to be told, and it may have said what is not so,
 * how the group is now is told, so that the last word is right.
 */
export function doubted(look: Look): Verdict | undefined {
  const { told, circumstances } = look;
  // A drill is told once or not at all.
  const doubt = doubtIn(told);
  if (doubt === undefined || isOfDrill(look.subject)) return undefined;
  // What moved elsewhere without an end is told there. An end of which nobody knows may not have set right what came before it.
  const isWrong = hasPresent(look) ? doubt === "over" && openIn(look) > 0 : hasEnded(look);
  if (!isWrong && !circumstances.destination.showsState) return undefined;
  return hasPresent(look)
    ? { outcome: "tell", kind: "updated", rings: false, reason: "updated" }
    : { outcome: "tell", kind: "over", rings: false, reason: "all-over" };
}
