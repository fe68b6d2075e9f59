/** Poison: a seed after a few edits, or after damage to its text as a whole. */
import { isObject } from "@tocsin/core/text/json";
import fc from "fast-check";
import { claimsAbout, readBy } from "./claims.ts";
import { type Edit, edited } from "./edit.ts";
import { fieldAt, type Path, pathsOf, textOf, touches } from "./path.ts";
import type { Seed } from "./seeds.ts";
import { hostileMember, rawInsteadOf, unknownMember } from "./values.ts";

export interface Case {
  readonly seed: Seed;
  readonly edits: readonly Edit[];
  /** What was done to the text afterwards. */
  readonly damage: string;
  /** The message's body. */
  readonly body: string;
}

const damages: Readonly<Record<string, (text: string) => string>> = {
  none: (text) => text,
  "cut in the middle": (text) => text.slice(0, text.length >> 1),
  "cut at the last bracket": (text) => text.slice(0, -1),
  "followed by another": (text) => `${text}${text}`,
  "followed by a NUL": (text) => `${text}\u0000`,
  "begun with a byte order mark": (text) => `\ufeff${text}`,
  "in single quotes": (text) => text.replaceAll('"', "'"),
  "with a trailing comma": (text) => text.replace(/}$/, ",}"),
  "with NaN for a number": (text) => text.replace(/:\d+(?=[,}])/, ":NaN"),
  "with a raw line break in a text": (text) => text.replace('":"', '":"\n'),
  "as a text in JSON": (text) => JSON.stringify(text),
  "in an array": (text) => `[${text}]`,
  "with space around": (text) => ` \r\n\t${text}\n`,
  "replaced by null": () => "null",
  "replaced by nothing": () => "",
  "replaced by a number": () => "1e400",
  "replaced by HTML": () => "<html><body>503</body></html>",
  "padded to the limit": (text) => padded(text, 1_048_576),
  "padded beyond the limit": (text) => padded(text, 1_048_577),
};

/** Poison from any of the seeds. Shrinks towards the first seed, one edit and a sound text. */
export function someCase(seeds: readonly Seed[]): fc.Arbitrary<Case> {
  const places = new Map(seeds.map((seed) => [seed, placesIn(seed)]));
  return fc.constantFrom(...seeds).chain((seed) => {
    const edit = someEdit(seed, places.get(seed) ?? { all: [], read: [] });
    const edits = fc.oneof(
      { weight: 8, arbitrary: fc.array(edit, { minLength: 1, maxLength: 1 }) },
      { weight: 2, arbitrary: fc.array(edit, { minLength: 2, maxLength: 4 }) },
    );
    const damage = fc.oneof(
      { weight: 19, arbitrary: fc.constant("none") },
      { weight: 1, arbitrary: fc.constantFrom(...Object.keys(damages)) },
    );
    return fc.tuple(edits, damage).map(([made, done]) => caseOf(seed, made, done));
  });
}

function caseOf(seed: Seed, edits: readonly Edit[], damage: string): Case {
  const text = edited(seed.event, edits);
  return { seed, edits, damage, body: damages[damage]?.(text) ?? text };
}

interface Places {
  readonly all: readonly Path[];
  /** The places that the source is known to read, grouped by field, so that a large field does not crowd out the rest. */
  readonly read: readonly (readonly Path[])[];
}

function placesIn({ event }: Seed): Places {
  const all = pathsOf(event);
  const read = readBy(claimsAbout(event)).map((field) => {
    const depth = pathOf(field).length;
    const there = all.filter((path) => path.length >= depth && touches(path, field));
    return there.length > 0 ? there : [pathOf(field)].filter(isNear(event));
  });
  return { all, read: read.filter((paths) => paths.length > 0) };
}

/** An absent field can be added where its object is present. */
function isNear(event: object) {
  return (path: Path) =>
    typeof fieldAt(event, textOf(path.slice(0, -1))) === "object" && typeof path.at(-1) === "string";
}

function pathOf(field: string): Path {
  return (field.match(/[^.[\]]+/g) ?? []).map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

function someEdit({ event }: Seed, { all, read }: Places): fc.Arbitrary<Edit> {
  const place = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...read).chain((paths) => fc.constantFrom(...paths)) },
    { weight: 1, arbitrary: fc.constantFrom(...all) },
  );
  const object = fc.constantFrom([], ...all.filter((path) => isObject(fieldAt(event, textOf(path)))));
  const replace = place.chain((path) => {
    const original = fieldAt(event, textOf(path));
    return rawInsteadOf(original).map((raw): Edit => placed(path, raw, original === undefined));
  });
  const remove = place.map((path): Edit => ({ kind: "remove", path }));
  const member = fc
    .tuple(object, fc.oneof({ weight: 3, arbitrary: unknownMember }, hostileMember), fc.boolean())
    .map(([path, raw, first]): Edit => ({ kind: "member", path, raw, first }));
  const twice = place
    .filter((path) => typeof path.at(-1) === "string")
    .chain((path) =>
      fc.tuple(rawInsteadOf(fieldAt(event, textOf(path))), fc.boolean()).map(([raw, first]): Edit => {
        return { kind: "member", path: path.slice(0, -1), raw: `${JSON.stringify(path.at(-1))}:${raw}`, first };
      }),
    );
  return fc.oneof(
    { weight: 20, arbitrary: replace },
    { weight: 4, arbitrary: remove },
    { weight: 4, arbitrary: member },
    { weight: 2, arbitrary: twice },
    { weight: 1, arbitrary: fc.constant<Edit>({ kind: "reorder", path: [] }) },
  );
}

function placed(path: Path, raw: string, isAbsent: boolean): Edit {
  if (!isAbsent) return { kind: "replace", path, raw };
  return { kind: "member", path: path.slice(0, -1), raw: `${JSON.stringify(path.at(-1))}:${raw}`, first: false };
}

function padded(text: string, bytes: number): string {
  const room = bytes - Buffer.byteLength(text) - Buffer.byteLength(',"zzPadding":""');
  return room < 0 ? text : text.replace(/}$/, () => `,"zzPadding":"${"x".repeat(room)}"}`);
}
