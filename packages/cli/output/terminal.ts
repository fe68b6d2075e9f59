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
  /** The width of a terminal, in characters. */
  readonly columns?: number | undefined;
}

/** How a command ended; the README's table is of these. */
export const exitCodes = {
  ok: 0,
  /** Some of the input was refused, something that was asked for does not exist, or a check found something wrong; the rest was done. */
  refused: 1,
  /** The command line, the policy or the configuration was wrong; nothing was done. */
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

/** A path that is safe to print: a file's name may hold control characters. */
export function shownPath(path: string): string {
  return plain(path, PATH_LIMIT);
}

/** `1 page`, `2 pages`. */
export function amountOf(number: number, noun: string): string {
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`;
}

export type Style = Parameters<typeof styleText>[0];

/** Colour is used only on a terminal, and never where NO_COLOR is set (https://no-color.org). */
export function isStyled(output: Output, environment: Terminal["environment"]): boolean {
  return output.isTTY === true && !environment.NO_COLOR && environment.TERM !== "dumb";
}

/** A terminal that does not know its width. */
const USUAL_COLUMNS = 80;

/** How long lines may be. What goes to a file or a pipe is not wrapped: programs read it line by line. */
export function widthOf({ isTTY, columns }: Output): number {
  return isTTY === true ? columns || USUAL_COLUMNS : Number.POSITIVE_INFINITY;
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
