/** A report in parts, each of which can be shown on a terminal or as Markdown. */
import { plain } from "@tocsin/core/text/text";
import { type Column, table } from "../output/table.ts";
import { isStyled, styled, type Terminal } from "../output/terminal.ts";

export type Block = { readonly kind: "text"; readonly text: string } | TableBlock | ListBlock;

interface TableBlock {
  readonly kind: "table";
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Whether it may have as many rows as a list has items, and is cut like one. */
  readonly isCut?: boolean;
}

interface ListBlock {
  readonly kind: "list";
  readonly title: string;
  readonly items: readonly string[];
}

/** As many items of a list are shown. */
const ITEMS = 20;
/** Of a text that names what comes from outside. */
const TEXT_LIMIT = 2000;

/** What has all items of each list. */
const EVERYTHING = "--json";

/** @param everything what has all items of each list, where that is not an option of the command itself. */
export function onTerminal(
  blocks: readonly Block[],
  terminal: Pick<Terminal, "stdout" | "environment">,
  everything = EVERYTHING,
): string {
  const isOn = isStyled(terminal.stdout, terminal.environment);
  return blocks
    .map((block) => {
      switch (block.kind) {
        case "text":
          return `${plain(block.text, TEXT_LIMIT)}\n`;
        case "table":
          return `${table(shownRows(block), block.headings.map(column), terminal)}${moreRows(block, everything)
            .map((more) => `${more}\n`)
            .join("")}`;
        case "list":
          return `${styled("bold", plain(block.title, TEXT_LIMIT), isOn)}\n${shownItems(block, everything)
            .map((item) => `  ${plain(item, TEXT_LIMIT)}\n`)
            .join("")}`;
        default:
          return block satisfies never;
      }
    })
    .join("\n");
}

function column(heading: string, i: number): Column<readonly string[]> {
  return { heading, of: (row) => row[i] ?? "" };
}

/** As GitHub and GitLab show it. What comes from outside is shown as it is written, and acts as no markup. */
export function asMarkdown(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      switch (block.kind) {
        case "text":
          return `${inert(block.text)}\n`;
        case "table":
          return [
            ...[block.headings, block.headings.map(() => "---"), ...shownRows(block).map((row) => row.map(inert))].map(
              (cells) => `| ${cells.join(" | ")} |\n`,
            ),
            ...moreRows(block, EVERYTHING).map((more) => `\n${inert(more)}\n`),
          ].join("");
        case "list":
          return `**${inert(block.title)}**\n\n${shownItems(block, EVERYTHING)
            .map((item) => `- ${inert(item)}\n`)
            .join("")}`;
        default:
          return block satisfies never;
      }
    })
    .join("\n");
}

/** With each character escaped that could be markup, a mention or a link. https://spec.commonmark.org/0.31.2/#backslash-escapes */
function inert(text: string): string {
  return plain(text, TEXT_LIMIT)
    .replaceAll(/[!-/:-@[-`{-~]/g, "\\$&")
    .replaceAll(/\\([-.,;()/])/g, "$1");
}

function shownItems({ items }: ListBlock, everything: string): readonly string[] {
  return [...items.slice(0, ITEMS), ...moreText(items.length, everything)];
}

function shownRows({ rows, isCut = false }: TableBlock): readonly (readonly string[])[] {
  return isCut ? rows.slice(0, ITEMS) : rows;
}

function moreRows({ rows, isCut = false }: TableBlock, everything: string): readonly string[] {
  return isCut ? moreText(rows.length, everything) : [];
}

/** What has those that are not shown; nothing where all are. */
function moreText(number: number, everything: string): readonly string[] {
  return number > ITEMS ? [`and ${number - ITEMS} more: ${everything} has all`] : [];
}
