/** Poison where events come in as text: a file or a pipe of the command line, and the embedded stack's bus. */
import { EVENT_LIMIT_BYTES, NESTING_LIMIT } from "@tocsin/core/event/event";
import fc from "fast-check";
import { someCase } from "./cases.ts";
import type { Seed } from "./seeds.ts";

/** A line of a file: a sound event, poison, or bytes that are no text. */
export interface Line {
  readonly bytes: Buffer;
  /** Whether an event can be read from it, by rules of JSON and of EventBridge alone. */
  readonly isReadable: boolean;
}

/** Lines of poison and of sound events, the first of them sound: a file shows by it that it is one event a line. */
export function someLines(seeds: readonly Seed[]): fc.Arbitrary<readonly Line[]> {
  const sound = fc.constantFrom(...seeds).map(({ event }) => JSON.stringify(event));
  const poison = someCase(seeds)
    .map(({ body }) => body.replaceAll(/[\r\n]/g, " "))
    .filter((body) => body.trim() !== "");
  const bytes = fc.oneof(
    { weight: 3, arbitrary: sound.map((text) => Buffer.from(text)) },
    { weight: 6, arbitrary: poison.map((text) => Buffer.from(text)) },
    // Letters beyond ASCII in another encoding.
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

/** Deep nesting, and a key that reaches for the prototype, are taken in nowhere. */
function isSound(value: unknown, text: string): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  let level: readonly object[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth >= NESTING_LIMIT) return false;
    if (level.some((one) => Object.hasOwn(one, "__proto__"))) return false;
    level = level.flatMap((one) => Object.values(one).filter((field) => typeof field === "object" && field !== null));
  }
  // Spaces and escapes are not what EventBridge measures.
  return Buffer.byteLength(text) <= EVENT_LIMIT_BYTES || Buffer.byteLength(JSON.stringify(value)) <= EVENT_LIMIT_BYTES;
}

/** The line as it is without a byte order mark. */
export function withoutMark(line: Line): Line {
  return line.bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? lineOf(line.bytes.subarray(3)) : line;
}

const BYTE_ORDER_MARK = Buffer.from("\ufeff");
