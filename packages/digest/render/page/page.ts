/**
 * The digest as one self-contained HTML page: it can be stored, mailed and printed. Sections that ask for action are open, in the order of
 * urgency; every other section is a line that unfolds, and is open in print.
 */
import { hash } from "node:crypto";
import { html } from "@tocsin/core/text/markup";
import type { Report } from "../../report/format.ts";
import { clockOf } from "../words/time.ts";
import { callOf, reasonsOf, titleOf } from "../words/wording.ts";
import { breakdowns, controls } from "./breakdowns.ts";
import { decide, later, urgent } from "./deadlines.ts";
import { doFirst, opening } from "./first-screen.ts";
import { house } from "./house.ts";
import { style } from "./style.ts";
import { unknowns } from "./unknowns.ts";
import { changes, open, sla } from "./week.ts";

/** The page loads nothing, runs nothing and submits nothing; its one style sheet is allowed by its hash. */
const POLICY = `default-src 'none'; style-src 'sha256-${hash("sha256", style, "base64")}'; base-uri 'none'; form-action 'none'`;

/** The whole page. A text of the report is shown as text, whatever it holds; a link that is no web address is left out. */
export function renderHtml(report: Report): string {
  const { asOf, timezone, format } = report;
  const clock = clockOf(timezone);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${titleOf(report)}: ${callOf(report)}</title>
<style>${{ markup: style }}</style>
</head>
<body>
<main>
${opening(report)}${doFirst(report)}${decide(report)}${urgent(report)}<div class="folds">
${later(report)}${changes(report)}${open(report)}${sla(report)}${breakdowns(report)}${controls(report)}${house(report)}${unknowns(report)}</div>
</main>
<footer>
<p>${titleOf(report)}: ${callOf(report)}, ${reasonsOf(report)} As of <time datetime="${asOf}">${clock.minute(asOf)} ${clock.place}</time>; ${format}.</p>
</footer>
</body>
</html>
`;
  return page.markup;
}
