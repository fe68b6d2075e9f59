/** Long runs of characters of one class in a text, found without looking at most of the text. */

/** The characters of a class below U+0080; no other is in it. */
export type CharacterClass = Readonly<Uint8Array>;

export interface Run {
  readonly start: number;
  readonly end: number;
}

export function characterClass(characters: RegExp): CharacterClass {
  return Uint8Array.from({ length: 128 }, (_, code) => (characters.test(String.fromCharCode(code)) ? 1 : 0));
}

/** The whole runs of at least `length` characters of `members`, in order. */
export function runsOf(text: string, members: CharacterClass, length: number): readonly Run[] {
  const found: Run[] = [];
  // A run of this length covers one of the places looked at, so what lies between them need not be.
  for (let probe = length - 1; probe < text.length; probe += length) {
    if (members[text.charCodeAt(probe)] !== 1) continue;
    let start = probe;
    while (start > 0 && members[text.charCodeAt(start - 1)] === 1) start -= 1;
    let end = probe + 1;
    while (end < text.length && members[text.charCodeAt(end)] === 1) end += 1;
    if (end - start >= length) found.push({ start, end });
    // The next place to look at is the last at which a run that begins here could still be met.
    probe = end;
  }
  return found;
}
