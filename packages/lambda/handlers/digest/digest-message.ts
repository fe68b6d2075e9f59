/** An edition as channels send it. */
import type { DigestMessage } from "@tocsin/channels/kind";
import { renderMail } from "@tocsin/digest/render/mail/mail";
import { renderSlack, type SlackSummary } from "@tocsin/digest/render/slack";
import { renderText, subject } from "@tocsin/digest/render/text/text";
import type { Report } from "@tocsin/digest/report/format";

export function digestMessage(report: Report): DigestMessage {
  const slack = renderSlack(report);
  return {
    subject: subject(report),
    text: renderText(report),
    html: renderMail(report),
    summary: linesOf(slack),
    slack,
  };
}

/** Its lines as plain text. */
function linesOf({ blocks: [{ elements }] }: SlackSummary): readonly string[] {
  const [{ elements: runs }] = elements;
  return runs
    .map(({ text }) => text)
    .join("")
    .split("\n");
}
