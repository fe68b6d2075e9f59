import { type Instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import type { Verdict } from "../../verdict.ts";
import { nextMorning } from "../../working-time.ts";
import { believesOpen, type Look, minutesAfter, openIn } from "../look.ts";

/** So many reminders come soon after each other, and all further ones seldom. */
const SOON = { now: 3, morning: 7 } as const;
const SOON_MINUTES = 20;
const SELDOM_MINUTES = 60;
const SELDOM_DAYS = 7;

/** What nobody has acknowledged is told again: `now` thrice within the hour, then hourly; in the morning daily, after a week weekly. */
export function repeat(look: Look): Verdict | undefined {
  const dueAt = reminderDueAt(look);
  if (dueAt === undefined || look.circumstances.now < dueAt) return undefined;
  const reason = look.subject.urgency === "now" ? "not-acknowledged" : "morning";
  return { outcome: "tell", kind: "reminder", rings: true, reason };
}

/** When the next reminder of what was told is due; none of what was told elsewhere, or is open no more. */
export function reminderDueAt(look: Look): Instant | undefined {
  const { told } = look;
  if (told?.last === undefined || !believesOpen(look) || openIn(look) === 0) return undefined;
  return reminderAfter(look, told.rung?.remindedAt ?? told.rung?.at ?? told.last.at, told.rung?.reminders ?? 0);
}

/** When people are reminded of what they are told now. */
export function nextReminderAt(look: Look, telling: { readonly kind: string; readonly rings: boolean }) {
  if (openIn(look) === 0) return undefined;
  if (!telling.rings) return reminderDueAt(look) ?? reminderAfter(look, look.circumstances.now, 0);
  const reminders = telling.kind === "reminder" ? (look.told?.rung?.reminders ?? 0) + 1 : 0;
  return reminderAfter(look, look.circumstances.now, reminders);
}

function reminderAfter({ subject, circumstances: { timezone } }: Look, rungAt: Instant, reminders: number): Instant {
  const isSoon = reminders < SOON[subject.urgency];
  if (subject.urgency === "now") return minutesAfter(rungAt, isSoon ? SOON_MINUTES : SELDOM_MINUTES);
  return nextMorning(isSoon ? rungAt : shift(rungAt, (SELDOM_DAYS - 1) * MILLISECONDS_PER_DAY), timezone);
}
