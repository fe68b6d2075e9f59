/** The page on which a look-alike stands. */
import { html, type Markup, nothing } from "@tocsin/core/text/markup";

export function framed(style: Markup, content: Markup): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<style>
* { box-sizing: border-box; }
body { margin: 0; padding: 16px; font: 15px/22px "Liberation Sans", Arial, sans-serif; color: #1d1c1d; background: #ffffff; }
a { color: #1264a3; text-decoration: none; }
${style}
</style>
</head>
<body>
${content}
</body>
</html>
`.markup;
}

/** Where `text` has line breaks, the lines. */
export function broken(text: string): readonly Markup[] {
  return text.split("\n").map((line, i) => html`${i === 0 ? nothing : html`<br>`}${line}`);
}
