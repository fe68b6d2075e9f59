import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compilePattern, PatternError } from "./pattern.ts";

const RUNS = { numRuns: 300 };

/** Few different letters, so that generated texts often agree; some whose case is awkward. */
const text = fc.string({ unit: fc.constantFrom("a", "A", "b", "é", "ß", "*", "\\", "."), maxLength: 6 });
const word = fc.string({ unit: fc.constantFrom("a", "b", "A"), minLength: 1, maxLength: 3 });
const number = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -5e9, max: 5e9, noNaN: true }));
const scalar = fc.oneof(text, number, fc.boolean(), fc.constant(null));
const json = fc.jsonValue({ maxDepth: 3 });

/** A wildcard that is valid: the pieces between its asterisks, escaped; those in the middle are not empty. */
const wildcard = fc
  .tuple(text, fc.array(text.filter((piece) => piece !== "")), fc.option(text, { nil: undefined }))
  .map(([first, middle, last]) => (last === undefined ? [first] : [first, ...middle, last]).map(escaped).join("*"));

function escaped(piece: string): string {
  return piece.replaceAll("\\", "\\\\").replaceAll("*", "\\*");
}

/** What can stand in a list of values, other than absence. */
const value = fc.oneof(
  scalar,
  text.map((prefix) => ({ prefix })),
  text.map((suffix) => ({ suffix })),
  text.map((folded) => ({ prefix: { "equals-ignore-case": folded } })),
  text.map((folded) => ({ "equals-ignore-case": folded })),
  wildcard.map((pieces) => ({ wildcard: pieces })),
  fc.constantFrom("<", "<=", ">", ">=", "=").chain((sign) => number.map((limit) => ({ numeric: [sign, limit] }))),
  fc.oneof(text, fc.array(text, { minLength: 1 })).map((refused) => ({ "anything-but": refused })),
  fc.constant({ exists: true }),
);

function matches(pattern: unknown, event: unknown): boolean {
  return compilePattern(pattern)(event);
}

function takes(...values: readonly unknown[]) {
  const matcher = compilePattern({ field: values });
  return (field: unknown) => matcher({ field });
}

describe("values", () => {
  test.each<
    readonly [title: string, operand: fc.Arbitrary<unknown>, positive: (operand: unknown) => readonly unknown[]]
  >([
    ["a string", text, (operand) => [operand]],
    ["a number", number, (operand) => [operand]],
    ["a list", fc.array(text, { minLength: 1 }), all((item) => item)],
    ["a list of numbers", fc.array(number, { minLength: 1 }), all((item) => item)],
    ["prefix", word.map((prefix) => ({ prefix })), (operand) => [operand]],
    ["suffix", word.map((suffix) => ({ suffix })), (operand) => [operand]],
    ["equals-ignore-case", text.map((folded) => ({ "equals-ignore-case": folded })), (operand) => [operand]],
    ["wildcard", wildcard.map((pieces) => ({ wildcard: pieces })), (operand) => [operand]],
  ])("anything-but %s is the complement on every scalar", (_title, operand, positive) => {
    fc.assert(
      fc.property(operand, scalar, (but, field) => {
        expect(takes({ "anything-but": but })(field)).toBe(!takes(...positive(but))(field));
      }),
      RUNS,
    );
  });

  test.each(["prefix", "suffix", "equals-ignore-case"])(
    "anything-but a list of %s refuses what any of them takes",
    (name) => {
      fc.assert(
        fc.property(fc.array(word, { minLength: 1, maxLength: 3 }), scalar, (words, field) => {
          const any = takes(...words.map((item) => ({ [name]: item })));
          expect(takes({ "anything-but": { [name]: words } })(field)).toBe(!any(field));
        }),
        RUNS,
      );
    },
  );

  test("a list takes what any of its values takes", () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 4 }), scalar, (values, field) => {
        expect(takes(...values)(field)).toBe(values.some((one) => takes(one)(field)));
      }),
      RUNS,
    );
  });

  test("an array in the event matches when one of its elements does", () => {
    fc.assert(
      fc.property(value, fc.array(scalar), (one, elements) => {
        expect(takes(one)(elements)).toBe(elements.some(takes(one)));
      }),
      RUNS,
    );
  });

  test("exists true and exists false are complements, whatever the field holds", () => {
    fc.assert(
      fc.property(fc.option(json, { nil: undefined }), (field) => {
        const event = field === undefined ? {} : { field };
        const present = matches({ field: [{ exists: true }] }, event);
        expect(matches({ field: [{ exists: false }] }, event)).toBe(!present);
        expect(present).toBe(
          [field].flat(20).some((item) => item === null || ["string", "number", "boolean"].includes(typeof item)),
        );
      }),
      RUNS,
    );
  });

  function all(wrap: (item: unknown) => unknown) {
    return (list: unknown): readonly unknown[] => (Array.isArray(list) ? list.map(wrap) : []);
  }
});

