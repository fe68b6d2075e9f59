/** Why a notification came, to whom, and what happens next. */
import { isDrill } from "@tocsin/core/alert/condition";
import { compareSeverity } from "@tocsin/core/alert/severity";
import { isWorse, worseOf, worstBegunSince, zero } from "@tocsin/oncall/counts";
import type { Notification, Step } from "@tocsin/oncall/notification";
import type { TellReason } from "@tocsin/oncall/verdict";
import type { Reading } from "./alert-fields.ts";
import { endings, SHORT_ID_LENGTH } from "./alert-fields.ts";
import { ASIDE_LIMIT, type Field, PROSE_LIMIT } from "./field.ts";
import { isOfOne, peakOf, worstIn } from "./group-facts.ts";
import { timeIn } from "./page-time.ts";

/** Of one alert, and of several. */
const reasons: Record<TellReason, readonly [one: string, several: string]> = {
  opened: ["it is new", "they are new"],
  "seen-again": ["it was over and is seen again", "all of them were over, and some are seen again"],
  "mute-ended": [
    "what kept it quiet has ended, and it is still open",
    "what kept them quiet has ended, and they are still open",
  ],
  "severity-raised": ["it became more severe", "the worst of them is more severe than what you were told"],
  "grew-tenfold": ["there are ten times as many", "ten times as many are open as when you were last rung"],
  overflows: ["too many began to tell one by one", "too many began to tell one by one"],
  "not-acknowledged": ["nobody has acknowledged it", "nobody has acknowledged them"],
  morning: ["it is for the morning", "they are for the morning"],
  "came-and-went": ["it began and ended before this could be sent", "they began and ended before this could be sent"],
  updated: ["what you were told has changed", "what you were told has changed"],
  "all-over": ["it is over", "all of them are over"],
  "moved-away": ["it is told in another group from now on", "they are told in other groups from now on"],
};

export function whyYou(notification: Notification): Field {
  const { route, destination, reason, step } = notification;
  const escalation = step?.escalation === undefined ? "" : `escalation "${step.escalation}" of `;
  const [one, several] = reasons[reason];
  const isOne = isOfOne(notification);
  const cause = unacknowledged(notification, isOne) ?? (isOne ? (endingOf(notification) ?? one) : several);
  const details = detailsOf(notification);
  const [alert] = notification.alerts;
  if (alert !== undefined && isDrill(alert)) return whyDrilled(notification);
  return {
    label: "why you",
    texts: [
      `${cause}${details.length > 0 ? ` (${details.join(", ")})` : ""}`,
      ...peakTexts(notification),
      ...onCallTexts(notification),
      `${escalation}route "${route}" sends it to "${destination}"`,
    ],
    limit: PROSE_LIMIT,
  };
}

function whyDrilled({ destination, kind }: Notification): Field {
  const what = kind === "over" ? "the drill is over" : "a drill tests whether you are reached";
  return { label: "why you", texts: [what, `it is meant for "${destination}" alone`], limit: PROSE_LIMIT };
}

/** In the schedule's time zone. */
function onCallTexts({ onCall }: Notification): readonly string[] {
  if (onCall === undefined) return [];
  const { person, schedule, until, timezone } = onCall;
  return [`${person} is on call for ${schedule}${until === undefined ? "" : ` until ${timeIn(timezone, until)}`}`];
}

/** A step is told because others were told before, and nobody acknowledged. */
function unacknowledged({ step, kind }: Notification, isOne: boolean): string | undefined {
  if (step === undefined || (kind !== "opened" && kind !== "reopened" && kind !== "worse")) return undefined;
  if (step.afterMinutes === 0) return "nobody is on call in the steps before yours";
  return `nobody has acknowledged ${isOne ? "it" : "them"} for ${minutesText(step)}`;
}

function minutesText({ afterMinutes }: Step): string {
  return `${afterMinutes} ${afterMinutes === 1 ? "minute" : "minutes"}`;
}

/** Which one of several was worse, and no longer is. */
function peakTexts(notification: Notification): readonly string[] {
  const peak = peakOf(notification);
  if (peak === undefined) return [];
  const { id, title, status, severity } = peak.view;
  const is = status === "RESOLVED" ? "over already" : `${severity} now`;
  return [`"${title}" (${id.slice(0, SHORT_ID_LENGTH)}) was ${peak.severity}, and is ${is}`];
}

/** Why one alert is over, if that is known. */
function endingOf({ reason, alerts: [alert] }: Notification): string | undefined {
  if (reason !== "all-over" || alert?.status !== "RESOLVED") return undefined;
  if (alert.ended === "lapsed") return "nobody has reported it for a long time";
  if (alert.ended === "decided") return "a person has resolved it";
  return alert.because && endings[alert.because];
}

/** `MEDIUM → HIGH`, `14-day step`; if it is over, how severe it was. */
function detailsOf(notification: Notification): readonly string[] {
  const { counts, before, kind, alerts } = notification;
  const worst = worstIn(counts.open);
  const told = before && worstIn(before.open);
  // A rise that ended before it could be told.
  const begun = worstBegunSince(before ?? zero, counts);
  if (kind === "over") {
    const was = worseOf(told, begun);
    return was === undefined ? [] : [`was ${was}`];
  }
  if (worst === undefined) return [];
  const isRise = told !== undefined && compareSeverity(worst, told) > 0;
  const step = isOfOne(notification) ? alerts[0]?.stepDays : undefined;
  const peak = isWorse(begun, worst) ? [`${begun} at its worst`] : [];
  return [isRise ? `${told} → ${worst}` : worst, ...peak, ...(step === undefined ? [] : [stepText(step)])];
}

function stepText(days: number): string {
  return days === 0 ? "deadline reached" : `${days}-day step`;
}

/** What follows unless somebody acts; nothing if all is over. */
export function next(notification: Notification, { zone }: Pick<Reading, "zone">): Field {
  const { kind, remindsAt, escalates = [], urgency, alerts } = notification;
  if (alerts.some(isDrill)) return { label: "next", texts: [], limit: ASIDE_LIMIT };
  const isUrgent = urgency === "now";
  const again = isUrgent ? "rings again" : "is on the list again";
  const texts = [
    ...escalates.map(({ destination, at }) => `"${destination}" is told at ${timeIn(zone, at)}, unless acknowledged`),
    ...(remindsAt === undefined ? [] : [`${again} at ${timeIn(zone, remindsAt)}, unless acknowledged`]),
    ...(isUrgent ? [riseText(notification)] : []),
  ];
  return { label: "next", texts: kind === "over" ? [] : texts, limit: ASIDE_LIMIT };
}

/** What rings before that. A step waits with everything that is news, since somebody may acknowledge it. */
function riseText(notification: Notification): string {
  const { step, grouping } = notification;
  const when = step === undefined ? "rings at once" : `rings, unless acknowledged within ${minutesText(step)},`;
  // A group of one may become one of many.
  return "alert" in grouping
    ? `${when} if it becomes more severe`
    : `${when} for a more severe alert; from four hours after the last ring on, also if ten times as many are open; other numbers do not ring`;
}
