/**
 * The page as HTML that mail programs show alike: tables 600 pixels wide and styles beside what they style, since Outlook on Windows lays
 * out by the engine of Word and Gmail takes style sheets out. It runs and loads nothing, and has no other links than a page has.
 */
import type { Severity } from "@tocsin/core/alert/severity";
import { html, type Markup } from "@tocsin/core/text/markup";
import { total } from "@tocsin/oncall/counts";
import type { Notification } from "@tocsin/oncall/notification";
import { severityOf } from "../page/group-facts.ts";
import { type LaidOutField, linksOf, type PageLink } from "../page/laid-out.ts";

const FONT = "font-family:Arial,Helvetica,sans-serif";
const TABLE = html`role="presentation" cellpadding="0" cellspacing="0" border="0"`;

/** @param line its first line, which the list of a mailbox shows beside the subject. */
export function htmlOf(notification: Notification, line: string, fields: readonly LaidOutField[]): string {
  const color = colorOf(notification);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${line}</title>
</head>
<body style="margin:0;padding:0;background-color:#f3f4f6">
<table ${TABLE} width="100%" style="background-color:#f3f4f6"><tr><td align="center" style="padding:16px 8px">
<table ${TABLE} width="600" style="width:100%;max-width:600px;background-color:#ffffff;border-top:6px solid ${color}">
<tr><td colspan="2" style="padding:16px;${FONT};font-size:18px;line-height:24px;font-weight:bold;color:#111827;word-break:break-word">${line}</td></tr>
${fields.map(row)}
${buttons(linksOf(notification))}
</table>
</td></tr></table>
</body>
</html>
`;
  return page.markup;
}

/** What it says of itself is read by its color before a word of it is. Each stands out from white. */
const colors: Readonly<Record<Severity, string>> = {
  CRITICAL: "#b91c1c",
  HIGH: "#c2410c",
  MEDIUM: "#a16207",
  LOW: "#1d4ed8",
  INFORMATIONAL: "#6b7280",
};

function colorOf(notification: Notification): string {
  if (notification.kind === "over") return "#15803d";
  return total(notification.counts.open) === 0 ? colors.INFORMATIONAL : colors[severityOf(notification)];
}

function row({ label, texts }: LaidOutField): Markup {
  const cell = `padding:4px 8px 4px 16px;${FONT};font-size:14px;line-height:20px`;
  return html`<tr><td width="84" valign="top" style="${cell};color:#6b7280;white-space:nowrap">${label}</td><td valign="top" style="${cell};padding-right:16px;color:#111827;word-break:break-word">${texts.map((text, i) => (i === 0 ? html`${text}` : html`<br>${text}`))}</td></tr>
`;
}

function buttons(links: readonly PageLink[]): Markup {
  const style = `display:inline-block;margin:0 8px 8px 0;padding:8px 16px;border:1px solid #374151;${FONT};font-size:14px;line-height:20px;color:#111827;text-decoration:none`;
  return html`<tr><td colspan="2" style="padding:12px 16px 8px">${links.map(({ label, url }) => html`<a href="${url}" style="${style}">${label}</a> `)}</td></tr>`;
}
