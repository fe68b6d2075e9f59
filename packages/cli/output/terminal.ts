/** What a command reads from and writes to: the process's own streams, or a test's. */
import { styleText } from "node:util";
import type { Severity } from "@tocsin/core/alert/severity";
import { plain } from "@tocsin/core/text/text";

export interface Terminal {
  readonly stdin: AsyncIterable<Uint8Array> & { readonly isTTY?: boolean | undefined };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Calls back when the user asks to stop. */
  interrupted(act: () => void): void;
}

export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
}

/** How a command ended; the README's table is of these. */
export const exitCodes = {
  ok: 0,
  /** Some of the input was refused, or something that was asked for is not there; the rest was done. */
  refused: 1,
  /** The command line was wrong; nothing was done. */
  usage: 2,
  /** The command could not do its work. */
  failed: 70,
  /** The user asked to stop before the end. */
  interrupted: 130,
} as const;

/** An error for the person at the terminal: its message is shown alone, without a stack. */
export class CommandError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number = exitCodes.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}

const PATH_LIMIT = 300;

/** A path as it can be shown: a file's name may hold what drives a terminal. */
export function shownPath(path: string): string {
  return plain(path, PATH_LIMIT);
}

/** `1 page`, `2 pages`. */
export function amountOf(number: number, noun: string): string {
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`;
}

type Style = Parameters<typeof styleText>[0];

/** Colour only on a terminal, and never where NO_COLOR asks for none (https://no-color.org). */
export function isStyled(output: Output, environment: Terminal["environment"]): boolean {
  return output.isTTY === true && !environment.NO_COLOR && environment.TERM !== "dumb";
}

export function styled(style: Style, text: string, isOn: boolean): string {
  return isOn ? styleText(style, text, { validateStream: false }) : text;
}

export const severityStyles: Record<Severity, Style> = {
  CRITICAL: ["bold", "red"],
  HIGH: "red",
  MEDIUM: "yellow",
  LOW: "cyan",
  INFORMATIONAL: "dim",
};

export interface Column<R> {
  readonly heading: string;
  readonly of: (row: R) => string;
  readonly style?: (row: R) => Style | undefined;
  /** Longer values are cut. */
  readonly limit?: number;
}

/** Rows in aligned columns, the last one ragged. */
export function table<R>(rows: readonly R[], columns: readonly Column<R>[], isOn: boolean): string {
  const cells = rows.map((row) => columns.map(({ of, limit }) => cut(of(row), limit)));
  const widths = columns.map(({ heading }, i) =>
    Math.max(heading.length, ...cells.map((line) => line[i]?.length ?? 0)),
  );
  const line = (texts: readonly string[], style: (i: number) => Style | undefined) =>
    texts
      .map((text, i) => {
        const padded = i === texts.length - 1 ? text : text.padEnd(widths[i] ?? 0);
        const chosen = style(i);
        return chosen ? styled(chosen, padded, isOn) : padded;
      })
      .join("  ")
      .trimEnd();
  const head = line(
    columns.map(({ heading }) => heading),
    () => "dim",
  );
  const body = rows.map((row, r) => line(cells[r] ?? [], (i) => columns[i]?.style?.(row)));
  return `${[head, ...body].join("\n")}\n`;
}

function cut(text: string, limit = 60): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}
