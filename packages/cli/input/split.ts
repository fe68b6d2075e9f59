/**
 * Takes apart a text that is not one JSON value as a whole, by its brackets and quotes: its valid parts can still be read, and
 * the others can be reported.
 */

export interface Slice {
  readonly start: number;
  /** The first position after it. */
  readonly end: number;
  /** The text ends before its last bracket or quote closes. */
  readonly cut: boolean;
}

/** The values that stand one after another at `from`, up to the end of the text or a closing bracket that none opened. */
export function* splitValues(text: string, from = 0): Generator<Slice> {
  let start = valueAt(text, from);
  while (start < text.length && text[start] !== "]" && text[start] !== "}") {
    const end = endOfValue(text, start);
    yield { start, end: end ?? text.length, cut: end === undefined };
    start = valueAt(text, end ?? text.length);
  }
}

/** The first position at or after `from` that is neither space nor a comma. */
function valueAt(text: string, from: number): number {
  const filler = /[\s,]*/y;
  filler.lastIndex = from;
  filler.test(text);
  return filler.lastIndex;
}

/** The position after the value at `start`; none when the text ends before it does. */
function endOfValue(text: string, start: number): number | undefined {
  if (text[start] === '"') return endOfString(text, start);
  if (text[start] !== "{" && text[start] !== "[") return endOfWord(text, start);
  const marks = /["{}[\]]/g;
  marks.lastIndex = start;
  let depth = 0;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    if (mark[0] === '"') {
      const end = endOfString(text, mark.index);
      if (end === undefined) return undefined;
      marks.lastIndex = end;
      continue;
    }
    depth += mark[0] === "{" || mark[0] === "[" ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return undefined;
}

function endOfString(text: string, start: number): number | undefined {
  for (let quote = text.indexOf('"', start + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === "\\") backslashes += 1;
    // An even number escapes itself, an odd one the quote.
    if (backslashes % 2 === 0) return quote + 1;
  }
  return undefined;
}

/** A number, a literal or what is none of JSON: up to the next mark that can follow it. */
function endOfWord(text: string, start: number): number {
  const word = /[^\s,\]}{["]+|./sy;
  word.lastIndex = start;
  word.test(text);
  return word.lastIndex;
}
