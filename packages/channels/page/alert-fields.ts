/** What a page says about one alert, whatever the reason for sending. */
import { actorText } from "@tocsin/core/alert/actor";
import { conditions, isDrill } from "@tocsin/core/alert/condition";
import { observables } from "@tocsin/core/alert/observable";
import type { AttributeValue, Because } from "@tocsin/core/alert/observation";
import type { Severity } from "@tocsin/core/alert/severity";
import type { AlertView } from "@tocsin/core/alert/view";
import { UNKNOWN_ENVIRONMENT } from "@tocsin/core/directory/directory";
import type { Instant } from "@tocsin/core/event/instant";
import { isPortalLink } from "@tocsin/core/policy/links/access-portal";
import type { AlertLinks } from "@tocsin/core/policy/links/alert-links";
import { isRunbookUrl } from "@tocsin/core/policy/links/runbook";
import type { Notification } from "@tocsin/oncall/notification";
import { ADDRESS_LIMIT, ASIDE_LIMIT, type Field, PROSE_LIMIT, type Style } from "./field.ts";
import { timeIn, timeLeft, timeSince } from "./page-time.ts";

/** For whom a page is made, and when it is read. */
export interface Reading {
  readonly now: Instant;
  /** The reader's, by its IANA name. */
  readonly zone?: string | undefined;
}

/** Why it is over, according to whoever ended it. */
export const endings: Record<Because, string> = {
  fixed: "its reporters say that it is over",
  renewed: "it was renewed or replaced",
  deleted: "its resource was deleted",
  "deleted-at-date": "what it warned of has happened",
  archived: "the service that found it has archived it",
  suppressed: "the service that found it has suppressed it",
  "out-of-scope": "its reporter no longer looks at it",
};

export const severityStyles: Record<Severity, Style> = {
  CRITICAL: ["bold", "white", "bgRed"],
  HIGH: ["bold", "red"],
  MEDIUM: ["bold", "yellow"],
  LOW: ["bold", "cyan"],
  INFORMATIONAL: "bold",
};

/** An alert that ended by deletion, or because it was no longer heard of, was not resolved by anybody. */
export function endWord({ ended, because }: AlertView): "RESOLVED" | "DELETED" | "LAPSED" {
  if (because === "deleted" || because === "deleted-at-date") return "DELETED";
  return ended === "lapsed" ? "LAPSED" : "RESOLVED";
}

export function what({ summary }: AlertView): Field {
  return { label: "what", texts: [summary], limit: PROSE_LIMIT };
}

export function where(alert: AlertView): Field {
  const { account, region, resource, directory } = alert;
  const named = directory?.name === undefined ? "" : ` ${directory.name}`;
  return {
    label: "where",
    texts: [
      `account ${account}${named}${region === "" ? "" : `, ${region}`}${surroundings(directory)}`,
      resource,
      ...othersAffected(alert),
    ],
    limit: ADDRESS_LIMIT,
  };
}

/** For an account in the directory, the page also says if the environment is unknown, as it then counts as production. */
function surroundings(directory: AlertView["directory"]): string {
  if (directory === undefined) return "";
  const { name, ou, environment } = directory;
  const isKnown = environment !== UNKNOWN_ENVIRONMENT;
  if (!isKnown && name === undefined && ou === undefined) return "";
  return ` (${isKnown ? environment : "environment unknown"}${ou === undefined ? "" : `, ${ou}`})`;
}

function othersAffected({ affected, resource }: AlertView): readonly string[] {
  if (affected === undefined) return [];
  const others = affected.resources.filter((other) => other !== resource);
  const more = affected.count - 1 - others.length;
  return more > 0 ? [...others, `and ${more} more`] : others;
}

/** Who made the call, from where, and which record of CloudTrail says so. */
export function by({ actor }: AlertView, { zone }: Pick<Reading, "zone">): Field {
  if (actor === undefined) return { label: "by", texts: [], limit: ASIDE_LIMIT };
  const { call, at, sourceAddress, recordId, routine } = actor;
  const from = sourceAddress === undefined ? "" : ` from ${sourceAddress}`;
  const record = recordId === undefined ? "" : `, CloudTrail event ${recordId}`;
  return {
    label: "by",
    texts: [
      actorText(actor),
      `${call}${from} at ${timeIn(zone, at)}${record}`,
      ...(routine === undefined ? [] : [`routine: ${routine}`]),
    ],
    limit: ADDRESS_LIMIT,
  };
}

export function since({ firstSeenAt, lastSeenAt }: AlertView, { now, zone }: Reading): Field {
  const isSeenAgain = lastSeenAt !== undefined && lastSeenAt !== firstSeenAt;
  const again = isSeenAgain ? `; last seen ${timeSince(lastSeenAt, now)}` : "";
  return {
    label: "since",
    texts: firstSeenAt === undefined ? [] : [`${timeIn(zone, firstSeenAt)}, ${timeSince(firstSeenAt, now)}${again}`],
    limit: ASIDE_LIMIT,
  };
}

export function deadline({ deadline }: AlertView, { now, zone }: Reading): Field {
  return {
    label: "deadline",
    texts: deadline === undefined ? [] : [`${timeIn(zone, deadline)}, ${timeLeft(deadline, now, zone)}`],
    limit: ASIDE_LIMIT,
  };
}

