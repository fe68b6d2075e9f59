/**
 * What mjml makes of the mail's layout, cut into the pieces that the digest puts together: mjml itself is 58 MB and in no function. A piece is
 * text with slots; what stands between `begin` and `end` is one of its own, and a slot that is a comment may hold many pieces.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import mjml2html from "mjml";

const folder = join(import.meta.dirname, "../../packages/digest/render/mail");
/** An innermost one. */
const PIECE = /<!--begin (\w+)-->((?:(?!<!--begin )[\s\S])*?)<!--end \1-->/;
/** In which rows are written down, for mjml to give them their styles; it is nothing of its own. */
const MOULD = "mould";
const HEAD = "/** Made by mjml of layout.mjml: `npm run mail` writes it anew. A piece is text with slots. */\n\n";

export const layoutFile = join(folder, "layout.ts");

/** The text of `layout.ts`. @throws Error where mjml does not know what the layout says. */
export async function mailLayout(): Promise<string> {
  const { html, errors } = await mjml2html(await readFile(join(folder, "layout.mjml"), "utf8"), {
    validationLevel: "strict",
    keepComments: true,
  });
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join("\n"));
  const pieces = new Map<string, string>();
  let frame = html;
  for (let found = PIECE.exec(frame); found !== null; found = PIECE.exec(frame)) {
    const [whole, name = "", piece = ""] = found;
    if (name !== MOULD) pieces.set(name, slotted(piece));
    frame = frame.replace(whole, "");
  }
  const entries = [...new Map([["frame", slotted(frame)], ...pieces])].map(
    ([name, piece]) => `  ${name}: ${written(piece)},\n`,
  );
  return `${HEAD}export const layout = {\n${entries.join("")}} as const;\n`;
}

/** What mjml wrote has neither backticks nor backslashes. */
function written(piece: string): string {
  if (/[`\\]|\$\{/.test(piece)) throw new Error(`the layout has a sign that would not be text in TypeScript: ${piece}`);
  return `\`${piece}\``;
}

/** A slot that stands as a comment, since no text may be there, is one as any other. And without the space that nobody sees. */
function slotted(text: string): string {
  return text
    .replace(/<!--(\{\{\w+\}\})-->/g, "$1")
    .replace(/>\s+</g, "><")
    .replace(/\s+/g, " ")
    .trim();
}
