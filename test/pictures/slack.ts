/** A message of Slack's Block Kit, as Slack lays it out in its desktop program. https://docs.slack.dev/reference/block-kit/blocks */
import { html, type Markup } from "@tocsin/core/text/markup";
import * as v from "valibot";
import { broken, framed } from "./frame.ts";
import { asShown } from "./sent.ts";

const colors = {
  red_circle: "#dd2e44",
  large_orange_circle: "#f4900c",
  large_yellow_circle: "#fdcb58",
  large_blue_circle: "#55acee",
  white_circle: "#e6e7e8",
} as const;

const emojiSchema = v.strictObject({
  type: v.literal("emoji"),
  name: v.picklist([...(Object.keys(colors) as (keyof typeof colors)[]), "eyes", "white_check_mark"]),
});

const elementSchema = v.variant("type", [
  v.strictObject({
    type: v.literal("text"),
    text: v.string(),
    style: v.optional(v.strictObject({ bold: v.literal(true) })),
  }),
  v.strictObject({ type: v.literal("link"), url: v.string(), text: v.string() }),
  emojiSchema,
]);

const buttonSchema = v.strictObject({
  type: v.literal("button"),
  text: v.strictObject({ type: v.literal("plain_text"), text: v.string() }),
  // What a press sends back is not to be seen.
  action_id: v.string(),
  value: v.string(),
});

const blockSchema = v.variant("type", [
  v.strictObject({
    type: v.literal("rich_text"),
    elements: v.array(v.strictObject({ type: v.literal("rich_text_section"), elements: v.array(elementSchema) })),
  }),
  v.strictObject({ type: v.literal("actions"), elements: v.array(buttonSchema) }),
]);

const messageSchema = v.strictObject({
  blocks: v.array(blockSchema),
  // Shown where blocks are not.
  text: v.string(),
  unfurl_links: v.literal(false),
  unfurl_media: v.literal(false),
});

const style = html`
.message { display: flex; gap: 10px; }
.app { flex: none; width: 36px; height: 36px; border-radius: 6px; background: #4b5563; color: #ffffff; font-weight: bold; line-height: 36px; text-align: center; }
.by b { font-size: 15px; } .by span { color: #616061; font-size: 12px; margin-left: 6px; } .by .kind { padding: 1px 4px; border-radius: 3px; background: #e8e8e8; font-size: 10px; }
.section { white-space: pre-wrap; overflow-wrap: anywhere; }
.sign { display: inline-block; width: 16px; height: 16px; margin: 0 2px -3px 0; border-radius: 50%; }
.ring { border: 1px solid #a3a3a3; }
.buttons { display: flex; gap: 8px; margin-top: 8px; }
.button { padding: 4px 12px; border: 1px solid #b9b9ba; border-radius: 8px; font-size: 13px; font-weight: bold; }
`;

export function slackPicture(message: object): string {
  const { blocks } = asShown("Slack's message", messageSchema, message);
  return framed(
    style,
    html`<div class="message"><div class="app">T</div><div>
<div class="by"><b>Tocsin</b><span class="kind">APP</span><span>3:05 AM</span></div>
${blocks.map(blockMarkup)}
</div></div>`,
  );
}

function blockMarkup(block: v.InferOutput<typeof blockSchema>): Markup {
  switch (block.type) {
    case "rich_text":
      return html`${block.elements.map(({ elements }) => html`<div class="section">${elements.map(elementMarkup)}</div>`)}`;
    case "actions":
      return html`<div class="buttons">${block.elements.map(({ text }) => html`<span class="button">${text.text}</span>`)}</div>`;
    default:
      return block satisfies never;
  }
}

function elementMarkup(element: v.InferOutput<typeof elementSchema>): Markup {
  switch (element.type) {
    case "text":
      return element.style === undefined ? html`${broken(element.text)}` : html`<b>${broken(element.text)}</b>`;
    case "link":
      return html`<a href="${element.url}">${element.text}</a>`;
    case "emoji":
      return signMarkup(element.name);
    default:
      return element satisfies never;
  }
}

function signMarkup(name: v.InferOutput<typeof emojiSchema>["name"]): Markup {
  if (name === "eyes")
    return html`<svg class="sign" viewBox="0 0 16 16"><g fill="#fff" stroke="#66757f"><ellipse cx="4.5" cy="8" rx="3.2" ry="5.5"/><ellipse cx="11.5" cy="8" rx="3.2" ry="5.5"/></g><circle cx="3.4" cy="9" r="1.7"/><circle cx="10.4" cy="9" r="1.7"/></svg>`;
  if (name === "white_check_mark")
    return html`<svg class="sign" style="border-radius:3px" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#77b255"/><path d="M3.5 8.5l3 3 6-7" fill="none" stroke="#fff" stroke-width="2"/></svg>`;
  return html`<span class="sign${name === "white_circle" ? " ring" : ""}" style="background:${colors[name]}"></span>`;
}
