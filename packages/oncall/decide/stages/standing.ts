import type { Verdict } from "../../verdict.ts";
import type { Look } from "../look.ts";
import { nextReminderAt } from "./repeat.ts";

/**
 * Open alerts that never began here were told elsewhere, or existed before anybody was to be told: they count as told. A destination that
 * shows a state is shown them, without a ring.
 */
export function standing(look: Look): Verdict {
  const {
    told,
    circumstances: { mode, destination },
  } = look;
  const isHeardOf = told !== undefined && told.sequence > 0;
  if (mode === "learning" && !isHeardOf) return { outcome: "nothing", reason: "learning", isTold: true };
  if (destination.showsState) return { outcome: "tell", kind: "updated", rings: false, reason: "updated" };
  // Reminders continue here, since they end in the group where the alert was.
  const nextAt = nextReminderAt(look, { kind: "updated", rings: false });
  return { outcome: "nothing", reason: "moved-here", isTold: true, nextAt };
}
