/** Values of which the first can be looked at before they are gone through, as of a pipe that is read once. */

export interface Ahead<T> {
  /** The first of the next `most` that is wanted; nothing, where none is. None of them is lost. */
  first(isWanted: (value: T) => boolean, most: number): Promise<T | undefined>;
  /** All of them, to be gone through once. */
  readonly all: AsyncIterable<T>;
}

export function lookingAhead<T>(values: AsyncIterable<T>): Ahead<T> {
  const iterator = values[Symbol.asyncIterator]();
  const looked: T[] = [];

  return {
    async first(isWanted, most) {
      const known = looked.slice(0, most).find(isWanted);
      if (known !== undefined) return known;
      while (looked.length < most) {
        const next = await iterator.next();
        if (next.done) return undefined;
        looked.push(next.value);
        if (isWanted(next.value)) return next.value;
      }
      return undefined;
    },
    all: all(),
  };

  async function* all(): AsyncGenerator<T> {
    try {
      for (let value = looked.shift(); value !== undefined; value = looked.shift()) yield value;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
}
