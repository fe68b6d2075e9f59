/** Texts that only one rule names while others name almost the same: in a field with free values, this is most likely a typing error. */

/** How many other rules must name the same text before a similar one counts as a slip. */
const ENOUGH = 2;

/** Shorter names may really differ by one letter. */
const SHORTEST = 5;

/**
 * What was most likely meant by a text that no other rule names; `others` are the texts that each other rule names. Only typing errors are
 * slips: two swapped letters, or an inner letter left out or doubled; `team-a` and `team-b` are two names.
 */
export function meantBy(text: string, others: readonly ReadonlySet<string>[]): string | undefined {
  if (others.some((named) => named.has(text))) return undefined;
  const near = new Set(others.flatMap((named) => [...named].filter((other) => isSlipOf(text, other))));
  return [...near].find((other) => others.filter((named) => named.has(other)).length >= ENOUGH);
}

function isSlipOf(written: string, meant: string): boolean {
  if (Math.min(written.length, meant.length) < SHORTEST) return false;
  if (written.length === meant.length) return isSwapped(written, meant);
  return written.length < meant.length ? isWithoutOne(written, meant) : isWithoutOne(meant, written);
}

const LETTER = /^\p{L}$/u;

function isSwapped(one: string, other: string): boolean {
  const at = firstDifference(one, other);
  const [a = "", b = ""] = one.slice(at, at + 2);
  return LETTER.test(a) && LETTER.test(b) && `${one.slice(0, at)}${b}${a}${one.slice(at + 2)}` === other;
}

/** One letter of `longer`, neither the first nor the last, is all that `shorter` lacks. */
function isWithoutOne(shorter: string, longer: string): boolean {
  const at = firstDifference(shorter, longer);
  const isWithin = at > 0 && at < shorter.length;
  return isWithin && LETTER.test(longer.charAt(at)) && `${longer.slice(0, at)}${longer.slice(at + 1)}` === shorter;
}

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one.charAt(at) === other.charAt(at)) at += 1;
  return at;
}
