/** Chance that repeats itself: the same seed gives the same choices, on every machine. */

export interface Random {
  /** At least 0, less than 1. */
  fraction(): number;
  /** From `min` to `max`, both included. */
  integer(min: number, max: number): number;
  chance(probability: number): boolean;
  /** @throws RangeError for an empty list. */
  pick<T>(list: readonly T[]): T;
  /** `count` different elements, or all of a shorter list, in no order. */
  sample<T>(list: readonly T[], count: number): T[];
  /** Lower-case hexadecimal digits. */
  hex(length: number): string;
  digits(length: number): string;
  /** Upper-case letters and digits, as in AWS's unique ids. */
  code(length: number): string;
  /** Letters of both cases and digits, as at the end of a secret's ARN. */
  alphanumeric(length: number): string;
  /** In the form of version 4. */
  uuid(): string;
  /** Chance of its own for one purpose: what is drawn there changes nothing here. */
  fork(purpose: string): Random;
}

export function createRandom(seed: number): Random {
  const fraction = mulberry32(seed);
  const integer = (min: number, max: number) => min + Math.floor(fraction() * (max - min + 1));
  const text = (alphabet: string, length: number) =>
    Array.from({ length }, () => alphabet[integer(0, alphabet.length - 1)]).join("");
  const hex = (length: number) => text("0123456789abcdef", length);

  return {
    fraction,
    integer,
    chance: (probability) => fraction() < probability,
    pick(list) {
      const [picked] = list.slice(integer(0, list.length - 1));
      if (picked === undefined) throw new RangeError("nothing to pick from");
      return picked;
    },
    sample(list, count) {
      const left = [...list];
      return Array.from({ length: Math.min(count, list.length) }, () =>
        left.splice(integer(0, left.length - 1), 1),
      ).flat();
    },
    hex,
    digits: (length) => text("0123456789", length),
    code: (length) => text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", length),
    alphanumeric: (length) => text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", length),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${text("89ab", 1)}${hex(3)}-${hex(12)}`,
    fork: (purpose) => createRandom(mixed(seed, purpose)),
  };
}

/** Tommy Ettinger's Mulberry32: 32 bits of state, and good enough to invent a week. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixing = state;
    mixing = Math.imul(mixing ^ (mixing >>> 15), mixing | 1);
    mixing ^= mixing + Math.imul(mixing ^ (mixing >>> 7), mixing | 61);
    return ((mixing ^ (mixing >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** FNV-1a over the purpose, begun at the seed. */
function mixed(seed: number, purpose: string): number {
  let hash = (seed ^ 0x811c9dc5) >>> 0;
  for (const character of purpose) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash;
}
