/** A page as a terminal shows it, with its colours. */
import { html, type Markup, nothing } from "@tocsin/core/text/markup";
import { broken, framed } from "./frame.ts";

/** By the number of the escape that switches it on. https://nodejs.org/api/util.html#modifiers */
const styles: Readonly<Record<string, string>> = {
  "1": "font-weight:bold",
  "2": "color:#9ca3af",
  "31": "color:#f87171",
  "32": "color:#4ade80",
  "33": "color:#facc15",
  "36": "color:#22d3ee",
  "37": "color:#ffffff",
  "41": "background:#b91c1c",
};

/** Those of the escapes that switch a style off again. */
const off = new Set(["22", "39", "49"]);

const style = html`
body { padding: 12px; background: #111827; color: #e5e7eb; }
pre { margin: 0; font: 12px/17px "Liberation Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
`;

export function terminalPicture(page: string): string {
  return framed(style, html`<pre>${runsOf(page)}</pre>`);
}

/** @throws Error where it has an escape that no picture shows. */
function runsOf(page: string): readonly Markup[] {
  const on = new Set<string>();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what begins an escape is one.
  return page.split(/(\u001b\[\d+m)/).map((part) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
    const [, code] = /^\u001b\[(\d+)m$/.exec(part) ?? [];
    if (code === undefined)
      return html`<span style="${[...on].map((each) => styles[each]).join(";")}">${broken(part)}</span>`;
    if (off.has(code)) on.clear();
    else if (styles[code] !== undefined) on.add(code);
    else throw new Error(`the picture of a terminal cannot show the escape ${code}`);
    return nothing;
  });
}
