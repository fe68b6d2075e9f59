/** Bytes as lines of text, one at a time, so that a file of any size costs the memory of its longest line. */
import { isUtf8 } from "node:buffer";
import { UnreadableError } from "./bytes.ts";

export type Line = TextLine | Broken;

export interface TextLine {
  readonly kind: "line";
  /** The first is 1. */
  readonly number: number;
  /** Without its end and without a byte order mark. `UNDECODABLE` stands where the bytes were not UTF-8. */
  readonly text: string;
  readonly bytes: number;
  /** The line is longer than the limit and its text was left out. */
  readonly tooLong: boolean;
  /** The bytes broke off within this line. */
  readonly cut: boolean;
}

/** The bytes ended before their time; always last. */
export interface Broken {
  readonly kind: "broken";
  readonly problem: string;
}

/** No JSON text may hold a raw NUL, within a string or without: only the value that the bytes are in becomes invalid. */
export const UNDECODABLE = "\0";

const NEWLINE = 0x0a;

/** Lines longer than `limitBytes` are passed over and said to be too long. Never throws `UnreadableError`: it yields it. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>, limitBytes: number): AsyncGenerator<Line> {
  let number = 1;
  let parts: Uint8Array[] = [];
  let bytes = 0;
  const take = (part: Uint8Array) => {
    bytes += part.length;
    if (bytes <= limitBytes) parts.push(part);
    else parts = [];
  };
  const finish = (cut: boolean): TextLine => {
    const tooLong = bytes > limitBytes;
    const line: TextLine = { kind: "line", number, text: tooLong ? "" : decoded(parts), bytes, tooLong, cut };
    number += 1;
    parts = [];
    bytes = 0;
    return line;
  };

  let broken: Broken | undefined;
  try {
    for await (const chunk of chunks) {
      let from = 0;
      for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
        take(chunk.subarray(from, end));
        yield finish(false);
        from = end + 1;
      }
      if (from < chunk.length) take(chunk.subarray(from));
    }
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    broken = { kind: "broken", problem: error.message };
  }
  if (bytes > 0) yield finish(broken !== undefined);
  if (broken) yield broken;
}

function decoded(parts: readonly Uint8Array[]): string {
  const bytes = Buffer.concat(parts);
  const text = bytes.toString("utf8").replace(/^\uFEFF/, "");
  return isUtf8(bytes) ? text : text.replaceAll("\uFFFD", UNDECODABLE);
}
