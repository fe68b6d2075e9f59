/** The first line of a page, which is also a mail's subject and a text message: how bad, or how soon, what, and where. */
import { conditions, isDrill } from "@tocsin/core/alert/condition";
import { compareSeverity, type Severity, severities } from "@tocsin/core/alert/severity";
import type { AlertView } from "@tocsin/core/alert/view";
import type { Instant } from "@tocsin/core/event/instant";
import type { NotificationKind } from "@tocsin/oncall/group";
import type { Notification } from "@tocsin/oncall/notification";
import { endWord } from "./alert-fields.ts";
import { cveKeys, isOfOne, openIn, peakOf, resourcesIn, sharedIn, worstIn } from "./group-facts.ts";
import { unitLeft } from "./page-time.ts";

/** Unescaped, unsafe to print: `[3 DAYS LEFT] Certificate example.net - payments-prod, eu-west-1`. */
export interface Headline {
  /** What stands in brackets. */
  readonly mark: string;
  readonly subject: string;
  /** Where, and what else distinguishes it from others; empty if there is nothing. */
  readonly place: string;
}

export function headlineOf(notification: Notification, now: Instant): Headline {
  const [alert] = notification.alerts;
  if (alert !== undefined && isOfOne(notification)) return headlineOfOne(alert, now, notification);
  return { ...headlineOfGroup(notification), mark: groupMark(notification) };
}

/** For one alert of a list. */
export function headlineInList(alert: AlertView, now: Instant): Headline {
  return headlineOfOne(alert, now);
}

const kindWords: Record<Exclude<NotificationKind, "opened" | "updated" | "over">, string> = {
  reopened: "AGAIN",
  worse: "WORSE",
  grew: "GROWN",
  reminder: "REMINDER",
};

function headlineOfOne(alert: AlertView, now: Instant, notification?: Notification): Headline {
  if (isDrill(alert)) return drillHeadline(alert);
  return { mark: markOfOne(alert, now, notification), subject: withoutStop(alert.title), place: placeOf(alert) };
}

/** Sentences, such as GuardDuty's titles, end in a full stop, and the line goes on. */
export function withoutStop(title: string): string {
  return title.replace(/(?<=[^.])\.$/, "");
}

/** One line, or its first word, shows that nothing is wrong. */
function drillHeadline({ status }: AlertView): Headline {
  const subject = status === "RESOLVED" ? "It is over" : "Nothing is wrong: this only shows that you are reached";
  return { mark: "DRILL", subject, place: "" };
}

function markOfOne(alert: AlertView, now: Instant, notification: Notification | undefined): string {
  if (alert.status === "RESOLVED") return endWord(alert);
  const { deadline, unconfirmed, severity, status } = alert;
  const isCounted = deadline !== undefined && unconfirmed === undefined;
  const left = isCounted ? [unitLeft(deadline, now)] : [];
  // In a list they are compared with others.
  const words: string[] = isCounted && notification !== undefined ? left : [severity, ...left];
  const kind = notification?.kind;
  if (kind === "opened" && notification?.urgency === "now" && status === "OPEN" && !isCounted) words.push("NOW");
  if (kind !== undefined && kind !== "opened" && kind !== "updated" && kind !== "over") words.push(kindWords[kind]);
  if (notification?.reason === "moved-away") words.push("MOVED");
  else if (status !== "OPEN") words.push(status);
  else if (notification !== undefined && isSilenced(notification)) words.push("SILENCED");
  else if (kind === "updated") words.push("UPDATED");
  return words.join(" - ");
}

/** For a single alert; in a group, silenced alerts are not named. */
function isSilenced({ counts }: Notification): boolean {
  return openIn(counts) === 0 && counts.silenced > 0;
}

function placeOf({ account, region, directory }: AlertView): string {
  return [directory?.name ?? account, region].filter((part) => part !== "").join(", ");
}

