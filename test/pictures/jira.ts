/** A ticket as Jira lays it out. https://developer.atlassian.com/cloud/jira/platform/apis/document/structure */
import { html, type Markup } from "@tocsin/core/text/markup";
import * as v from "valibot";
import { framed } from "./frame.ts";
import { asShown } from "./sent.ts";

const markSchema = v.variant("type", [
  v.strictObject({ type: v.literal("strong") }),
  v.strictObject({ type: v.literal("link"), attrs: v.strictObject({ href: v.string() }) }),
]);

const inlineSchema = v.variant("type", [
  v.strictObject({ type: v.literal("text"), text: v.string(), marks: v.optional(v.array(markSchema)) }),
  v.strictObject({ type: v.literal("hardBreak") }),
]);

const documentSchema = v.strictObject({
  type: v.literal("doc"),
  version: v.literal(1),
  content: v.array(v.strictObject({ type: v.literal("paragraph"), content: v.array(inlineSchema) })),
});

const style = html`
body { color: #172b4d; font-size: 14px; }
.key { color: #626f86; font-size: 12px; }
h1 { margin: 4px 0 16px; font-size: 22px; line-height: 28px; overflow-wrap: anywhere; }
h2 { margin: 0 0 8px; font-size: 14px; }
p { margin: 0 0 10px; white-space: pre-wrap; overflow-wrap: anywhere; }
a { color: #0c66e4; }
`;

export function jiraPicture(summary: string, description: object): string {
  const { content } = asShown("Jira's ticket", documentSchema, description);
  return framed(
    style,
    html`<div class="key">SEC-118 &nbsp; To do</div>
<h1>${summary}</h1>
<h2>Description</h2>
${content.map((paragraph) => html`<p>${paragraph.content.map(inlineMarkup)}</p>`)}`,
  );
}

function inlineMarkup(inline: v.InferOutput<typeof inlineSchema>): Markup {
  if (inline.type === "hardBreak") return html`<br>`;
  return (inline.marks ?? []).reduce(
    (marked, mark) =>
      mark.type === "strong" ? html`<b>${marked}</b>` : html`<a href="${mark.attrs.href}">${marked}</a>`,
    html`${inline.text}`,
  );
}
