/**
 * A page is what an on-call engineer reads in a terminal or a log, at three in the morning: what, where, until when, why
 * they got it, and what to do. Everything in it comes from outside and is shown, never obeyed.
 */
import { compareSeverity } from "@tocsin/core/alert/severity";
import type { Status } from "@tocsin/core/alert/view";
import type { Instant } from "@tocsin/core/event/instant";
import type { Announcement } from "@tocsin/core/transition/announcement";
import type { TransitionKind, TransitionReason } from "@tocsin/core/transition/transition";
import type { Notification } from "../channel.ts";
import {
  by,
  command,
  deadline,
  doubt,
  endings,
  endWord,
  facts,
  link,
  seenBy,
  severityStyles,
  since,
  what,
  where,
} from "./alert-fields.ts";
import { type Field, fieldLines, type Paint, PROSE_LIMIT, painter } from "./field.ts";
import { shown } from "./page-text.ts";
import { minuteOf } from "./page-time.ts";

const TITLE_LIMIT = 200;

/** What became of the alert, in the one word that a pager shows, and the status that the word leads one to expect. */
const headings: Record<TransitionKind, { readonly word: string; readonly implies?: Status }> = {
  opened: { word: "OPENED", implies: "OPEN" },
  escalated: { word: "WORSE", implies: "OPEN" },
  reopened: { word: "REOPENED", implies: "OPEN" },
  acknowledged: { word: "ACKNOWLEDGED", implies: "ACKNOWLEDGED" },
  suppressed: { word: "SUPPRESSED", implies: "SUPPRESSED" },
  resolved: { word: "RESOLVED", implies: "RESOLVED" },
  noted: { word: "NOTED" },
};

const reasons: Record<Exclude<TransitionReason, "decided">, string> = {
  opened: "it is new",
  "severity-raised": "it became more severe",
  "deadline-step": "its deadline came nearer",
  "seen-again": "it was resolved and is seen again",
  "acknowledgement-ended": "its acknowledgement ran out and it is still there",
  "suppression-ended": "its suppression ran out and it is still there",
  "severity-lowered": "it became less severe",
  cleared: "its reporters say that it is over",
  "was-worse": "it was worse for a while than it is now",
  "already-over": "it began and ended before this could be sent",
  lapsed: "nobody has reported it for a long time",
};

export interface PageOptions {
  readonly now: Instant;
  readonly styled: boolean;
  /** The options by which `tocsin alerts show` finds the table, as a shell takes them; none where it looks there anyway. */
  readonly place?: string | undefined;
}

/**
 * The page of one notification as it stands at `now`: some tens of lines, without a line break at the end. It holds no
 * control character but the line break, whatever arrived; `styled`, only colours of ours besides.
 */
export function renderPage({ announcement, route }: Notification, { now, styled, place }: PageOptions): string {
  const paint = painter(styled);
  const fields = isOver(announcement) ? endOf(announcement, route) : problemOf(announcement, route, now);
  return [
    heading(announcement, paint),
    ...[...fields, command(announcement.alertId, place)].flatMap((field) => fieldLines(field, paint)),
  ].join("\n");
}

function heading(announcement: Announcement, paint: Paint): string {
  const { kind, severity, to, alert } = announcement;
  const { implies } = headings[kind];
  const word = alert.status === "RESOLVED" ? endWord(alert) : headings[kind].word;
  // A resolved alert has no severity any more: the page shows how severe it was.
  const label = isOver(announcement) ? severity : to.severity;
  // A decision may leave the status as it was, and the page must not say RESOLVED of what is still open.
  const status = implies === undefined || to.status === implies ? "" : ` (status ${to.status})`;
  const style = isOver(announcement) ? "green" : severityStyles[label];
  return `${paint(style, shown(`[${label}] ${word}${status}`, TITLE_LIMIT))}  ${shown(alert.title, TITLE_LIMIT)}`;
}

function isOver({ to }: Announcement): boolean {
  return to.status === "RESOLVED";
}

function problemOf(announcement: Announcement, route: string, now: Instant): readonly Field[] {
  const { alert } = announcement;
  return [
    what(alert),
    where(alert),
    by(alert, {}),
    since(alert, { now }),
    deadline(alert, { now }),
    doubt(alert, {}),
    why(announcement, route),
    seenBy(alert),
    facts(alert),
    { label: "to do", texts: [alert.remedy], limit: PROSE_LIMIT },
    link(alert),
  ];
}

/** A resolved alert needs no action: the page says that it is over, why, and where to read more. */
function endOf(announcement: Announcement, route: string): readonly Field[] {
  return [what(announcement.alert), where(announcement.alert), by(announcement.alert, {}), why(announcement, route)];
}

/** `its deadline came nearer (MEDIUM → HIGH, 14-day step)`, and who sent it here. */
function why(announcement: Announcement, route: string): Field {
  const { kind, reason, decided, alert } = announcement;
  const ending = reason === "cleared" && alert.because !== undefined ? endings[alert.because] : undefined;
  const cause = reason === "decided" ? `${decided?.by ?? "somebody"} ${kind} it` : (ending ?? reasons[reason]);
  const changed = changes(announcement);
  const note = reason === "decided" && decided !== undefined && decided.why !== "" ? [`"${decided.why}"`] : [];
  return {
    label: "why",
    texts: [
      `${cause}${changed.length > 0 ? ` (${changed.join(", ")})` : ""}`,
      ...worstOf(announcement),
      ...note,
      `sent by route "${route}"`,
    ],
    limit: PROSE_LIMIT,
  };
}

/** Where it was worse than it is shown, which is why it was sent: how bad, and when that was reported. */
function worstOf(announcement: Announcement): readonly string[] {
  const { severity, to, reason, saidAt } = announcement;
  if (isOver(announcement) || compareSeverity(severity, to.severity) <= 0) return [];
  if (reason === "already-over")
    return [`an episode before this one was ${severity}, and ended at ${minuteOf(saidAt)}`];
  return [`it was ${severity} at its worst`];
}

function changes(announcement: Announcement): readonly string[] {
  const { from, to } = announcement;
  // That severity falls to INFORMATIONAL when an alert is resolved is no news.
  if (isOver(announcement)) return [];
  // Nor is that it was INFORMATIONAL while it was over.
  const severity =
    from && from.status !== "RESOLVED" && from.severity !== to.severity ? [`${from.severity} → ${to.severity}`] : [];
  const isNewStep = to.stepDays !== undefined && to.stepDays !== from?.stepDays;
  return isNewStep ? [...severity, to.stepDays === 0 ? "deadline reached" : `${to.stepDays}-day step`] : severity;
}