function groupMark(notification: Notification): string {
  const { kind, reason, counts, grouping, urgency } = notification;
  const open = openIn(counts);
  if (reason === "moved-away") return "MOVED";
  if (kind === "over") return "ALL OVER";
  if ("overflow" in grouping) return "MANY AT ONCE";
  if (urgency === "morning" && kind !== "updated") return "MORNING";
  const word = kind === "opened" ? [] : [kind === "updated" ? "UPDATED" : kindWords[kind]];
  return [counted(notification, open), ...word].join(" - ");
}

/** `1 PROBLEM, 137 INSTANCES` of one problem, else `12 ALERTS`. */
function counted(notification: Notification, open: number): string {
  const resources = resourcesIn(notification);
  if (resources === undefined) return open === 1 ? "1 ALERT" : `${numberText(open)} ALERTS`;
  return `1 PROBLEM, ${numberText(open)} ${open === 1 ? resources.one : resources.many}`.toUpperCase();
}

function headlineOfGroup(notification: Notification): Omit<Headline, "mark"> {
  const { kind, counts, before, grouping, urgency } = notification;
  const open = openIn(counts);
  if ("overflow" in grouping) return { subject: `And ${numberText(open)} more`, place: severitiesText(counts.open) };
  const subject = subjectOf(notification);
  if (kind === "over") return { subject, place: endedText(counts.ended, before?.ended) };
  if (urgency === "morning" && kind !== "updated") return { subject: thingsText(notification, open), place: subject };
  const peak = peakOf(notification);
  if (peak === undefined) return { subject, place: circumstances(notification).join(", ") };
  const worst = worstIn(counts.open);
  const now = circumstances(notification).map((text) => (text === worst ? `now ${worst}` : text));
  return { subject: peakText(peak.view), place: [`${peak.severity} at its worst`, ...now].join(", ") };
}

function peakText({ title, status }: AlertView): string {
  return status === "RESOLVED" ? `${withoutStop(title)} (over already)` : withoutStop(title);
}

/** `7 things for payments`. */
function thingsText(notification: Notification, open: number): string {
  const owner = sharedIn(notification, (alert) => alert.owner, "owner");
  return `${numberText(open)} ${open === 1 ? "thing" : "things"}${owner === undefined ? "" : ` for ${owner}`}`;
}

/** `CRITICAL`, `exploit known`, and the account if there is only one. */
function circumstances(notification: Notification): readonly string[] {
  const { counts, alerts } = notification;
  const isExploited = alerts.some(({ attributes }) => attributes.exploitAvailable?.includes("YES"));
  const account = sharedIn(notification, (alert) => alert.directory?.name ?? alert.account, "account");
  return [worstIn(counts.open), isExploited ? "exploit known" : undefined, account].filter(
    (part) => part !== undefined,
  );
}

/** The title that its alerts share, else what they have in common as a kind. */
function subjectOf(notification: Notification): string {
  const { alerts, title, counts, more } = notification;
  const shared = sharedIn(notification, (alert) => alert.title, ...cveKeys);
  if (shared !== undefined) return withoutStop(shared);
  const condition = sharedIn(notification, (alert) => alert.condition, "condition", ...cveKeys);
  if (condition !== undefined) return conditions[condition].label;
  const name = withoutStop(title);
  return alerts.length + more > 1 || openIn(counts) > 1 ? `${name} and others` : name;
}

function endedText(ended: number, before = 0): string {
  const since = ended - before;
  return since > 0 ? `${numberText(since)} ended` : "";
}

/** `12 CRITICAL, 3 HIGH`, the worst first. */
export function severitiesText(counts: Readonly<Record<Severity, number>>): string {
  return severities
    .toSorted((a, b) => compareSeverity(b, a))
    .filter((severity) => counts[severity] > 0)
    .map((severity) => `${numberText(counts[severity])} ${severity}`)
    .join(", ");
}

/** `9,980`. */
export function numberText(number: number): string {
  return number.toLocaleString("en-US");
}
