import type { Verdict } from "../../verdict.ts";
import type { Look } from "../look.ts";

/**
 * What is open and never began here was told elsewhere, or stood before anybody was to be told: it counts as told. A destination that
 * shows a state is shown it, and rings nobody.
 */
export function standing({ told, circumstances: { mode, destination } }: Look): Verdict {
  const isHeardOf = told !== undefined && told.sequence > 0;
  if (mode === "learning" && !isHeardOf) return { outcome: "nothing", reason: "learning", isTold: true };
  if (destination.showsState) return { outcome: "tell", kind: "updated", rings: false, reason: "updated" };
  return { outcome: "nothing", reason: "moved-here", isTold: true };
}
