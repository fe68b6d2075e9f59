/** `JSON.parse` that says what is wrong and quotes nothing of the text, which could hold a secret. */
import type { Json } from "@tocsin/core/text/json";
import { UNDECODABLE } from "./lines.ts";

export const NOT_JSON = "is not JSON";
export const CUT_OFF = "is cut off, or lacks a closing bracket or quote";

export type ParsedJson =
  | { readonly value: Json }
  | {
      readonly problem: string;
      /** The line within the text, the first being 1, where the parser says which. */
      readonly line: number | undefined;
    };

export function parseJson(text: string): ParsedJson {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    const message = error instanceof SyntaxError ? error.message : "";
    const line = /\(line (\d+) column \d+\)/.exec(message)?.[1];
    return { problem: problemWithin(text, message), line: line === undefined ? undefined : Number(line) };
  }
}

function problemWithin(text: string, message: string): string {
  if (text.includes(UNDECODABLE)) return "is not UTF-8";
  if (/^Unexpected end|^Unterminated/.test(message)) return CUT_OFF;
  if (message.startsWith("Bad control character")) return `${NOT_JSON}: a string holds a control character unescaped`;
  return NOT_JSON;
}
