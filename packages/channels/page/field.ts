/** A page is a first line and fields below it: a label, and lines of text beside it. */
import { styleText } from "node:util";
import { wrap } from "@tocsin/core/text/wrap";
import { shown } from "./page-text.ts";

/** Lines are at most this long, but for a word that is longer: ARNs and links stay whole, to be copied. */
const PAGE_COLUMNS = 88;
const LABEL_COLUMNS = 12;
/** What fits core's own limits is shown whole, with some room for characters that have to be written out. */
export const PROSE_LIMIT = 700;
export const ADDRESS_LIMIT = 1300;
export const ASIDE_LIMIT = 300;

export type Style = Parameters<typeof styleText>[0];
export type Paint = (style: Style, text: string) => string;

/** As it came, unsafe to print. Texts begin on a line each; a field without any is left out. */
export interface Field {
  readonly label: string;
  readonly texts: readonly string[];
  /** For each text, in UTF-16 units. */
  readonly limit: number;
  /** Its texts are there to be copied, and are broken nowhere. */
  readonly isWhole?: true;
}

/** Whether colours are wanted is decided where the page is written; Node would decide again, by its own stdout. */
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