describe("texts", () => {
  test("a wildcard agrees with a matcher that tries every division", () => {
    fc.assert(
      fc.property(wildcard, text, (pattern, field) => {
        expect(takes({ wildcard: pattern })(field)).toBe(tries(pattern, field));
      }),
      { numRuns: 500 },
    );
  });

  test("a wildcard takes its pieces with any text between them", () => {
    fc.assert(
      fc.property(
        fc.array(
          text.filter((piece) => piece !== ""),
          { minLength: 1 },
        ),
        fc.array(text),
        (pieces, between) => {
          const field = pieces
            .map((piece, index) => piece + (index < pieces.length - 1 ? (between[index] ?? "") : ""))
            .join("");
          expect(takes({ wildcard: pieces.map(escaped).join("*") })(field)).toBe(true);
        },
      ),
      RUNS,
    );
  });

  test("prefix and suffix are wildcards with one asterisk", () => {
    fc.assert(
      fc.property(text, text, (part, field) => {
        expect(takes({ prefix: part })(field)).toBe(takes({ wildcard: `${escaped(part)}*` })(field));
        expect(takes({ suffix: part })(field)).toBe(takes({ wildcard: `*${escaped(part)}` })(field));
      }),
      RUNS,
    );
  });

  test("ignoring case takes a pattern in either case, and its start and its end", () => {
    fc.assert(
      fc.property(text, text, (part, rest) => {
        for (const field of [part, part.toLowerCase(), part.toUpperCase()]) {
          expect(takes({ "equals-ignore-case": part })(field)).toBe(true);
          expect(takes({ prefix: { "equals-ignore-case": part } })(field + rest)).toBe(true);
          expect(takes({ suffix: { "equals-ignore-case": part } })(rest + field)).toBe(true);
        }
      }),
      RUNS,
    );
  });

  function tries(pattern: string, field: string): boolean {
    if (pattern === "") return field === "";
    if (pattern.startsWith("*")) {
      return tries(pattern.slice(1), field) || (field !== "" && tries(pattern, field.slice(1)));
    }
    const literal = pattern.startsWith("\\") ? pattern.charAt(1) : pattern.charAt(0);
    return field.startsWith(literal) && tries(pattern.slice(pattern.startsWith("\\") ? 2 : 1), field.slice(1));
  }
});

describe("numbers", () => {
  test("a range takes what both of its ends take", () => {
    const ends = fc.tuple(number, number).filter(([low, high]) => low < high);
    const signs = fc.tuple(fc.constantFrom(">", ">="), fc.constantFrom("<", "<="));
    fc.assert(
      fc.property(ends, signs, fc.oneof(number, scalar), ([low, high], [from, to], other) => {
        for (const field of [low, high, (low + high) / 2, other]) {
          const both = takes({ numeric: [from, low] })(field) && takes({ numeric: [to, high] })(field);
          expect(takes({ numeric: [from, low, to, high] })(field)).toBe(both);
        }
      }),
      RUNS,
    );
  });

  test("each comparison is the complement of its opposite", () => {
    fc.assert(
      fc.property(number, number, (limit, field) => {
        expect(takes({ numeric: ["<", limit] })(field)).toBe(!takes({ numeric: [">=", limit] })(field));
        expect(takes({ numeric: [">", limit] })(field)).toBe(!takes({ numeric: ["<=", limit] })(field));
        expect(takes({ numeric: ["=", limit] })(field)).toBe(takes(limit)(field));
      }),
      RUNS,
    );
  });
});

