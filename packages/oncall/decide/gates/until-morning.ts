import type { Verdict } from "../../verdict.ts";
import { nextMorning } from "../../working-time.ts";
import { isOverflow, type Look, minutesAfter, owedSince } from "../look.ts";
import type { Tell } from "../stage.ts";

/**
 * On-call looks some time after a silence has ended. What a silence muted that ended at nine belongs to this morning, as a recurring window
 * may mute it again by the next morning.
 */
const LATE_MINUTES = 5;

/**
 * What can wait is told at nine o'clock on a day that is not quiet. Changes without a ring are shown at any hour, and what overflowed at
 * nine is not held for another day.
 */
export function untilMorning(look: Look, tell: Tell): Verdict | undefined {
  const { subject, circumstances } = look;
  if (subject.urgency !== "morning" || isOverflow(subject) || tell.kind === "reminder") return undefined;
  if (circumstances.isInPlace) return undefined;
  if (!tell.rings && tell.reason !== "came-and-went") return undefined;
  const since = owedSince(look);
  const nextAt = nextMorning(tell.reason === "mute-ended" ? minutesAfter(since, -LATE_MINUTES) : since, circumstances);
  return circumstances.now < nextAt ? { outcome: "later", reason: "until-morning", nextAt } : undefined;
}
