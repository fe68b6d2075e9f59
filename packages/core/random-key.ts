/**
 * Keys that were drawn at random, by their looks. Entropy alone does not tell: the names, ids and ARNs that an on-call
 * engineer needs have as much. But names keep to lower case for a while, ids in hexadecimal have no upper case, those that
 * CloudFormation appends are short, and only what is random changes between lower case, upper case and digits all the time.
 */
import type { Run } from "./character-run.ts";

/** Shorter ones are as often ids that are appended to names. */
export const SHORTEST_KEY = 20;

/** As a share of the characters: of random base64 0.64 are of another kind than the one before, of names 0.1 to 0.4. */
const LEAST_CHANGES = 0.42;
/** Of random base64 0.08 of the characters stand among four or more in lower case, of names half. */
const MOST_IN_WORDS = 0.3;
const SHORTEST_WORD = 4;
const LEAST_ENTROPY_BITS = 3.5;
/** The length of AWS's secret access keys, which may hold the slashes that also join a path. */
const SECRET_ACCESS_KEY = 40;

/** Where in a run of letters, digits, `+` and `/` the keys are: all of it, the end of a path, or whole parts of one. */
export function randomKeys(text: string, run: Run): readonly Run[] {
  if (isRandom(text.slice(run.start, run.end))) return [run];
  const last = { start: run.end - SECRET_ACCESS_KEY, end: run.end };
  if (last.start > run.start && text[last.start - 1] === "/" && isRandom(text.slice(last.start, last.end))) {
    return [...randomParts(text, { start: run.start, end: last.start }), last];
  }
  return randomParts(text, run);
}

function randomParts(text: string, { start: first, end: last }: Run): readonly Run[] {
  const found: Run[] = [];
  for (let start = first; start < last; ) {
    const slash = text.indexOf("/", start);
    const end = slash < 0 || slash > last ? last : slash;
    if (isRandom(text.slice(start, end))) found.push({ start, end });
    start = end + 1;
  }
  return found;
}

/** What the CDK appends to a name, and AWS to what its documentation masks: neither says how the rest was made. */
const APPENDED = /(?:[0-9A-F]{8}|EXAMPLE(?:KEY)?)$/;

function isRandom(whole: string): boolean {
  const part = whole.replace(APPENDED, "");
  if (part.length < SHORTEST_KEY) return false;
  const seen = new Set<number>();
  let changes = 0;
  let inWords = 0;
  let alike = 0;
  let before = SIGN;
  for (let i = 0; i < part.length; i += 1) {
    const kind = kindOf(part.charCodeAt(i));
    // A slash or a plus neither adds to a key's looks nor takes from them.
    if (kind === SIGN) continue;
    seen.add(kind);
    if (before !== SIGN && kind !== before) changes += 1;
    alike = kind === before ? alike + 1 : 1;
    if (kind === LOWER && alike >= SHORTEST_WORD) inWords += alike === SHORTEST_WORD ? SHORTEST_WORD : 1;
    before = kind;
  }
  if (seen.size < 3 || changes < LEAST_CHANGES * part.length) return false;
  // Names of just this length are rare, and what has it is what matters most.
  if (whole.length !== SECRET_ACCESS_KEY && inWords > MOST_IN_WORDS * part.length) return false;
  return entropyOf(part) > LEAST_ENTROPY_BITS;
}

const SIGN = 0;
const LOWER = 1;

function kindOf(code: number): number {
  if (code >= 97 && code <= 122) return LOWER;
  if (code >= 65 && code <= 90) return 2;
  return code >= 48 && code <= 57 ? 3 : SIGN;
}

/** Shannon's, in bits a character. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
