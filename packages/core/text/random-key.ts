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
/** Of a name's parts together, ids among them, more than of the name alone. */
const LEAST_CHANGES_CUT = 0.5;
/** Of random base64 0.08 of the characters stand among four or more in lower case, of names half. */
const MOST_IN_WORDS = 0.3;
const SHORTEST_WORD = 4;
const LEAST_ENTROPY_BITS = 3.5;
/** The length of AWS's secret access keys, which may hold the slashes that also join a path. */
const SECRET_ACCESS_KEY = 40;
/** A name of several parts, with ids appended, can be as long as a short key, and look as one. */
const SHORTEST_CUT_KEY = 32;

/**
 * Where the keys are in a run of letters, digits and the signs of base64. Those of the kind for URLs, `-` and `_`, also join
 * the parts of a name, so a key that has them is found by its parts, or by its looks as a whole.
 */
export function randomKeys(text: string, run: Run): readonly Run[] {
  const parts = partsOf(text, run, "-_");
  const keys = parts.flatMap((part) => keysOnPath(text, part));
  if (parts.length === 1) return keys;
  const cut = joinedByDashes(
    text,
    partsOf(text, run, "-_/+").filter(({ start, end }) => mayBeOfKey(text.slice(start, end))),
  ).filter(({ start, end }) => isCutKey(text.slice(start, end)));
  return withNeighbours(text, run, united([...keys, ...cut]));
}

/** As load balancers end on: what has one between its slashes is a path, not a key. */
const ID_ON_PATH = /(?:^|\/)(?:[0-9a-f]{8,}|[0-9A-F]{8,})(?:\/|$)/;

/** Of what has no dash: all of it, the end of a path, or whole parts of one. */
function keysOnPath(text: string, run: Run): readonly Run[] {
  const whole = text.slice(run.start, run.end);
  if (!ID_ON_PATH.test(whole) && isKey(whole)) return [run];
  const last = { start: run.end - SECRET_ACCESS_KEY, end: run.end };
  if (last.start > run.start && text[last.start - 1] === "/" && isKey(text.slice(last.start, last.end))) {
    return [...keysOnParts(text, { start: run.start, end: last.start }), last];
  }
  return keysOnParts(text, run);
}

function keysOnParts(text: string, run: Run): readonly Run[] {
  return partsOf(text, run, "/").filter(({ start, end }) => isKey(text.slice(start, end)));
}

function partsOf(text: string, run: Run, separators: string): readonly Run[] {
  const parts: Run[] = [];
  let start = run.start;
  for (let end = run.start; end <= run.end; end += 1) {
    if (end < run.end && !separators.includes(text.charAt(end))) continue;
    if (end > start) parts.push({ start, end });
    start = end + 1;
  }
  return parts;
}

/** Each key with the parts beside it that look drawn too: a key for URLs has a dash anywhere. */
function withNeighbours(text: string, run: Run, keys: readonly Run[]): readonly Run[] {
  const beside = partsOf(text, run, "-_/").filter(
    (part) => !overlapsAny(keys, part) && looksDrawn(text.slice(part.start, part.end)),
  );
  const joined = joinedByDashes(
    text,
    [...keys, ...beside].toSorted((a, b) => a.start - b.start),
  );
  return joined.filter((part) => overlapsAny(keys, part));
}

/** Those that dashes alone stand between, as one. */
function joinedByDashes(text: string, runs: readonly Run[]): readonly Run[] {
  const joined: Run[] = [];
  for (const run of runs) {
    const before = joined.at(-1);
    if (before === undefined || !/^[-_]+$/.test(text.slice(before.end, run.start))) joined.push(run);
    else joined[joined.length - 1] = { start: before.start, end: run.end };
  }
  return joined;
}

function united(runs: readonly Run[]): readonly Run[] {
  const found: Run[] = [];
  for (const run of runs.toSorted((a, b) => a.start - b.start)) {
    const before = found.at(-1);
    if (before === undefined || before.end <= run.start) found.push(run);
    else found[found.length - 1] = { start: before.start, end: Math.max(before.end, run.end) };
  }
  return found;
}

function overlapsAny(runs: readonly Run[], run: Run): boolean {
  return runs.some(({ start, end }) => start < run.end && run.start < end);
}

/** What the CDK appends to a name, and AWS to what its documentation masks: neither says how the rest was made. */
const APPENDED = /(?:(?:[0-9a-f]{32})?[0-9A-F]{8}|[0-9a-f]{32}|EXAMPLE(?:KEY)?)$/;
/** As names in capitalized words have them. */
const DIGITS_AT_END = /^[^\d]*\d{0,2}$/;

function isKey(whole: string): boolean {
  const part = whole.replace(APPENDED, "");
  if (part.length < SHORTEST_KEY || DIGITS_AT_END.test(part)) return false;
  const { kinds, changes, inWords } = looksOf(part);
  if (kinds < 3 || changes < LEAST_CHANGES * part.length) return false;
  // Names of just this length are rare, and what has it is what matters most.
  if (whole.length !== SECRET_ACCESS_KEY && inWords > MOST_IN_WORDS * part.length) return false;
  return entropyOf(part) > LEAST_ENTROPY_BITS;
}

/** What the CDK and CloudFormation append to a name, and the groups of a UUID. */
const APPENDED_ID = /[0-9A-F]{8}$|^[0-9A-Z]{8,}$|^[0-9a-f]{4,}$/;

/** Whether it is neither a word nor an id. */
function mayBeOfKey(part: string): boolean {
  const { kinds, longestWord } = looksOf(part);
  return longestWord <= SHORTEST_WORD && (kinds > 1 || part.length === 1) && !APPENDED_ID.test(part);
}

/** Of parts without a word, any of which may be too short to tell: all of it has to look more like a key than like a name. */
function isCutKey(whole: string): boolean {
  if (whole.length < SHORTEST_CUT_KEY) return false;
  const { kinds, changes } = looksOf(whole);
  if (kinds < 3 || changes < LEAST_CHANGES_CUT * whole.length) return false;
  return entropyOf(whole) > LEAST_ENTROPY_BITS;
}

/** Long enough to matter: three characters of a key help nobody. */
function looksDrawn(part: string): boolean {
  const { kinds, changes } = looksOf(part);
  if (part.length < 4 || kinds < 2) return false;
  return changes >= LEAST_CHANGES * part.length || (mayBeOfKey(part) && /\d/.test(part));
}

interface Looks {
  /** Of lower case, upper case and digits, how many there are. */
  readonly kinds: number;
  /** How often one follows another. */
  readonly changes: number;
  /** How many characters stand in words: several in lower case. */
  readonly inWords: number;
  readonly longestWord: number;
}

function looksOf(part: string): Looks {
  const seen = new Set<number>();
  let changes = 0;
  let inWords = 0;
  let longestWord = 0;
  let alike = 0;
  let before = SIGN;
  for (let i = 0; i < part.length; i += 1) {
    const kind = kindOf(part.charCodeAt(i));
    // A sign neither adds to a key's looks nor takes from them.
    if (kind === SIGN) continue;
    seen.add(kind);
    if (before !== SIGN && kind !== before) changes += 1;
    alike = kind === before ? alike + 1 : 1;
    if (kind === LOWER && alike >= SHORTEST_WORD) {
      inWords += alike === SHORTEST_WORD ? SHORTEST_WORD : 1;
      longestWord = Math.max(longestWord, alike);
    }
    before = kind;
  }
  return { kinds: seen.size, changes, inWords, longestWord };
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
