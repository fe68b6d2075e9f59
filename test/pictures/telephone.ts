/** Text messages as a telephone shows them while it is locked. */
import { html } from "@tocsin/core/text/markup";
import { framed } from "./frame.ts";

const style = html`
body { padding: 24px 12px; background: #1f2937; }
.time { margin-bottom: 20px; color: #ffffff; font-size: 52px; line-height: 56px; text-align: center; }
.text { margin-bottom: 10px; padding: 12px 14px; border-radius: 16px; background: #f3f4f6; overflow-wrap: anywhere; }
.by { display: flex; justify-content: space-between; color: #4b5563; font-size: 12px; line-height: 16px; }
`;

export function telephonePicture(texts: readonly string[]): string {
  return framed(
    style,
    html`<div class="time">03:05</div>
${texts.map((text) => html`<div class="text"><div class="by"><b>Messages, TOCSIN</b><span>now</span></div>${text}</div>`)}`,
  );
}
