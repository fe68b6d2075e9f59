import type { Verdict } from "../../verdict.ts";
import { nextMorning } from "../../working-time.ts";
import { isOverflow, type Look, owedSince } from "../look.ts";
import type { Tell } from "../stage.ts";

/** What can wait is told at nine o'clock. What rings nobody is shown at any hour, and what overflowed at nine is not held for a day. */
export function untilMorning(look: Look, tell: Tell): Verdict | undefined {
  const { subject, circumstances } = look;
  const { now, timezone } = circumstances;
  if (subject.urgency !== "morning" || isOverflow(subject) || tell.kind === "reminder") return undefined;
  if (circumstances.isInPlace) return undefined;
  if (!tell.rings && tell.reason !== "came-and-went") return undefined;
  const nextAt = nextMorning(owedSince(look), timezone);
  return now < nextAt ? { outcome: "later", reason: "until-morning", nextAt } : undefined;
}
