/**
 * An Adaptive Card as its own program for browsers lays it out: of spaces one is kept, a line break is one, and the title of an action that
 * is too long for its button is cut. https://learn.microsoft.com/en-us/adaptive-cards/schema-explorer/adaptive-card
 */
import { html, type Markup } from "@tocsin/core/text/markup";
import * as v from "valibot";
import { broken, framed } from "./frame.ts";
import { asShown } from "./sent.ts";

/** https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/cards/design-effective-cards */
const colors = {
  Default: "#242424",
  Attention: "#c4314b",
  Warning: "#835c00",
  Good: "#237b4b",
  Accent: "#5b5fc7",
} as const;

const runSchema = v.strictObject({
  type: v.literal("TextRun"),
  text: v.string(),
  weight: v.optional(v.literal("Bolder")),
  size: v.optional(v.literal("Large")),
  color: v.optional(v.picklist(Object.keys(colors) as (keyof typeof colors)[])),
});

const messageSchema = v.strictObject({
  type: v.literal("message"),
  attachments: v.strictTuple([
    v.strictObject({
      contentType: v.literal("application/vnd.microsoft.card.adaptive"),
      content: v.strictObject({
        $schema: v.string(),
        type: v.literal("AdaptiveCard"),
        version: v.literal("1.4"),
        // Shown where cards are not.
        fallbackText: v.string(),
        msteams: v.strictObject({ width: v.literal("Full") }),
        body: v.array(
          v.strictObject({
            type: v.literal("RichTextBlock"),
            separator: v.optional(v.literal(true)),
            inlines: v.array(runSchema),
          }),
        ),
        actions: v.array(v.strictObject({ type: v.literal("Action.OpenUrl"), title: v.string(), url: v.string() })),
      }),
    }),
  ]),
});

const style = html`
body { background: #f5f5f5; color: #242424; font-size: 14px; line-height: 20px; }
.by { margin: 0 0 4px 2px; color: #616161; font-size: 12px; } .by b { color: #242424; margin-right: 8px; }
.card { padding: 16px; border: 1px solid #e0e0e0; border-radius: 6px; background: #ffffff; overflow-wrap: anywhere; }
.block + .block { margin-top: 8px; }
.separated { padding-top: 8px; border-top: 1px solid #e0e0e0; }
.large { font-size: 18px; line-height: 24px; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 16px; }
.action { max-width: 100%; padding: 5px 20px; border: 1px solid #d1d1d1; border-radius: 4px; font-weight: bold; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
`;

export function teamsPicture(message: object): string {
  const {
    attachments: [{ content }],
  } = asShown("Teams' card", messageSchema, message);
  return framed(
    style,
    html`<div class="by"><b>Workflows</b>03:05</div>
<div class="card">
${content.body.map(({ inlines, separator }) => html`<div class="block${separator ? " separated" : ""}">${inlines.map(runMarkup)}</div>`)}
<div class="actions">${content.actions.map(({ title }) => html`<span class="action">${title}</span>`)}</div>
</div>`,
  );
}

function runMarkup({ text, weight, size, color = "Default" }: v.InferOutput<typeof runSchema>): Markup {
  const bold = weight === undefined ? "" : ";font-weight:bold";
  return html`<span class="${size === undefined ? "" : "large"}" style="color:${colors[color]}${bold}">${broken(text)}</span>`;
}
