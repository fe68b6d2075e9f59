/** A custom notification as Amazon Q posts it. https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html */
import { html, type Markup } from "@tocsin/core/text/markup";
import * as v from "valibot";
import { framed } from "./frame.ts";
import { asShown } from "./sent.ts";

const notificationSchema = v.strictObject({
  version: v.literal("1.0"),
  source: v.literal("custom"),
  id: v.string(),
  content: v.strictObject({
    textType: v.literal("client-markdown"),
    title: v.string(),
    description: v.string(),
    keywords: v.array(v.string()),
  }),
  // Threads, and what custom actions can use.
  metadata: v.looseObject({ threadId: v.string() }),
});

const style = html`
.by b { font-size: 15px; } .by span { color: #616061; font-size: 12px; margin-left: 6px; } .by .kind { padding: 1px 4px; border-radius: 3px; background: #e8e8e8; font-size: 10px; }
.line { overflow-wrap: anywhere; }
.title { font-weight: bold; margin-bottom: 8px; }
code { padding: 1px 3px; border: 1px solid #dddddd; border-radius: 3px; background: #f7f7f7; color: #c01343; font: 12px/18px "Liberation Mono", monospace; }
.words { margin-top: 8px; color: #616061; font-size: 13px; }
`;

export function amazonQPicture(notification: object): string {
  const { content } = asShown("Amazon Q's message", notificationSchema, notification);
  const { title, description, keywords } = content;
  return framed(
    style,
    html`<div class="by"><b>Amazon Q</b><span class="kind">APP</span><span>3:05 AM</span></div>
<div class="line title">${marked(title)}</div>
${description.split("\n").map((line) => html`<div class="line">${marked(line)}</div>`)}
<div class="words">${keywords.join(", ")}</div>`,
  );
}

/** Of the markup that Slack reads: code, in which nothing is read, then what is bold, and bare addresses. */
function marked(line: string): Markup {
  return html`${line.split(/(`[^`]*`|\*[^*`]+\*|https:\/\/\S+)/).map((part) => {
    if (/^`.*`$/.test(part)) return html`<code>${part.slice(1, -1)}</code>`;
    if (/^\*.*\*$/.test(part)) return html`<b>${part.slice(1, -1)}</b>`;
    return part.startsWith("https://") ? html`<a href="${part}">${part}</a>` : html`${part}`;
  })}`;
}
