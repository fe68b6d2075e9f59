/**
 * A custom notification, which Amazon Q Developer shows in a channel of Slack or Teams. It silently drops messages that do not conform, and
 * documents no limits: Tocsin keeps all texts below those of Slack's blocks.
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
import type { Instant } from "@tocsin/core/event/instant";
import type { Notification } from "@tocsin/oncall/notification";
import { leadOf, severityOf } from "../page/group-facts.ts";
import { headlineOf } from "../page/headline.ts";
import { type LaidOutField, laidOut, linksOf, linkText } from "../page/laid-out.ts";
import { shown } from "../page/page-text.ts";

export interface CustomNotification {
  readonly version: "1.0";
  readonly source: "custom";
  readonly id: string;
  readonly content: {
    readonly textType: "client-markdown";
    readonly title: string;
    readonly description: string;
    readonly keywords: readonly string[];
  };
  readonly metadata: {
    /** Messages with the same id are shown as a thread, if the channel's preferences say so. */
    readonly threadId: string;
    readonly summary: string;
    readonly eventType: string;
    readonly relatedResources: readonly string[];
    /** For custom actions, which can use these as variables. */
    readonly additionalContext: Readonly<Record<string, string>>;
  };
}

export interface MessageOptions {
  readonly now: Instant;
  readonly place?: string | undefined;
  readonly threadId: string;
}

const SUBJECT_LIMIT = 120;
const PLACE_LIMIT = 80;
const VALUE_LIMIT = 200;
/** A section of Slack has 3,000 characters; the links come first, and the rest is for the other texts. */
const DESCRIPTION_LIMIT = 2800;
const DESCRIPTION_ROOM = 2000;
const LINKS_ROOM = 1300;

export function messageOf(notification: Notification, { now, place, threadId }: MessageOptions): CustomNotification {
  const { groupId, sequence, kind, alerts } = notification;
  const title = titleOf(notification, now);
  const links = linkLines(notification);
  const room = Math.min(DESCRIPTION_ROOM, DESCRIPTION_LIMIT - links.length);
  const fields = laidOut(notification, { now, place, room, sizeOf: (some) => linesOf(some).length });
  const { condition } = leadOf(notification) ?? {};
  return {
    version: "1.0",
    source: "custom",
    id: `${groupId}-${sequence}`,
    content: {
      textType: "client-markdown",
      title,
      description: `${linesOf(fields)}${links}` || title,
      keywords: [severityOf(notification), ...(condition === undefined ? [] : [condition])],
    },
    metadata: {
      threadId,
      summary: title,
      eventType: kind,
      relatedResources: alerts.map(({ resource }) => named(resource)).filter((text) => text !== ""),
      additionalContext: contextOf(notification),
    },
  };
}

function titleOf(notification: Notification, now: Instant): string {
  const { mark, subject, place } = headlineOf(notification, now);
  const where = inert(place, PLACE_LIMIT);
  return `[${mark}] ${inert(subject, SUBJECT_LIMIT)}${where === "" ? "" : ` - ${where}`}`;
}

/** The page's fields. What to do is one of them: the message format's own next steps would be shown below the links. */
function linesOf(fields: readonly LaidOutField[]): string {
  return fields
    .map(({ label, texts }) => `*${label}* ${texts.map((text) => inert(text, DESCRIPTION_ROOM)).join("\n")}`)
    .join("\n");
}

/** Slack and Teams have different formats for named links, but both make a link of a bare address. No other text becomes a link. */
function linkLines(notification: Notification): string {
  return linksOf(notification).reduce((text, link) => {
    const longer = `${text}\n${linkText(link)}: ${link.url}`;
    return longer.length > LINKS_ROOM ? `${text}\n${link.label}: the link is too long for a message` : longer;
  }, "");
}

function contextOf(notification: Notification): Readonly<Record<string, string>> {
  const { destination, urgency, rings } = notification;
  const { id = "", account = "", region = "" } = leadOf(notification) ?? {};
  const texts = {
    alert: id,
    account,
    region,
    destination,
    urgency,
    rings: String(rings),
    severity: severityOf(notification),
  };
  return Object.fromEntries(
    Object.entries(texts)
      .map(([key, text]) => [key, named(text)])
      .filter(([, text]) => text !== ""),
  );
}

/**
 * As code: neither Slack nor Teams reads markup, a link or an emoji in that. Characters that could end the code, or still make a mention or
 * a link, are replaced by similar-looking ones.
 */
function inert(text: string, limit: number): string {
  const line = named(text, limit);
  return line === "" ? "" : `\`${line}\``;
}

const lookAlikes: Readonly<Record<string, string>> = { "`": "'", "<": "‹", ">": "›", "@": "＠" };

function named(text: string, limit = VALUE_LIMIT): string {
  return shown(text, limit).replace(/[`<>@]/g, (sign) => lookAlikes[sign] ?? "");
}
