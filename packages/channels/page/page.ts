/**
 * A page is what an on-call engineer reads in a terminal or a log, at three in the morning: what, where, until when, why
 * they got it, and what to do. Everything in it comes from outside and is shown, never obeyed.
 */
import { styleText } from "node:util";
import { actorText } from "@tocsin/core/alert/actor";
import { observables } from "@tocsin/core/alert/observable";
import type { AttributeValue, Because } from "@tocsin/core/alert/observation";
import { compareSeverity, type Severity } from "@tocsin/core/alert/severity";
import type { AlertView, Status } from "@tocsin/core/alert/view";
import type { Instant } from "@tocsin/core/event/instant";
import { wrap } from "@tocsin/core/text/wrap";
import type { Announcement } from "@tocsin/core/transition/announcement";
import type { TransitionKind, TransitionReason } from "@tocsin/core/transition/transition";
import type { Notification } from "../channel.ts";
import { shown } from "./page-text.ts";
import { minuteOf, timeLeft, timeSince } from "./page-time.ts";

/** Lines are at most this long, but for a word that is longer: ARNs and links stay whole, to be copied. */
const PAGE_COLUMNS = 88;
const LABEL_COLUMNS = 12;
const TITLE_LIMIT = 200;
/** What fits core's own limits is shown whole, with some room for characters that have to be written out. */
const PROSE_LIMIT = 700;
const ADDRESS_LIMIT = 1300;
const ASIDE_LIMIT = 300;

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

/** As it came, unsafe to print. Texts begin on a line each; a field without any is left out. */
interface Field {
  readonly label: string;
  readonly texts: readonly string[];
  /** For each text, in UTF-16 units. */
  readonly limit: number;
}

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

/** Why it is over, as whoever ended it gave it. */
const endings: Record<Because, string> = {
  fixed: "its reporters say that it is over",
  renewed: "it was renewed or replaced",
  deleted: "what it was about was deleted",
  "deleted-at-date": "what it warned of has come to pass",
  archived: "it was archived where it was found",
  suppressed: "it was suppressed where it was found",
  "out-of-scope": "its reporter no longer looks at it",
};

const severityStyles: Record<Severity, Style> = {
  CRITICAL: ["bold", "white", "bgRed"],
  HIGH: ["bold", "red"],
  MEDIUM: ["bold", "yellow"],
  LOW: ["bold", "cyan"],
  INFORMATIONAL: "bold",
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
  // Whether colours are wanted was decided where the page is written; Node would decide again, by its own stdout.
  const paint: Paint = (style, text) => (styled ? styleText(style, text, { validateStream: false }) : text);
  const fields = isOver(announcement) ? endOf(announcement, route) : problemOf(announcement, route, now);
  return [
    heading(announcement, paint),
    ...fields.flatMap((field) => fieldLines(field, paint)),
    // Not wrapped: it is there to be copied.
    `${paint("dim", "  alert".padEnd(LABEL_COLUMNS))}${shown(command(announcement, place), ADDRESS_LIMIT)}`,
  ].join("\n");
}

function heading(announcement: Announcement, paint: Paint): string {
  const { kind, severity, to, alert } = announcement;
  const { implies } = headings[kind];
  const word = endWord(alert) ?? headings[kind].word;
  // A resolved alert has no severity any more: the page shows how severe it was.
  const label = isOver(announcement) ? severity : to.severity;
  // A decision may leave the status as it was, and the page must not say RESOLVED of what is still open.
  const status = implies === undefined || to.status === implies ? "" : ` (status ${to.status})`;
  const style = isOver(announcement) ? "green" : severityStyles[label];
  return `${paint(style, shown(`[${label}] ${word}${status}`, TITLE_LIMIT))}  ${shown(alert.title, TITLE_LIMIT)}`;
}

/** What was deleted, by hand or at its date, or was not heard of any more, nobody has resolved. */
function endWord({ status, ended, because }: AlertView): string | undefined {
  if (status !== "RESOLVED") return undefined;
  if (because === "deleted" || because === "deleted-at-date") return "DELETED";
  return ended === "lapsed" ? "LAPSED" : undefined;
}

function fieldLines({ label, texts, limit }: Field, paint: Paint): readonly string[] {
  return texts
    .flatMap((text) => wrap(shown(text, limit), PAGE_COLUMNS - LABEL_COLUMNS))
    .map(
      (line, i) => `${i === 0 ? paint("dim", `  ${label}`.padEnd(LABEL_COLUMNS)) : " ".repeat(LABEL_COLUMNS)}${line}`,
    );
}

function isOver({ to }: Announcement): boolean {
  return to.status === "RESOLVED";
}

