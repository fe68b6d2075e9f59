/**
 * What Teams shows of a notification: an Adaptive Card of rich text alone. A text block would interpret Markdown; a text run shows its text
 * as it is. https://learn.microsoft.com/en-us/adaptive-cards/schema-explorer/text-run
 */
import type { Severity } from "@tocsin/core/alert/severity";
import type { Instant } from "@tocsin/core/event/instant";
import { plain } from "@tocsin/core/text/text";
import { total } from "@tocsin/oncall/counts";
import type { Notification } from "@tocsin/oncall/notification";
import type { DigestMessage } from "../kind.ts";
import { severityOf } from "../page/group-facts.ts";
import { type LaidOutField, laidOut, linksOf, type PageLink } from "../page/laid-out.ts";
import { lineText } from "../page/short-text.ts";

/** The message format of a workflow's trigger. A card without it gets a success as answer, but is not shown. */
export interface TeamsMessage {
  readonly type: "message";
  readonly attachments: readonly [
    { readonly contentType: "application/vnd.microsoft.card.adaptive"; readonly content: Card },
  ];
}

/** https://adaptivecards.io/schemas/adaptive-card.json, of the version that Teams shows. */
interface Card {
  readonly $schema: "http://adaptivecards.io/schemas/adaptive-card.json";
  readonly type: "AdaptiveCard";
  readonly version: "1.4";
  /** For where cards are not shown. */
  readonly fallbackText: string;
  readonly msteams: { readonly width: "Full" };
  readonly body: readonly RichTextBlock[];
  readonly actions: readonly OpenUrl[];
}

interface RichTextBlock {
  readonly type: "RichTextBlock";
  readonly separator?: true;
  readonly inlines: readonly TextRun[];
}

interface TextRun {
  readonly type: "TextRun";
  readonly text: string;
  readonly weight?: "Bolder";
  readonly size?: "Large";
  readonly color?: Color;
}

type Color = "Attention" | "Warning" | "Good" | "Accent" | "Default";

interface OpenUrl {
  readonly type: "Action.OpenUrl";
  readonly title: string;
  readonly url: string;
}

export interface CardOptions {
  readonly now: Instant;
  readonly place?: string | undefined;
}

/**
 * Teams takes 28 KB after it has expanded a message, which made 28,897 of 24,453 bytes that were sent:
 * https://github.com/MicrosoftDocs/msteams-docs/issues/11274. This is counted as .NET's own encoder writes it, which makes escapes of what is
 * beyond ASCII and of what means something in HTML.
 * https://learn.microsoft.com/en-us/dotnet/standard/serialization/system-text-json/character-encoding
 */
const ROOM_BYTES = 20_000;
const LINE_LIMIT = 250;

export function messageOf(notification: Notification, { now, place }: CardOptions): TeamsMessage {
  const made = (fields: readonly LaidOutField[]) => message(notification, now, fields);
  return made(laidOut(notification, { now, place, room: ROOM_BYTES, sizeOf: (fields) => sizeOf(made(fields)) }));
}

/** The summary of a week's digest. */
export function digestMessage({ subject, summary }: DigestMessage): TeamsMessage {
  // Some ten lines fit; a line is cut if they would not fit.
  const room = Math.floor(ROOM_BYTES / 4 / 6 / Math.max(summary.length, 1));
  return digestCard(
    plain(subject, LINE_LIMIT),
    summary.map((line) => plain(line, room)),
  );
}

function digestCard(subject: string, lines: readonly string[]): TeamsMessage {
  const title: TextRun = { type: "TextRun", text: subject, weight: "Bolder", size: "Large" };
  return card(subject, [block([title]), ...lines.map((text) => block([{ type: "TextRun", text }]))], []);
}

/** In bytes, as the encoder with the most escapes writes it. */
function sizeOf(message: TeamsMessage): number {
  return JSON.stringify(message).replace(/\\"|[^ -~]|[<>&'+`]/g, "\\u0000").length;
}

function message(notification: Notification, now: Instant, fields: readonly LaidOutField[]): TeamsMessage {
  const line = lineText(notification, now, LINE_LIMIT);
  const links = linksOf(notification);
  const body = [
    block([{ type: "TextRun", text: line, weight: "Bolder", size: "Large", color: colorOf(notification) }]),
    ...fields.map(fieldBlock),
    ...links.flatMap(noteBlock),
  ];
  return card(line, body, links.map(action));
}

function card(fallbackText: string, body: readonly RichTextBlock[], actions: readonly OpenUrl[]): TeamsMessage {
  const content: Card = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    fallbackText,
    msteams: { width: "Full" },
    body,
    actions,
  };
  return { type: "message", attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content }] };
}

const colors: Readonly<Record<Severity, Color>> = {
  CRITICAL: "Attention",
  HIGH: "Attention",
  MEDIUM: "Warning",
  LOW: "Accent",
  INFORMATIONAL: "Default",
};

/** A color that shows without reading: that it is over, that nobody needs to act any more, or how severe it is. */
function colorOf(notification: Notification): Color {
  if (notification.kind === "over") return "Good";
  return total(notification.counts.open) === 0 ? "Default" : colors[severityOf(notification)];
}

/** One run for each text: some clients do not show line breaks inside a run. */
function fieldBlock({ label, texts }: LaidOutField): RichTextBlock {
  return block([
    { type: "TextRun", text: `${label}  `, weight: "Bolder" },
    ...texts.map((text, i): TextRun => ({ type: "TextRun", text: i === 0 ? text : `\n${text}` })),
  ]);
}

/** Beside the button, as a title longer than the button is cut. */
function noteBlock({ label, note }: PageLink): readonly RichTextBlock[] {
  return note === undefined ? [] : [fieldBlock({ label, texts: [note] })];
}

function block(inlines: readonly TextRun[]): RichTextBlock {
  return { type: "RichTextBlock", inlines };
}

function action({ label, url }: PageLink): OpenUrl {
  return { type: "Action.OpenUrl", title: label, url };
}