describe("addresses", () => {
  const v4 = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 });
  const v6 = fc
    .array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 })
    .filter(([first]) => first !== 0);

  test("a block takes the IPv4 addresses that share its first bits", () => {
    fc.assert(
      fc.property(
        v4,
        v4,
        fc.integer({ min: 0, max: 31 }),
        fc.integer({ min: 0, max: 31 }),
        (base, other, mask, flipped) => {
          for (const address of [other, flip(base, flipped, 8)]) {
            const expected = bitsOf(base, 8).slice(0, mask) === bitsOf(address, 8).slice(0, mask);
            expect(takes({ cidr: `${base.join(".")}/${mask}` })(address.join("."))).toBe(expected);
          }
        },
      ),
      RUNS,
    );
  });

  test("a block takes the IPv6 addresses that share its first bits, in any spelling", () => {
    fc.assert(
      fc.property(v6, fc.integer({ min: 0, max: 127 }), fc.integer({ min: 16, max: 127 }), (base, mask, flipped) => {
        const address = flip(base, flipped, 16);
        const expected = bitsOf(base, 16).slice(0, mask) === bitsOf(address, 16).slice(0, mask);
        const block = takes({ cidr: `${spelled(base)}/${mask}` });
        expect(block(spelled(address))).toBe(expected);
        expect(block(shortest(address))).toBe(expected);
        expect(takes(spelled(address))(shortest(address).toUpperCase())).toBe(true);
      }),
      RUNS,
    );
  });

  function bitsOf(groups: readonly number[], width: number): string {
    return groups.map((group) => group.toString(2).padStart(width, "0")).join("");
  }
  function flip(groups: readonly number[], bit: number, width: number): number[] {
    return groups.map((group, index) =>
      index === Math.floor(bit / width) ? group ^ (1 << (width - 1 - (bit % width))) : group,
    );
  }
  function spelled(groups: readonly number[]): string {
    return groups.map((group) => group.toString(16).padStart(4, "0")).join(":");
  }
  function shortest(groups: readonly number[]): string {
    return groups
      .map((group) => group.toString(16))
      .join(":")
      .replace(/(^|:)0(:0)*(:|$)/, "::");
  }
});

