/**
 * What Slack shows of a notification. All of it is rich text, whose texts are shown as they are: no markup in them is interpreted, and
 * nobody is mentioned. https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
 */
import type { Severity } from "@tocsin/core/alert/severity";
import type { Instant } from "@tocsin/core/event/instant";
import { escapedJson } from "@tocsin/core/text/json";
import { total } from "@tocsin/oncall/counts";
import { offerIn } from "@tocsin/oncall/links/offer";
import type { Notification } from "@tocsin/oncall/notification";
import { severityOf } from "../page/group-facts.ts";
import { type LaidOutField, laidOut, linksOf, type PageLink } from "../page/laid-out.ts";
import { lineText } from "../page/short-text.ts";
import { type Actions, buttonsOf } from "./slack-buttons.ts";

export interface SlackMessage {
  /** For where blocks are not shown, such as a phone's list of messages. */
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly unfurl_links: false;
  readonly unfurl_media: false;
}

type Block = RichText | Actions;

interface RichText {
  readonly type: "rich_text";
  readonly elements: readonly Section[];
}

interface Section {
  readonly type: "rich_text_section";
  readonly elements: readonly Element[];
}

type Element =
  | { readonly type: "text"; readonly text: string; readonly style?: { readonly bold: true } }
  | { readonly type: "emoji"; readonly name: string }
  | { readonly type: "link"; readonly url: string; readonly text: string };

export interface MessageOptions {
  readonly now: Instant;
  readonly place?: string | undefined;
  /** Whether a press of a button would be answered. */
  readonly hasButtons?: boolean | undefined;
}

/**
 * Slack accepts some 12,000 characters in all of a message's blocks, and does not say how it counts: 11,341 characters of text were too
 * many, https://github.com/slackapi/bolt-js/issues/2867. This is all of the blocks as they are sent, with what Slack keeps escaped as it
 * keeps it.
 */
const BLOCKS_ROOM_BYTES = 10_000;
/** Of that, as much as leaves room for texts. */
const LINKS_ROOM_BYTES = 2000;
const LINE_LIMIT = 250;

/** The whole of it. */
export function messageOf(notification: Notification, { now, place, hasButtons }: MessageOptions): SlackMessage {
  const head = headOf(notification, now);
  const offer = hasButtons ? offerIn(notification) : undefined;
  const links = linksOf(notification).map((link) => (offer === undefined ? link : besideButtons(link)));
  const blocksOf = (fields: readonly LaidOutField[]): readonly Block[] => [
    richText([head, ...fields.map(fieldSection), ...(links.length === 0 ? [] : [linkSection(links)])]),
    ...(offer === undefined ? [] : [buttonsOf(offer)]),
  ];
  const fields = laidOut(notification, {
    ...{ now, place, room: BLOCKS_ROOM_BYTES },
    sizeOf: (some) => sizeOf(blocksOf(some)),
  });
  return sent(notification, now, blocksOf(fields));
}

function sizeOf(part: object): number {
  return Buffer.byteLength(escaped(escapedJson(part)));
}

/** Only its first line, and the text beside it. */
export function lineMessage(notification: Notification, now: Instant, note?: string): SlackMessage {
  const noted = note === undefined ? [] : [section([{ type: "text", text: note }])];
  return sent(notification, now, [richText([headOf(notification, now), ...noted])]);
}

function sent(notification: Notification, now: Instant, blocks: readonly Block[]): SlackMessage {
  const text = escaped(lineText(notification, now, LINE_LIMIT));
  return { text, blocks, unfurl_links: false, unfurl_media: false };
}

/** https://docs.slack.dev/messaging/formatting-message-text#escaping */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function headOf(notification: Notification, now: Instant): Section {
  const text = ` ${lineText(notification, now, LINE_LIMIT)}\n`;
  return section([
    { type: "emoji", name: signOf(notification) },
    { type: "text", text, style: { bold: true } },
  ]);
}

const signs: Readonly<Record<Severity, string>> = {
  CRITICAL: "red_circle",
  HIGH: "large_orange_circle",
  MEDIUM: "large_yellow_circle",
  LOW: "large_blue_circle",
  INFORMATIONAL: "white_circle",
};

/** A sign that shows without reading: that it is over, that nobody needs to act any more, or how severe it is. */
function signOf(notification: Notification): string {
  if (notification.kind === "over") return "white_check_mark";
  return total(notification.counts.open) === 0 ? "eyes" : signs[severityOf(notification)];
}

function fieldSection({ label, texts }: LaidOutField): Section {
  return section([
    { type: "text", text: `${label}  `, style: { bold: true } },
    ...texts.map((text) => ({ type: "text", text: `${text}\n` }) as const),
  ]);
}

/** The button beside a link does the same, for people who may press it. */
function besideButtons(link: PageLink): PageLink {
  return link.note === undefined ? link : { ...link, label: `${link.label} in a browser` };
}

/** Half of a link leads nowhere: a link that does not fit is left out, and its label says so. */
function linkSection(links: readonly PageLink[]): Section {
  let room = LINKS_ROOM_BYTES;
  return section(
    links.flatMap(({ label, url, note }, i): readonly Element[] => {
      const link = { type: "link", url, text: label } as const;
      const fits = sizeOf(link) <= room;
      if (fits) room -= sizeOf(link);
      const text = `${label}: the link is too long for Slack`;
      return [
        ...(i === 0 ? [] : [{ type: "text", text: "  " } as const]),
        fits ? link : { type: "text", text },
        ...(fits && note !== undefined ? [{ type: "text", text: ` (${note})` } as const] : []),
      ];
    }),
  );
}

export function section(elements: readonly Element[]): Section {
  return { type: "rich_text_section", elements };
}

export function richText(elements: readonly Section[]): RichText {
  return { type: "rich_text", elements };
}
