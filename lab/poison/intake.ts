/** Poison for the places where events come in as text: the command line's files and pipes, and the bus of the embedded stack. */
import { EVENT_LIMIT_BYTES, NESTING_LIMIT } from "@tocsin/core/event/event";
import fc from "fast-check";
import { someCase } from "./cases.ts";
import type { Seed } from "./seeds.ts";

/** A line of a file: a sound event, poison, or bytes that are no text. */
export interface Line {
  readonly bytes: Buffer;
  /** Whether the line holds an event by the rules of JSON and of EventBridge alone. */
  readonly isReadable: boolean;
}

/** Lines of poison and of sound events. The first is sound: by that line a file is recognized as one event a line. */
export function someLines(seeds: readonly Seed[]): fc.Arbitrary<readonly Line[]> {
  const sound = fc.constantFrom(...seeds).map(({ event }) => JSON.stringify(event));
  const poison = someCase(seeds)
    .map(({ body }) => body.replaceAll(/[\r\n]/g, " "))
    .filter((body) => body.trim() !== "");
  const bytes = fc.oneof(
    { weight: 3, arbitrary: sound.map((text) => Buffer.from(text)) },
    { weight: 6, arbitrary: poison.map((text) => Buffer.from(text)) },
    // A letter beyond ASCII in an encoding other than UTF-8.
    { weight: 1, arbitrary: sound.map((text) => Buffer.from(text.replace(/}$/, ',"zz":"\u00ff"}'), "latin1")) },
  );
  return fc
    .tuple(sound, fc.array(bytes, { minLength: 1, maxLength: 8 }))
    .map(([first, others]) => [Buffer.from(first), ...others].map(lineOf));
}

function lineOf(bytes: Buffer): Line {
  return { bytes, isReadable: isReadable(bytes) };
}

/** The text of a line; nothing when it is not UTF-8. */
export function textOfLine({ bytes }: Line): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function isReadable(bytes: Buffer): boolean {
  const text = textOfLine({ bytes, isReadable: false });
  if (text === undefined) return false;
  try {
    return isSound(JSON.parse(text), text);
  } catch {
    return false;
  }
}

/** Deep nesting and the key `__proto__` are refused everywhere. */
function isSound(value: unknown, text: string): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  let level: readonly object[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth >= NESTING_LIMIT) return false;
    if (level.some((one) => Object.hasOwn(one, "__proto__"))) return false;
    level = level.flatMap((one) => Object.values(one).filter((field) => typeof field === "object" && field !== null));
  }
  // EventBridge does not count spaces and escapes.
  return Buffer.byteLength(text) <= EVENT_LIMIT_BYTES || Buffer.byteLength(JSON.stringify(value)) <= EVENT_LIMIT_BYTES;
}

/** The line without its byte order mark, if it has one. */
export function withoutMark(line: Line): Line {
  return line.bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? lineOf(line.bytes.subarray(3)) : line;
}

const BYTE_ORDER_MARK = Buffer.from("\ufeff");