describe("fields", () => {
  const key = fc.constantFrom("a", "b", "c");
  const leafValue = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<unknown>(1, 2) },
    { weight: 1, arbitrary: fc.constantFrom<unknown>({ exists: true }, { exists: false }) },
  );
  const absent = { exists: false };
  const optional = fc.constantFrom<readonly unknown[]>([1, absent], [2, absent], [{ exists: true }, absent]);
  const leaf = fc.oneof(
    { weight: 2, arbitrary: fc.array(leafValue, { minLength: 1, maxLength: 2 }) },
    { weight: 1, arbitrary: optional },
  );
  const { pattern } = fc.letrec<{ pattern: Record<string, unknown>; child: unknown }>((tie) => ({
    pattern: fc.dictionary(key, tie("child"), { minKeys: 1, maxKeys: 2 }),
    child: fc.oneof({ maxDepth: 2, depthIdentifier: "pattern" }, leaf, tie("pattern")),
  }));

  /** Events of the pattern's shape, more or less: with arrays anywhere, and some fields missing or of another kind. */
  function eventsFor(one: unknown): fc.Arbitrary<Record<string, unknown>> {
    const entries = Object.entries(one ?? {});
    return fc.record(Object.fromEntries(entries.map(([name, child]) => [name, itemsFor(child)])), { requiredKeys: [] });
  }
  function itemsFor(one: unknown): fc.Arbitrary<unknown> {
    const item = Array.isArray(one) ? fc.constantFrom<unknown>(1, 1, 2, 2, null, {}) : eventsFor(one);
    const list = fc.array(item, { maxLength: 3 });
    return fc.oneof({ weight: 4, arbitrary: item }, { weight: 4, arbitrary: list }, fc.array(list, { maxLength: 2 }));
  }
  const pair = pattern.chain((one) => eventsFor(one).map((event) => [one, event] as const));
  const event = pair.map(([, one]) => one);

  test("two keys take what each of them takes", () => {
    fc.assert(
      fc.property(pair, pair, ([left, one], [right, other]) => {
        const both = matches({ left, right }, { left: one, right: other });
        expect(both).toBe(matches({ left }, { left: one }) && matches({ right }, { right: other }));
      }),
      RUNS,
    );
  });

  test("$or takes what any of its branches takes", () => {
    fc.assert(
      fc.property(fc.array(pair, { minLength: 2, maxLength: 4 }), (pairs) => {
        const branches = pairs.map(([branch]) => branch);
        const one = Object.assign({}, ...pairs.map(([, each]) => each));
        expect(matches({ $or: branches }, one)).toBe(branches.some((branch) => matches(branch, one)));
      }),
      RUNS,
    );
  });

  test("$or beside a field takes what any branch takes together with that field", () => {
    fc.assert(
      fc.property(leaf, fc.array(pattern, { minLength: 2, maxLength: 3 }), event, (values, branches, one) => {
        const nested = matches({ a: { d: values, $or: branches } }, { a: one });
        expect(nested).toBe(branches.some((branch) => matches({ a: { d: values, ...branch } }, { a: one })));
      }),
      RUNS,
    );
  });

  test("agrees with EventBridge's way: a flat list of fields, each with its place in every array", () => {
    let matched = 0;
    fc.assert(
      fc.property(pair, ([one, other]) => {
        const expected = matchesFlat(one, other);
        if (expected) matched++;
        expect(matches(one, other)).toBe(expected);
      }),
      { numRuns: 1000 },
    );
    expect(matched).toBeGreaterThan(100);
  });

  test("a value or none takes what the value takes, and what its absence takes", () => {
    const taken = { value: 0, none: 0 };
    fc.assert(
      fc.property(pair, fc.nat(), optional, ([one, other], nth, [value]) => {
        const paths = flattenPattern(one, []).map(([path]) => path);
        const path = paths[nth % paths.length]?.split(".") ?? [];
        const takes = (values: readonly unknown[]) => matches(withValues(one, path, values), other);
        const byValue = takes([value]);
        const byNone = takes([absent]);
        if (byValue) taken.value++;
        if (byNone) taken.none++;
        expect(takes([value, absent])).toBe(byValue || byNone);
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(taken.value, taken.none)).toBeGreaterThan(100);
  });

  test("writing nested keys with dots changes nothing, in the pattern or in the event", () => {
    fc.assert(
      fc.property(pair, ([one, other]) => {
        const expected = matches(one, other);
        expect(matches(dotted(one), other)).toBe(expected);
        expect(matches(one, dotted(other))).toBe(expected);
        expect(matches(dotted(one), dotted(other))).toBe(expected);
      }),
      RUNS,
    );
  });

  test("fields that the pattern does not name change nothing", () => {
    fc.assert(
      fc.property(pair, json, ([one, other], extra) => {
        const unrelated = { x: extra, "x.y": extra, ["__proto__"]: extra };
        expect(matches(one, { ...unrelated, ...other })).toBe(matches(one, other));
      }),
      RUNS,
    );
  });

  test("a pattern of an event's own values matches the event", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), json, { minKeys: 1 }), (one) => {
        const own = patternOf(one);
        fc.pre(own !== undefined);
        expect(matches(own, one)).toBe(true);
      }),
      RUNS,
    );
  });

  /** The pattern with these values at the path in place of its own. */
  function withValues(one: unknown, [name, ...rest]: readonly string[], values: readonly unknown[]): unknown {
    if (name === undefined) return values;
    return Object.fromEntries(
      Object.entries(one ?? {}).map(([key, child]) => [key, key === name ? withValues(child, rest, values) : child]),
    );
  }

  /** The fields of an event with, for each array above them, the index of the element they are in. */
  type Flat = { readonly path: string; readonly value: unknown; readonly places: ReadonlyMap<unknown, number> };

  function flatten(item: unknown, path: readonly string[], places: ReadonlyMap<unknown, number>): Flat[] {
    if (Array.isArray(item)) {
      return item.flatMap((element, index) => {
        const inside = element !== null && typeof element === "object";
        return flatten(element, path, inside ? new Map([...places, [item, index]]) : places);
      });
    }
    if (item === null || typeof item !== "object") return [{ path: path.join("."), value: item, places }];
    return Object.entries(item).flatMap(([name, child]) => flatten(child, [...path, name], places));
  }

  function matchesFlat(one: unknown, other: unknown): boolean {
    const wanted = flattenPattern(one, []).sort(([a], [b]) => (a < b ? -1 : 1));
    const fields = flatten(other, [], new Map());
    const walk = (index: number, places: ReadonlyMap<unknown, number>): boolean => {
      const next = wanted[index];
      if (next === undefined) return true;
      const [path, values] = next;
      const here = fields.filter(
        (field) => field.path === path && [...field.places].every(([array, at]) => (places.get(array) ?? at) === at),
      );
      if (values.some((item) => isExists(item, false)) && here.length === 0 && walk(index + 1, places)) return true;
      const present = here.filter((field) => values.some((item) => item === field.value || isExists(item, true)));
      return present.some((field) => walk(index + 1, new Map([...places, ...field.places])));
    };
    return walk(0, new Map());
  }

  function flattenPattern(one: unknown, path: readonly string[]): [string, readonly unknown[]][] {
    if (Array.isArray(one)) return [[path.join("."), one]];
    return Object.entries(one ?? {}).flatMap(([name, child]) => flattenPattern(child, [...path, name]));
  }

  function isExists(item: unknown, wanted: boolean): boolean {
    return typeof item === "object" && item !== null && "exists" in item && item.exists === wanted;
  }

  /** Joins the keys of nested objects. */
  function dotted(one: object): Record<string, unknown> {
    const joined: Record<string, unknown> = {};
    for (const [name, child] of entriesOf(one)) {
      const nested = isPlain(child) ? Object.entries(dotted(child)) : [];
      if (nested.length === 0) joined[name] = child;
      for (const [inner, item] of nested) joined[`${name}.${inner}`] = item;
    }
    return joined;
  }

  /** Lists the scalars under each path as what the path takes. */
  function patternOf(one: object): Record<string, unknown> | undefined {
    const wanted: [string, unknown][] = [];
    for (const [name, child] of entriesOf(one)) {
      // Dots make keys meet; the law about dots is above.
      if (name.includes(".") || name === "$or") continue;
      const values = isPlain(child)
        ? patternOf(child)
        : [child].flat(20).filter((item) => item === null || typeof item !== "object");
      if (values !== undefined && Object.keys(values).length > 0) wanted.push([name, values]);
    }
    return wanted.length > 0 ? Object.fromEntries(wanted) : undefined;
  }

  function entriesOf(one: object): [string, unknown][] {
    return Object.entries(one);
  }

  function isPlain(item: unknown): item is object {
    return typeof item === "object" && item !== null && !Array.isArray(item);
  }
});

