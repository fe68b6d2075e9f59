/** A page for channels that lay it out themselves: its fields as texts that can be shown, and its links separately. */
import { isConsoleLink } from "@tocsin/core/event/arn";
import type { Instant } from "@tocsin/core/event/instant";
import { isPortalLink } from "@tocsin/core/policy/links/access-portal";
import { plain } from "@tocsin/core/text/text";
import type { Notification } from "@tocsin/oncall/notification";
import { acknowledgeBy, acknowledgeHere, link, runbook } from "./alert-fields.ts";
import type { Field } from "./field.ts";
import { leadLinks, noLinks } from "./group-facts.ts";
import { fieldsOf } from "./notification-page.ts";
import { shown } from "./page-text.ts";

export interface LaidOutOptions {
  readonly now: Instant;
  /** The options with which its commands find the table. */
  readonly place?: string | undefined;
  /** How much there is room for, as `sizeOf` measures it. */
  readonly room: number;
  readonly sizeOf: (fields: readonly LaidOutField[]) => number;
}

export interface LaidOutField {
  readonly label: string;
  /** Each on one line, with control characters escaped. Its channel must handle the provider's markup. */
  readonly texts: readonly string[];
  /** Half of a command is useless to whoever copies it. */
  readonly isWhole?: true | undefined;
}

export interface PageLink {
  /** As short as a button's. */
  readonly label: string;
  readonly url: string;
  /** What its reader must know before opening it. */
  readonly note?: string | undefined;
}

interface Measure {
  readonly characters: number;
  /** Of a field. */
  readonly texts: number;
}

/** How long each text may be, and how many a field may have, tried in order until everything fits; only a few words at the end. */
const LEAST: Measure = { characters: 30, texts: 1 };
const measures: readonly Measure[] = [
  { characters: 700, texts: 12 },
  { characters: 300, texts: 10 },
  { characters: 150, texts: 6 },
  { characters: 60, texts: 3 },
  { characters: 30, texts: 2 },
  LEAST,
];

/**
 * The fields of the page, and how to acknowledge. If there is not enough room, long texts and long lists are cut first; every cut is
 * marked.
 */
export function laidOut(notification: Notification, options: LaidOutOptions): readonly LaidOutField[] {
  const { now, place, room, sizeOf } = options;
  const reading = { now, zone: notification.timezone };
  const fields = [...fieldsOf(notification, reading, place), acknowledgeBy(notification, place)]
    .filter(({ label }) => !linkLabels.has(label))
    .map(laidOutField)
    .filter(({ texts }) => texts.length > 0);
  if (sizeOf(fields) <= room) return fields;
  const fitting = measures.values().map((measure) => fields.map((field) => within(field, measure)));
  return fitting.find((some) => sizeOf(some) <= room) ?? fields.map((field) => within(field, LEAST));
}

const linkLabels: ReadonlySet<string> = new Set([link(undefined).label, runbook(undefined).label, "ack here"]);

/** A single space shows nothing, and providers refuse empty texts. */
function laidOutField({ label, texts, limit, isWhole }: Field): LaidOutField {
  return { label, texts: texts.map((text) => shown(text, limit)).filter((text) => text !== ""), isWhole };
}

/** With the id of one alert, and the options of most stages. */
const COMMAND_LIMIT = 160;
const NO_ROOM = "the command is too long for this message";

function within({ label, texts, isWhole }: LaidOutField, most: Measure): LaidOutField {
  const longest = Math.max(most.characters, COMMAND_LIMIT);
  const cut = (text: string) => {
    if (!isWhole) return plain(text, most.characters);
    return text.length <= longest ? text : NO_ROOM;
  };
  const kept = texts.slice(0, most.texts).map(cut);
  const more = texts.length - kept.length;
  return { label, texts: more > 0 ? [...kept, `and ${more} more`] : kept, isWhole };
}

/** The links for acknowledging, to the runbook, and to the finding in AWS's console, if there are any. No other text becomes a link. */
export function linksOf(notification: Notification): readonly PageLink[] {
  const { acknowledge, timezone } = notification;
  const [, note] = acknowledgeHere(notification, { zone: timezone }).texts;
  const { runbook, link } = notification.kind === "over" ? noLinks : leadLinks(notification);
  return [
    ...(acknowledge === undefined ? [] : [{ label: "Acknowledge", url: acknowledge.url, note }]),
    ...(runbook === undefined ? [] : [{ label: "Runbook", url: runbook }]),
    ...(link !== undefined && (isConsoleLink(link) || isPortalLink(link)) ? [{ label: "Console", url: link }] : []),
  ];
}

/** For a single text that contains everything about a link. */
export function linkText({ label, note }: PageLink): string {
  return note === undefined ? label : `${label} (${note})`;
}