/** Doubts about whether the alert is still true, and why it is still told. */
export function doubt({ ambiguous, unconfirmed }: AlertView, { zone }: Pick<Reading, "zone">): Field {
  return {
    label: "doubt",
    texts: [
      ...(ambiguous ? ["its beginning and its end have the same time, and nothing shows which came last"] : []),
      ...(unconfirmed ? [`unconfirmed since ${timeIn(zone, unconfirmed.since)}: ${unconfirmed.why}`] : []),
    ],
    limit: PROSE_LIMIT,
  };
}

export function seenBy({ reporters, count }: AlertView): Field {
  const times = count !== undefined && count > 1 ? ` (${count} times)` : "";
  return {
    label: "seen by",
    texts: [`${reporters.length > 0 ? reporters.join(", ") : "nobody yet"}${times}`],
    limit: ASIDE_LIMIT,
  };
}

/** The most values of one fact on a page. */
const VALUES_LIMIT = 6;

/** In the order in which the condition declares them: single values in one text, and each list in a text of its own. */
export function facts({ condition, attributes }: AlertView): Field {
  const declared = Object.keys(observables[condition].attributes);
  const place = (name: string) => (declared.includes(name) ? declared.indexOf(name) : declared.length);
  const inOrder = Object.entries(attributes).sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1));
  const texts = inOrder.map(([name, values]) => ({ text: `${name}: ${listed(values)}`, isList: values.length > 1 }));
  const single = texts.flatMap(({ text, isList }) => (isList ? [] : [text]));
  const lists = texts.flatMap(({ text, isList }) => (isList ? [text] : []));
  return { label: "facts", texts: [single.join("; "), ...lists].filter((text) => text !== ""), limit: PROSE_LIMIT };
}

function listed(values: readonly AttributeValue[]): string {
  const more = values.length - VALUES_LIMIT;
  return more > 0 ? `${values.slice(0, VALUES_LIMIT).join(", ")} and ${more} more` : values.join(", ");
}

export function owner({ owner, ownedBy }: AlertView): Field {
  const how = ownedBy === undefined ? "" : ` (${ownedBy})`;
  return { label: "owner", texts: owner === undefined ? [] : [`${owner}${how}`], limit: ASIDE_LIMIT };
}

/** What to do, a link to more about it, and how to see that it is done. */
export function todo(
  { remedy, condition }: Pick<AlertView, "remedy" | "condition">,
  url: string | undefined,
): readonly Field[] {
  return [
    { label: "to do", texts: steps(remedy), limit: PROSE_LIMIT },
    runbook(url),
    { label: "done when", texts: [conditions[condition].ends], limit: PROSE_LIMIT },
  ];
}

/** One sentence in each, numbered if there are several without numbers. */
function steps(remedy: string): readonly string[] {
  const sentences = remedy.split(/(?<=[.!?]) +(?=\p{Lu})/u);
  if (sentences.length === 1 || sentences.some((sentence) => /^\d+[.)]/.test(sentence))) return [remedy];
  return sentences.map((sentence, i) => `${i + 1} ${sentence}`);
}

/** An alert's links: those of the policy, if they are ones that a policy can have, and the alert's own. */
export function linksTo(links: AlertLinks | undefined, { link }: Pick<AlertView, "link">): AlertLinksShown {
  const { runbook, portal } = links ?? {};
  return {
    runbook: runbook !== undefined && isRunbookUrl(runbook) ? runbook : undefined,
    link: portal !== undefined && isPortalLink(portal) ? portal : link,
  };
}

export interface AlertLinksShown {
  readonly runbook: string | undefined;
  readonly link: string | undefined;
}

export function runbook(url: string | undefined): Field {
  return { label: "runbook", texts: url === undefined ? [] : [url], limit: ADDRESS_LIMIT };
}

export function link(url: string | undefined): Field {
  return { label: "link", texts: url === undefined ? [] : [url], limit: ADDRESS_LIMIT };
}

/** Where the reader can acknowledge without any permission. */
export function acknowledgeHere({ acknowledge }: Notification, { zone }: Pick<Reading, "zone">): Field {
  if (acknowledge === undefined) return { label: "ack here", texts: [], limit: ADDRESS_LIMIT };
  const until = timeIn(zone, acknowledge.expiresAt);
  return { label: "ack here", texts: [acknowledge.url, `works until ${until}; it asks first`], limit: ADDRESS_LIMIT };
}

/** How to acknowledge all open alerts with permissions, if the notification has all of them. */
export function acknowledgeBy({ kind, alerts, more }: Notification, place = ""): Field {
  const isAsked = kind !== "over" && more === 0 && !alerts.some(isDrill);
  const open = isAsked ? alerts.filter(({ status }) => status === "OPEN").map(({ id }) => id) : [];
  const isPasted = open.length > 0 && open.every(isOneWord);
  const text = `npx tocsin alerts ack ${open.join(" ")} --why "on it" ${place}`.trimEnd();
  return { label: "to ack", texts: isPasted ? [text] : [], limit: ADDRESS_LIMIT, isWhole: true };
}

/** This much of an id is enough for the command, and rarely belongs to two alerts. */
export const SHORT_ID_LENGTH = 8;

/** The command is to be pasted into a shell, so an id that is more than one word there gets no command. */
export function command(alertId: string, place = ""): Field {
  const text = isOneWord(alertId) ? `npx tocsin alerts show ${alertId} ${place}`.trimEnd() : alertId;
  return { label: "alert", texts: [text], limit: ADDRESS_LIMIT, isWhole: true };
}

/** Of a shell. */
function isOneWord(id: string): boolean {
  return /^\w+$/.test(id);
}
