/** What a pattern costs whose fields may be absent, the form that a policy needs, by the number of its fields. */
import { compilePattern } from "@tocsin/core/pattern/pattern";
import { type Figure, leastNanoseconds } from "./measure.ts";

const FIELDS = 13;
/** A field that may be absent must cost the same however many there are; the rest is for the spread. */
const LIMIT = 1.5 * FIELDS;

/** @throws Error when the pattern does not match: then nothing was measured. */
function compileAndMatch(fields: number): () => void {
  const names = Array.from({ length: fields }, (_, i) => `field${i}`);
  const pattern = Object.fromEntries(names.map((name) => [name, ["value", { exists: false }]]));
  const event = Object.fromEntries(names.filter((_, i) => i % 2 === 0).map((name) => [name, "value"]));
  return () => {
    if (!compilePattern(pattern)(event)) throw new Error("the pattern does not match");
  };
}

export function patterns(): readonly Figure[] {
  const { one = Number.NaN, many = Number.NaN } = leastNanoseconds({
    one: compileAndMatch(1),
    many: compileAndMatch(FIELDS),
  });
  const ratio = many / one;
  return [
    {
      name: `compile and match a pattern of ${FIELDS} fields, each \`["value", {"exists": false}]\``,
      value: `${ratio.toFixed(1)} × one such field`,
      limit: `≤ ${LIMIT}`,
      ok: ratio <= LIMIT,
      note: `${(many / 1000).toFixed(1)} µs against ${(one / 1000).toFixed(1)} µs`,
    },
  ];
}