describe("anything at all", () => {
  const names = [
    "$or",
    "prefix",
    "suffix",
    "anything-but",
    "numeric",
    "exists",
    "cidr",
    "wildcard",
    "equals-ignore-case",
  ];
  const key = fc.oneof(fc.constantFrom(...names, "a", "a.b", "__proto__", "constructor", ""), fc.string());
  const atom = fc.oneof(json, fc.constantFrom("<", ">=", "10.0.0.0/8", "**", "\\"), number, fc.constant(undefined));
  const { node: patternLike } = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      atom,
      fc.dictionary(key, tie("node"), { maxKeys: 3 }),
      fc.array(tie("node"), { maxLength: 4 }),
    ),
  }));
  const values = fc.array(fc.oneof({ weight: 5, arbitrary: value }, patternLike), { minLength: 1, maxLength: 2 });
  const almost = fc.dictionary(key, fc.oneof({ weight: 4, arbitrary: values }, patternLike), {
    minKeys: 1,
    maxKeys: 2,
  });

  test("compiling ends in a matcher or a PatternError, and matching in true or false", () => {
    let compiled = 0;
    fc.assert(
      fc.property(
        fc.oneof(patternLike, almost),
        fc.array(fc.oneof(json, patternLike), { maxLength: 4 }),
        (one, events) => {
          const matcher = compiledOrRefused(one);
          if (matcher === undefined) return;
          compiled++;
          for (const event of [...events, one]) expect(typeof matcher(event)).toBe("boolean");
        },
      ),
      { numRuns: 500 },
    );
    expect(compiled).toBeGreaterThan(50);
  });

  function compiledOrRefused(one: unknown) {
    try {
      return compilePattern(one);
    } catch (error) {
      if (error instanceof PatternError) return undefined;
      throw error;
    }
  }
});