function problemOf(announcement: Announcement, route: string, now: Instant): readonly Field[] {
  const { alert } = announcement;
  return [
    what(announcement),
    where(announcement),
    by(announcement),
    since(announcement, now),
    {
      label: "deadline",
      texts: alert.deadline === undefined ? [] : [`${minuteOf(alert.deadline)}, ${timeLeft(alert.deadline, now)}`],
      limit: ASIDE_LIMIT,
    },
    doubt(announcement),
    why(announcement, route),
    seenBy(announcement),
    facts(announcement),
    { label: "to do", texts: [alert.remedy], limit: PROSE_LIMIT },
    { label: "link", texts: alert.link === undefined ? [] : [alert.link], limit: ADDRESS_LIMIT },
  ];
}

/** A resolved alert needs no action: the page says that it is over, why, and where to read more. */
function endOf(announcement: Announcement, route: string): readonly Field[] {
  return [what(announcement), where(announcement), by(announcement), why(announcement, route)];
}

function what({ alert }: Announcement): Field {
  return { label: "what", texts: [alert.summary], limit: PROSE_LIMIT };
}

function where({ alert }: Announcement): Field {
  return {
    label: "where",
    texts: [
      `account ${alert.account}${alert.region === "" ? "" : `, ${alert.region}`}`,
      alert.resource,
      ...othersAffected(alert),
    ],
    limit: ADDRESS_LIMIT,
  };
}

function othersAffected({ affected, resource }: AlertView): readonly string[] {
  if (affected === undefined) return [];
  const others = affected.resources.filter((other) => other !== resource);
  const more = affected.count - 1 - others.length;
  return more > 0 ? [...others, `and ${more} more`] : others;
}

/** Who made the call, from where, and which record of CloudTrail says so. */
function by({ alert: { actor } }: Announcement): Field {
  if (actor === undefined) return { label: "by", texts: [], limit: ASIDE_LIMIT };
  const { call, at, sourceAddress, recordId, routine } = actor;
  const from = sourceAddress === undefined ? "" : ` from ${sourceAddress}`;
  const record = recordId === undefined ? "" : `, CloudTrail event ${recordId}`;
  return {
    label: "by",
    texts: [
      actorText(actor),
      `${call}${from} at ${minuteOf(at)}${record}`,
      ...(routine === undefined ? [] : [`routine: ${routine}`]),
    ],
    limit: ADDRESS_LIMIT,
  };
}

/** What may not be so any more, and why it is told nevertheless. */
function doubt({ alert: { ambiguous, unconfirmed } }: Announcement): Field {
  return {
    label: "doubt",
    texts: [
      ...(ambiguous ? ["it began and ended in one instant, and nothing shows which came last"] : []),
      ...(unconfirmed ? [`unconfirmed since ${minuteOf(unconfirmed.since)}: ${unconfirmed.why}`] : []),
    ],
    limit: PROSE_LIMIT,
  };
}

function since({ alert: { firstSeenAt, lastSeenAt } }: Announcement, now: Instant): Field {
  const isSeenAgain = lastSeenAt !== undefined && lastSeenAt !== firstSeenAt;
  const again = isSeenAgain ? `; last seen ${timeSince(lastSeenAt, now)}` : "";
  return {
    label: "since",
    texts: firstSeenAt === undefined ? [] : [`${minuteOf(firstSeenAt)}, ${timeSince(firstSeenAt, now)}${again}`],
    limit: ASIDE_LIMIT,
  };
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

function seenBy({ alert: { reporters, count } }: Announcement): Field {
  const times = count !== undefined && count > 1 ? ` (${count} times)` : "";
  return {
    label: "seen by",
    texts: [`${reporters.length > 0 ? reporters.join(", ") : "nobody yet"}${times}`],
    limit: ASIDE_LIMIT,
  };
}

/** As many values of one fact as a page has room for. */
const VALUES_LIMIT = 6;

/** In the order in which their condition declares them, the single ones in one text and each list in one of its own. */
function facts({ alert }: Announcement): Field {
  const declared = Object.keys(observables[alert.condition].attributes);
  const place = (name: string) => (declared.includes(name) ? declared.indexOf(name) : declared.length);
  const inOrder = Object.entries(alert.attributes).sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1));
  const texts = inOrder.map(([name, values]) => ({ text: `${name}: ${listed(values)}`, isList: values.length > 1 }));
  const single = texts.flatMap(({ text, isList }) => (isList ? [] : [text]));
  const lists = texts.flatMap(({ text, isList }) => (isList ? [text] : []));
  return { label: "facts", texts: [single.join("; "), ...lists].filter((text) => text !== ""), limit: PROSE_LIMIT };
}

function listed(values: readonly AttributeValue[]): string {
  const more = values.length - VALUES_LIMIT;
  return more > 0 ? `${values.slice(0, VALUES_LIMIT).join(", ")} and ${more} more` : values.join(", ");
}

/** The command is there to be pasted into a shell, so an id that is more than one word there gets none. */
function command({ alertId }: Announcement, place = ""): string {
  return /^\w+$/.test(alertId) ? `npx tocsin alerts show ${alertId} ${place}`.trimEnd() : alertId;
}
