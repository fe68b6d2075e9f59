/** A report's lists are bounded: people read the page, and a message has at most 256 KB. */
import { LIST_LIMIT, type Listing } from "../format.ts";

/** Keeps only the first lines in the order of `compare`. */
export interface Ranked<T> {
  add(line: T): void;
  listing(): Listing<T>;
}

export function ranked<T>(compare: (a: T, b: T) => number, limit = LIST_LIMIT): Ranked<T> {
  const lines: T[] = [];
  let count = 0;
  return {
    add(line) {
      count += 1;
      const place = lines.findIndex((other) => compare(line, other) < 0);
      if (place < 0 && lines.length === limit) return;
      lines.splice(place < 0 ? lines.length : place, 0, line);
      if (lines.length > limit) lines.pop();
    },
    listing: () => ({ lines: [...lines], more: count - lines.length, elsewhere: 0 }),
  };
}

/** The first elements of `all` in that order. */
export function rankedFrom<T>(all: Iterable<T>, compare: (a: T, b: T) => number, limit = LIST_LIMIT): Listing<T> {
  const list = ranked(compare, limit);
  for (const line of all) list.add(line);
  return list.listing();
}
