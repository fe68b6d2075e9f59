import { earlier, type Instant, later } from "@tocsin/core/event/instant";
import { total } from "../../counts.ts";
import { flapEnd } from "../../flap.ts";
import { isOfDrill } from "../../target/drill-target.ts";
import type { Verdict } from "../../verdict.ts";
import { isMorning, type Mornings, morningAfterWeek, nextMorning } from "../../working-time.ts";
import { believesOpen, hasEnded, type Look, minutesAfter, openIn } from "../look.ts";

/** Reminders of urgent alerts; after this number of both kinds, daily reminders follow. */
const SOON = 3;
const SOON_MINUTES = 20;
const HOURLY = 24;
const HOURLY_MINUTES = 60;
/** After this number of daily reminders they are weekly. */
const DAILY = 7;

/**
 * Alerts that nobody has acknowledged are told again: `now` three times within the hour, then hourly for a day; then, like all others,
 * daily for a week, and then weekly.
 */
export function repeat(look: Look): Verdict | undefined {
  const dueAt = reminderDueAt(look);
  if (dueAt === undefined || look.circumstances.now < dueAt) return undefined;
  const reason = look.subject.urgency === "now" ? "not-acknowledged" : "morning";
  return { outcome: "tell", kind: "reminder", rings: true, reason };
}

/** When the next reminder is due; there is none if the group was told elsewhere, is no longer open, or is a drill. */
export function reminderDueAt(look: Look): Instant | undefined {
  const { told } = look;
  if (isOfDrill(look.subject)) return undefined;
  if (told?.last === undefined || !believesOpen(look) || openIn(look) === 0) return undefined;
  const { at, remindedAt = at, reminders, isDamped, isReturn } = told.rung ?? { at: told.last.at, reminders: 0 };
  const regular = reminderAfter(look, remindedAt, reminders);
  const dueAt = hasUnrung(look) ? earlier(regular, newsDueAt(look, remindedAt)) : regular;
  const comesAndGoes = isDamped || (isReturn && hasEnded(look));
  return comesAndGoes ? later(dueAt, flapEnd(at)) : dueAt;
}

/** When the notification sent now is followed by a reminder. */
export function nextReminderAt(look: Look, telling: { readonly kind: string; readonly rings: boolean }) {
  if (openIn(look) === 0) return undefined;
  if (!telling.rings) return reminderDueAt(look) ?? reminderAfter(look, look.circumstances.now, 0);
  const reminders = telling.kind === "reminder" ? (look.told?.rung?.reminders ?? 0) + 1 : 0;
  return reminderAfter(look, look.circumstances.now, reminders);
}

/** Whether an alert began since the last ring or reminder: it must not wait days only because people have not acknowledged others. */
function hasUnrung({ told, before, counts }: Look): boolean {
  const { begun, remindedOf = begun } = told?.rung ?? {};
  return total(counts.begun) > (remindedOf ?? total(before.begun));
}

/** An urgent alert is told an hour after the last ring, and a new alert of a list on the next morning. */
function newsDueAt({ subject, told, circumstances }: Look, rungAt: Instant): Instant {
  if (subject.urgency === "now") return minutesAfter(rungAt, HOURLY_MINUTES);
  const waitedFor = told?.nextAt;
  const { now } = circumstances;
  const hasCome = waitedFor !== undefined && waitedFor <= now && isMorning(waitedFor, circumstances);
  return hasCome ? waitedFor : nextMorning(now, circumstances);
}

function reminderAfter({ subject, circumstances }: Look, rungAt: Instant, reminders: number): Instant {
  const isNow = subject.urgency === "now";
  if (isNow && reminders < SOON) return minutesAfter(rungAt, SOON_MINUTES);
  if (isNow && reminders < SOON + HOURLY) return minutesAfter(rungAt, HOURLY_MINUTES);
  const ofDays = isNow ? reminders - SOON - HOURLY : reminders;
  // On a quiet day only urgent alerts ring.
  const mornings: Mornings = isNow ? { timezone: circumstances.timezone } : circumstances;
  return ofDays < DAILY ? nextMorning(rungAt, mornings) : morningAfterWeek(rungAt, mornings);
}
