/**
 * The page as HTML that mail programs show alike: tables 600 pixels wide and inline styles, since Outlook on Windows uses Word's layout
 * engine and Gmail removes style sheets. It runs and loads nothing, and has only the links of a page. Buttons for a thumb come before the
 * text. Programs that support `color-scheme` can show it dark.
 */
import type { Severity } from "@tocsin/core/alert/severity";
import { html, type Markup, nothing } from "@tocsin/core/text/markup";
import { total } from "@tocsin/oncall/counts";
import type { Notification } from "@tocsin/oncall/notification";
import { severityOf } from "../page/group-facts.ts";
import { type LaidOutField, linksOf, type PageLink } from "../page/laid-out.ts";

const FONT = "font-family:Arial,Helvetica,sans-serif";
const TABLE = html`role="presentation" cellpadding="0" cellspacing="0" border="0"`;

/** Overrides the inline colours, which are for programs that remove this, and for light mode. */
const DARK = html`<style>
:root { color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
.around { background-color: #111827 !important; }
.mail { background-color: #1f2937 !important; }
.text { color: #f3f4f6 !important; }
.label { color: #9ca3af !important; }
.link { color: #f3f4f6 !important; border-color: #9ca3af !important; }
.act { background-color: #f3f4f6 !important; color: #111827 !important; border-color: #f3f4f6 !important; }
}
</style>`;

/** @param line its first line, which the list of a mailbox shows beside the subject. */
export function htmlOf(notification: Notification, line: string, fields: readonly LaidOutField[]): string {
  const color = colorOf(notification);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${line}</title>
${DARK}
</head>
<body class="around" style="margin:0;padding:0;background-color:#f3f4f6">
<table ${TABLE} width="100%" class="around" style="background-color:#f3f4f6"><tr><td align="center" style="padding:16px 8px">
<table ${TABLE} width="600" class="mail" style="width:100%;max-width:600px;background-color:#ffffff;border-top:6px solid ${color}">
<tr><td colspan="2" class="text" style="padding:16px 16px 12px;${FONT};font-size:18px;line-height:24px;font-weight:bold;color:#111827;word-break:break-word">${line}</td></tr>
${buttons(linksOf(notification))}
${fields.map(row)}
<tr><td colspan="2" style="padding:0 0 12px"></td></tr>
</table>
</td></tr></table>
</body>
</html>
`;
  return page.markup;
}

/** The color shows the state before a word is read. Each color stands out from white. */
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
  return html`<tr><td width="72" valign="top" class="label" style="${cell};color:#6b7280;white-space:nowrap">${label}</td><td valign="top" class="text" style="${cell};padding-left:0;padding-right:16px;color:#111827;word-break:break-word">${texts.map((text, i) => lineOf(text, i === texts.length - 1))}</td></tr>
`;
}

/** Broken lines must show which of them belong to one text. */
function lineOf(text: string, isLast: boolean): Markup {
  return html`<p style="margin:${isLast ? "0" : "0 0 4px"}">${text}</p>`;
}

/** Buttons that decide are filled, those that only show have a border. */
function buttons(links: readonly PageLink[]): Markup {
  if (links.length === 0) return nothing;
  const notes = links.flatMap(({ label, note }) => (note === undefined ? [] : [`${label}: ${note}.`]));
  return html`<tr><td colspan="2" style="padding:0 16px 4px">${links.map(button)}</td></tr>
${notes.map((note) => html`<tr><td colspan="2" class="label" style="padding:0 16px 8px;${FONT};font-size:12px;line-height:16px;color:#6b7280">${note}</td></tr>`)}`;
}

function button({ label, url, note }: PageLink): Markup {
  const [kind, colors] =
    note === undefined ? ["link", "color:#111827"] : ["act", "color:#ffffff;background-color:#374151"];
  const style = `display:inline-block;margin:0 8px 8px 0;padding:9px 20px;border:1px solid #374151;${FONT};font-size:14px;line-height:20px;text-decoration:none;${colors}`;
  return html`<a href="${url}" class="${kind}" style="${style}">${label}</a> `;
}
