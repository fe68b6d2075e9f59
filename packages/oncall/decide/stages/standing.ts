import type { Verdict } from "../../verdict.ts";
import type { Look } from "../look.ts";
import { nextReminderAt } from "./repeat.ts";

/**
 * What is open and never began here was told elsewhere, or stood before anybody was to be told: it counts as told. A destination that
 * shows a state is shown it, and rings nobody.
 */
export function standing(look: Look): Verdict {
  const {
    told,
    circumstances: { mode, destination },
  } = look;
  const isHeardOf = told !== undefined && told.sequence > 0;
  if (mode === "learning" && !isHeardOf) return { outcome: "nothing", reason: "learning", isTold: true };
  if (destination.showsState) return { outcome: "tell", kind: "updated", rings: false, reason: "updated" };
  // People are reminded of it here, since they are no more where it was.
  const nextAt = nextReminderAt(look, { kind: "updated", rings: false });
  return { outcome: "nothing", reason: "moved-here", isTold: true, nextAt };
}
