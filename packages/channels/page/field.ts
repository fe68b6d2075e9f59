/** A page is a first line and fields below it: a label, and lines of text beside it. */
import { styleText } from "node:util";
import { wrap } from "@tocsin/core/text/wrap";
import { shown } from "./page-text.ts";

/** Lines are at most this long, except for a longer word: ARNs and links stay whole, to be copied. */
const PAGE_COLUMNS = 88;
const LABEL_COLUMNS = 12;
/** Texts within core's limits are shown completely, with some room for escaped characters. */
export const PROSE_LIMIT = 700;
export const ADDRESS_LIMIT = 1300;
export const ASIDE_LIMIT = 300;

export type Style = Parameters<typeof styleText>[0];
export type Paint = (style: Style, text: string) => string;

/** Unescaped, unsafe to print. Each text begins on a new line; a field without any is left out. */
export interface Field {
  readonly label: string;
  readonly texts: readonly string[];
  /** For each text, in UTF-16 units. */
  readonly limit: number;
  /** Its texts are meant to be copied, so they are not broken. */
  readonly isWhole?: true;
}

/** The caller decides whether there are colours; Node would decide again, by its own stdout. */
export function painter(styled: boolean): Paint {
  return (style, text) => (styled ? styleText(style, text, { validateStream: false }) : text);
}

export function fieldLines({ label, texts, limit, isWhole }: Field, paint: Paint): readonly string[] {
  return texts
    .map((text) => shown(text, limit))
    .flatMap((text) => (isWhole ? [text] : wrap(text, PAGE_COLUMNS - LABEL_COLUMNS)))
    .map(
      (line, i) => `${i === 0 ? paint("dim", `  ${label}`.padEnd(LABEL_COLUMNS)) : " ".repeat(LABEL_COLUMNS)}${line}`,
    );
}
