/** Long runs of characters of one class in a text, found without looking at most of the text. */

/** What each character below U+0080 is, in bits: 0 when it is not in the class, as no character above is. */
export type CharacterClass = Readonly<Uint8Array>;

export interface Run {
  readonly start: number;
  readonly end: number;
}

/**
 * Of ranges such as `az`, a single character twice: the bit of each member, 1; that of those in `marked[0]` too, 2; in
 * `marked[1]`, 4; and so on. It is made when a function starts, so it asks no expression.
 */
export function characterClass(members: readonly string[], ...marked: readonly (readonly string[])[]): CharacterClass {
  const bits = new Uint8Array(128);
  for (const [i, ranges] of [members, ...marked].entries()) {
    for (const range of ranges) {
      for (let code = range.charCodeAt(0); code <= range.charCodeAt(1); code += 1)
        bits[code] = (bits[code] ?? 0) | (1 << i);
    }
  }
  return bits;
}

/** The whole runs of at least `length` characters of `members`, in order. */
export function runsOf(text: string, members: CharacterClass, length: number): readonly Run[] {
  const found: Run[] = [];
  const isMember = (i: number) => (members[text.charCodeAt(i)] ?? 0) !== 0;
  // A run of this length covers one of the places looked at, so what lies between them need not be.
  for (let probe = length - 1; probe < text.length; probe += length) {
    if (!isMember(probe)) continue;
    let start = probe;
    while (start > 0 && isMember(start - 1)) start -= 1;
    let end = probe + 1;
    while (end < text.length && isMember(end)) end += 1;
    if (end - start >= length) found.push({ start, end });
    // The next place to look at is the last at which a run that begins here could still be met.
    probe = end;
  }
  return found;
}

/** Whether the characters of one such run have all of `bits` among them. All that is said is asked it, so it makes no list. */
export function hasRunOf(text: string, members: CharacterClass, length: number, bits: number): boolean {
  for (let probe = length - 1; probe < text.length; probe += length) {
    let held = 0;
    let before = probe;
    for (; before >= 0; before -= 1) {
      const bitsHere = members[text.charCodeAt(before)] ?? 0;
      if (bitsHere === 0) break;
      held |= bitsHere;
    }
    if (held === 0) continue;
    let end = probe + 1;
    for (; end < text.length; end += 1) {
      const bitsHere = members[text.charCodeAt(end)] ?? 0;
      if (bitsHere === 0) break;
      held |= bitsHere;
    }
    if (end - before > length && (held & bits) === bits) return true;
    probe = end;
  }
  return false;
}
