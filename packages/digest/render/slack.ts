/**
 * The digest for a Slack channel: at most ten lines that begin with the verdict. They are rich text, in which texts are shown as they are:
 * markup in them is not read, and nobody is mentioned. https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
 */
import { plain } from "@tocsin/core/text/text";
import type { Problem, Report } from "../report/format.ts";
import { addressOf, commandOf, deadlineText, ownersOf } from "./words/lines.ts";
import {
  balance,
  callOf,
  lateOwners,
  nothingFirst,
  reasonsOf,
  severeText,
  titleOf,
  unknownLine,
} from "./words/wording.ts";

export interface SlackSummary {
  /** The text that is shown instead of blocks, as in a phone's list of messages. */
  readonly text: string;
  readonly blocks: readonly [{ readonly type: "rich_text"; readonly elements: readonly [Section] }];
  readonly unfurl_links: false;
  readonly unfurl_media: false;
}

interface Section {
  readonly type: "rich_text_section";
  readonly elements: readonly Element[];
}

type Element =
  | { readonly type: "text"; readonly text: string; readonly style?: { readonly bold: true } | { readonly code: true } }
  | { readonly type: "link"; readonly url: string; readonly text: string };

export const SLACK_LINES = 10;
/** Slack takes some 12,000 characters of blocks, and does not say how it counts: https://github.com/slackapi/bolt-js/issues/2867. */
export const SLACK_ROOM_BYTES = 10_000;
/** Ten such lines of the widest letters leave room for the links. */
const LINE_LIMIT = 180;

export function renderSlack(report: Report): SlackSummary {
  const title = plain(`${callOf(report)}: ${titleOf(report)}`, LINE_LIMIT);
  const reasons = plain(reasonsOf(report), LINE_LIMIT);
  const around = [
    balance(report),
    severeText(report),
    prefixed("Owners behind", lateOwners(report)),
    prefixed("Unknown", unknownLine(report)),
  ].filter((text) => text !== undefined);
  const room = SLACK_LINES - 1 - around.length;
  const { problems, more } = report.doFirst;
  const shown = problems.length + (more > 0 ? 1 : 0) > room ? room - 1 : problems.length;
  const left = problems.length - shown + more;
  const linesWith = (links: number): readonly (readonly Element[])[] => [
    [{ type: "text", text: title, style: { bold: true } }, textOf(`: ${reasons}`)],
    ...(problems.length === 0 ? [[textOf(nothingFirst)]] : []),
    ...problems.slice(0, shown).map((problem, i) => problemLine(problem, i, i < links, report)),
    ...(left > 0 ? [[textOf(`and ${left} more`)]] : []),
    ...around.map((text) => [textOf(text)]),
  ];
  // Half of a link leads nowhere: if there is not enough room for all links, the first lines have theirs.
  const links =
    [...problems.keys(), problems.length].findLast((count) => sizeOf(linesWith(count)) <= SLACK_ROOM_BYTES) ?? 0;
  const lines = linesWith(links);
  return {
    text: escaped(plain(`${title}: ${reasons}`, LINE_LIMIT)),
    blocks: [{ type: "rich_text", elements: [sectionOf(lines)] }],
    unfurl_links: false,
    unfurl_media: false,
  };
}

function prefixed(name: string, text: string | undefined): string | undefined {
  return text && `${name}: ${text}`;
}

function problemLine(problem: Problem, place: number, isLinked: boolean, report: Report): readonly Element[] {
  const [member] = problem.members.lines;
  const address = isLinked ? addressOf(member?.link) : undefined;
  const title = plain(problem.title, LINE_LIMIT / 2) || "-";
  const facts = [ownersOf(problem), problem.deadline && deadlineText(problem.deadline, report)].filter(
    (fact) => fact !== undefined,
  );
  return [
    textOf(`${place + 1}. `),
    address === undefined ? textOf(title) : { type: "link", url: address, text: title },
    textOf(`: ${plain(facts.join("; "), LINE_LIMIT / 2)} - `),
    ...(member === undefined
      ? []
      : [{ type: "text", text: plain(commandOf(member, report), LINE_LIMIT / 2), style: { code: true } } as const]),
  ];
}

function textOf(text: string): Element {
  const shown = plain(text, LINE_LIMIT);
  // Slack trims a text at its ends, which would join it to its neighbours.
  return { type: "text", text: `${text.startsWith(" ") ? " " : ""}${shown}${text.endsWith(" ") ? " " : ""}` };
}

function sectionOf(lines: readonly (readonly Element[])[]): Section {
  const elements = lines.flatMap((line, i) => (i === 0 ? line : [{ type: "text", text: "\n" } as const, ...line]));
  // Slack refuses an element without text.
  return { type: "rich_text_section", elements: elements.filter(({ text }) => text !== "") };
}

function sizeOf(lines: readonly (readonly Element[])[]): number {
  return Buffer.byteLength(JSON.stringify(sectionOf(lines)));
}

/** https://docs.slack.dev/messaging/formatting-message-text#escaping */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
