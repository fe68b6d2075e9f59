/** Long runs of characters of one class in a text, found without looking at most of the text. */

/** What each character below U+0080 is, in bits: 0 when it is not in the class, as no character above is. */
export type CharacterClass = Readonly<Uint8Array>;

export interface Run {
  readonly start: number;
  readonly end: number;
}

/** The bit of each member, 1; that of those that `marked[0]` matches too, 2; `marked[1]`, 4; and so on. */
export function characterClass(members: RegExp, ...marked: readonly RegExp[]): CharacterClass {
  return Uint8Array.from({ length: 128 }, (_, code) => {
    const character = String.fromCharCode(code);
    if (!members.test(character)) return 0;
    return marked.reduce((bits, mark, i) => (mark.test(character) ? bits | (2 << i) : bits), 1);
  });
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
