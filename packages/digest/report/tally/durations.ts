/** How long people took: the median and the ninth decile of whole minutes. */
import type { Durations } from "../format.ts";

export interface Minutes {
  /** The first `count` elements are minutes; the rest is free room. */
  values: Uint32Array;
  count: number;
}

const FIRST_ROOM = 4;

export function noMinutes(): Minutes {
  return { values: new Uint32Array(0), count: 0 };
}

export function addMinutes(minutes: Minutes, value: number): void {
  if (minutes.count === minutes.values.length) {
    const larger = new Uint32Array(Math.max(FIRST_ROOM, 2 * minutes.count));
    larger.set(minutes.values);
    minutes.values = larger;
  }
  minutes.values[minutes.count] = value;
  minutes.count += 1;
}

/** The median and ninth decile of all durations together. The median of an even number is the mean of the middle two; the decile is one of them. */
export function durationsOf(all: readonly Minutes[]): Durations {
  const count = all.reduce((sum, minutes) => sum + minutes.count, 0);
  if (count === 0) return { count };
  const values = new Uint32Array(count);
  let filled = 0;
  for (const minutes of all) {
    values.set(minutes.values.subarray(0, minutes.count), filled);
    filled += minutes.count;
  }
  values.sort();
  const at = (place: number) => values[place] ?? 0;
  const middle = Math.floor(count / 2);
  return {
    count,
    medianMinutes: count % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2,
    p90Minutes: at(Math.ceil(count * 0.9) - 1),
  };
}
