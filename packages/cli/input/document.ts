/** The values of a text that is in memory as a whole, whether it is valid JSON or not. */
import type { Json } from "@tocsin/core/text/json";
import { type Found, placeWithin } from "./found.ts";
import { CUT_OFF, NOT_JSON, parseJson } from "./json.ts";
import { type Slice, splitValues } from "./split.ts";

export type Reading = Found | { readonly place: string; readonly problem: string };

export interface Extent {
  /** The line of the input that the text begins with. */
  readonly firstLine: number;
  /** The input broke off at the end of the text. The caller reports that, so a value that is cut there is not reported again. */
  readonly broken: boolean;
}

/**
 * The document, or the elements of an array. Of a text that is not JSON as a whole: its documents, if it is several in a
 * row, and the valid elements of a broken array, log file or list of findings.
 */
export function* valuesOfText(text: string, extent: Extent): Generator<Reading> {
  const whole = parseJson(text);
  if ("value" in whole) {
    yield* valuesOfDocument(whole.value, "", text);
    return;
  }
  const { documents, noiseAt } = documentsOf(text);
  const lineOf = lineCounter(text, extent.firstLine);
  for (const slice of documents) {
    const line = lineOf(slice.start);
    const place = documents.length === 1 && noiseAt === undefined ? "" : `line ${line}`;
    const document = text.slice(slice.start, slice.end);
    yield* valuesOfSlice(document, { place, firstLine: line, broken: extent.broken && slice.cut, cut: slice.cut });
  }
  if (noiseAt !== undefined) yield { place: `line ${lineOf(noiseAt)}`, problem: NOT_JSON };
}

/** The texts between brackets that stand in a row, and where what is none begins. */
function documentsOf(text: string): { readonly documents: readonly Slice[]; readonly noiseAt: number | undefined } {
  const documents: Slice[] = [];
  let end = 0;
  for (const slice of splitValues(text)) {
    if (!/[[{]/.test(text.charAt(slice.start))) break;
    documents.push(slice);
    end = slice.end;
  }
  const noise = text.slice(end).search(/\S/);
  return { documents, noiseAt: noise === -1 ? undefined : end + noise };
}

interface SliceExtent extends Extent {
  readonly place: string;
  readonly cut: boolean;
}

function* valuesOfSlice(document: string, extent: SliceExtent): Generator<Reading> {
  const result = parseJson(document);
  if ("value" in result) yield* valuesOfDocument(result.value, extent.place, document);
  else if (CONTAINER.test(document)) yield* elementsOf(document, extent);
  else if (!extent.broken)
    yield {
      place: `line ${extent.firstLine + (result.line ?? 1) - 1}`,
      problem: problemOfSlice(result.problem, extent.cut),
    };
}

function* valuesOfDocument(value: Json, place: string, text: string): Generator<Reading> {
  const bytesAtMost = text.length * UTF8_BYTES_PER_UNIT;
  if (!Array.isArray(value)) yield { place, value, bytesAtMost };
  else
    for (const [index, element] of value.entries())
      yield { place: placeWithin(place, index), value: element, bytesAtMost };
}

/** The elements of a broken array or log file: the valid ones as values, the others as problems. */
function* elementsOf(document: string, { place, firstLine, broken }: SliceExtent): Generator<Reading> {
  const from = CONTAINER.exec(document)?.[0].length ?? 0;
  const lineOf = lineCounter(document, firstLine);
  let index = 0;
  let isReported = broken;
  for (const slice of splitValues(document, from)) {
    const text = document.slice(slice.start, slice.end);
    const result = parseJson(text);
    const at = placeWithin(place, index);
    if ("value" in result) yield { place: at, value: result.value, bytesAtMost: text.length * UTF8_BYTES_PER_UNIT };
    else if (!(broken && slice.cut)) {
      isReported = true;
      yield {
        place: at,
        problem: `${problemOfSlice(result.problem, slice.cut)} (line ${lineOf(slice.start) + (result.line ?? 1) - 1})`,
      };
    }
    index += 1;
  }
  // Every element was valid, and yet the whole was not.
  if (!isReported) yield { place, problem: "is cut off, or not JSON between its elements" };
}

function problemOfSlice(problem: string, cut: boolean): string {
  return cut && problem === NOT_JSON ? CUT_OFF : problem;
}

/** How an array, a CloudTrail log file or a list of findings, messages or events begins. */
const CONTAINER = /^\s*(?:\[|\{\s*"(?:[Rr]ecords|[Ff]indings|Messages|Events)"\s*:\s*\[)/;

const UTF8_BYTES_PER_UNIT = 3;

/** The line of a position; asked in ascending order, it counts each newline once. */
function lineCounter(text: string, firstLine: number): (position: number) => number {
  let line = firstLine;
  let counted = 0;
  return (position) => {
    for (let at = text.indexOf("\n", counted); at !== -1 && at < position; at = text.indexOf("\n", at + 1)) {
      line += 1;
      counted = at + 1;
    }
    return line;
  };
}
