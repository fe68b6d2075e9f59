/**
 * Lines as JSON values. The text is one document, or one value a line, or several documents in a row, which is recognized from its
 * first lines. A file of one value a line is never in memory as a whole.
 */
import { type Reading, valuesOfText } from "./document.ts";
import { parseJson } from "./json.ts";
import type { Line, TextLine } from "./lines.ts";

/**
 * Every value in `lines`, in their order, and what is wrong between them. What is not one value a line is held as a whole,
 * up to `limitBytes`.
 */
export async function* valuesOf(lines: AsyncIterable<Line>, limitBytes: number): AsyncGenerator<Reading> {
  let held: TextLine[] = [];
  let heldBytes = 0;
  let filled = 0;
  let byLine = false;
  let broken: string | undefined;
  for await (const line of lines) {
    if (line.kind === "broken") {
      broken = line.problem;
    } else if (byLine) {
      yield* valuesOfLine(line);
    } else if (held.length > 0 || !isBlank(line)) {
      held.push(line);
      heldBytes += line.bytes + 1;
      if (!isBlank(line)) filled += 1;
      const second = filled === 2 && !isBlank(line);
      byLine = (second && standsAlone(held[0])) || (heldBytes > limitBytes && looksByLine(held));
      if (!byLine && heldBytes > limitBytes) {
        yield {
          place: "",
          problem: `is larger than ${limitBytes} bytes and not one event a line: write it as JSON lines`,
        };
        return;
      }
      if (byLine) for (const one of held) yield* valuesOfLine(one);
      if (byLine) held = [];
    }
  }
  if (!byLine) yield* valuesOfHeld(held, broken !== undefined);
  if (broken !== undefined) yield { place: "", problem: broken };
}

/** A first line that is an object on its own, with more to follow, can be nothing but one object a line. */
function standsAlone(first: TextLine | undefined): boolean {
  return first !== undefined && (first.tooLong || isObjectText(first.text));
}

/**
 * One value a line, of which the first is broken. A document's inner lines are indented or end with a comma; an object
 * that begins at the margin and is complete shows that each line is a value.
 */
function looksByLine(held: readonly TextLine[]): boolean {
  if (held[0]?.text.trimStart().startsWith("[")) return false;
  return held.some(({ text, tooLong }) => tooLong || isObjectText(text));
}

function isObjectText(text: string): boolean {
  return text.startsWith("{") && "value" in parseJson(text);
}

function* valuesOfLine(line: TextLine): Generator<Reading> {
  if (isBlank(line)) return;
  const place = `line ${line.number}`;
  if (line.tooLong) {
    yield { place, problem: `is a line of ${line.bytes} bytes, too long for any event` };
    return;
  }
  const result = parseJson(line.text);
  if ("value" in result) yield { place, value: result.value, bytesAtMost: line.bytes };
  // Of a line that is cut because the input broke off, only the breaking off is reported.
  else if (!line.cut) yield { place, problem: result.problem };
}

function* valuesOfHeld(held: readonly TextLine[], broken: boolean): Generator<Reading> {
  const first = held[0];
  if (!first) {
    if (!broken) yield { place: "", problem: "is empty" };
    return;
  }
  const text = held.map((line) => line.text).join("\n");
  const whole = parseJson(text);
  if (!("value" in whole) && held.length > 1 && looksByLine(held)) {
    for (const line of held) yield* valuesOfLine(line);
    return;
  }
  yield* valuesOfText(text, { firstLine: first.number, broken });
}

function isBlank({ text, tooLong }: TextLine): boolean {
  return !tooLong && !/\S/.test(text);
}
