/** The section about missing data: silent accounts and cells, and unreadable items. */
import { html, type Markup, nothing } from "@tocsin/core/text/markup";
import { plain } from "@tocsin/core/text/text";
import type { Report } from "../../report/format.ts";
import { headings, incomplete, neverTexts, silentTexts, unknownCount } from "../words/wording.ts";
import { fold, rest } from "./pieces.ts";

export function unknowns(report: Report): Markup {
  if (unknownCount(report) === 0) return nothing;
  const { silent, never, unreadable } = report.trust;
  const missing = incomplete(report);
  const items =
    missing === undefined
      ? nothing
      : html`<p class="warning">${missing}</p>
${list(unreadable.lines.map((line) => plain(line, line.length + 1)))}${rest(unreadable)}`;
  const rests = rest({ more: silent.more + never.more, elsewhere: silent.elsewhere + never.elsewhere });
  const named = list([...neverTexts(report), ...silentTexts(report)]);
  return fold(headings.trust, `${unknownCount(report)}, by name`, html`${items}${named}${rests}`);
}

function list(texts: readonly string[]): Markup {
  return html`<ul class="plain">${texts.map(
    (text) => html`<li>${text}</li>
`,
  )}</ul>
`;
}
