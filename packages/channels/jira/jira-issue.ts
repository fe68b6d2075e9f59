/**
 * What a Jira issue shows of a notification. All of it is Atlassian Document Format, whose texts are shown as they are: no markup in them
 * is interpreted, and nobody is mentioned. https://developer.atlassian.com/cloud/jira/platform/apis/document/structure
 */
import type { Instant } from "@tocsin/core/event/instant";
import { escapedJson } from "@tocsin/core/text/json";
import type { Notification } from "@tocsin/oncall/notification";
import { type LaidOutField, laidOut, linksOf } from "../page/laid-out.ts";
import { lineText } from "../page/short-text.ts";

export interface JiraDocument {
  readonly type: "doc";
  readonly version: 1;
  readonly content: readonly Paragraph[];
}

interface Paragraph {
  readonly type: "paragraph";
  readonly content: readonly Inline[];
}

type Inline = { readonly type: "text"; readonly text: string; readonly marks?: readonly Mark[] } | typeof lineBreak;

type Mark = { readonly type: "strong" } | { readonly type: "link"; readonly attrs: { readonly href: string } };

const lineBreak = { type: "hardBreak" } as const;

export interface IssueOptions {
  readonly now: Instant;
  readonly place?: string | undefined;
}

/** Jira accepts a summary of 255 characters without a line break. */
const SUMMARY_LIMIT = 250;
/**
 * Jira accepts a description of 32,767 characters, and does not say how it counts a document: this limits the whole document as it is sent.
 */
const DESCRIPTION_ROOM_BYTES = 30_000;

const KEPT_IN_STEP =
  "Tocsin keeps the summary and this description up to date. Closing this ticket ends no alert: the description says what does.";

export function summaryOf(notification: Notification, { now }: Pick<IssueOptions, "now">): string {
  return lineText(notification, now, SUMMARY_LIMIT);
}

export function descriptionOf(notification: Notification, { now, place }: IssueOptions): JiraDocument {
  const made = (fields: readonly LaidOutField[]) =>
    documentOf([...fields.map(fieldParagraph), ...linkParagraphs(notification), paragraph([text(KEPT_IN_STEP)])]);
  const sizeOf = (fields: readonly LaidOutField[]) => Buffer.byteLength(escapedJson(made(fields)));
  return made(laidOut(notification, { now, place, room: DESCRIPTION_ROOM_BYTES, sizeOf }));
}

/** One line, and the text below it. */
export function commentOf(notification: Notification, { now }: Pick<IssueOptions, "now">, note?: string): JiraDocument {
  const line = text(lineText(notification, now, SUMMARY_LIMIT));
  return documentOf([paragraph(note === undefined ? [line] : [line, lineBreak, text(note)])]);
}

function documentOf(content: readonly Paragraph[]): JiraDocument {
  return { type: "doc", version: 1, content };
}

function paragraph(content: readonly Inline[]): Paragraph {
  return { type: "paragraph", content };
}

function text(shown: string, ...marks: readonly Mark[]): Inline {
  return { type: "text", text: shown, ...(marks.length > 0 && { marks }) };
}

function fieldParagraph({ label, texts }: LaidOutField): Paragraph {
  return paragraph([
    text(`${label}  `, { type: "strong" }),
    ...texts.flatMap((line, i) => (i === 0 ? [text(line)] : [lineBreak, text(line)])),
  ]);
}

/** Everybody who may see the project can read a ticket for years, so it must not contain the link for acknowledging. */
function linkParagraphs({ acknowledge: _, ...notification }: Notification): readonly Paragraph[] {
  return linksOf(notification).map(({ label, url }) =>
    paragraph([text(label, { type: "link", attrs: { href: url } })]),
  );
}
