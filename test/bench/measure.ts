/** Figures are ratios against a baseline of the same run: the machine's own speed cancels out. */

export interface Figure {
  readonly name: string;
  readonly value: string;
  readonly limit: string;
  readonly ok: boolean;
  readonly note: string;
}

/** Nanoseconds an operation takes: the least of several rounds, which interference only ever lengthens. */
export function leastNanoseconds(
  operations: Readonly<Record<string, () => unknown>>,
  rounds = 15,
  millisecondsEach = 60,
): Readonly<Record<string, number>> {
  // A result that goes nowhere may not be computed at all.
  const kept: unknown[] = [];
  const least = Object.fromEntries(Object.keys(operations).map((name) => [name, Number.POSITIVE_INFINITY]));
  for (let round = 0; round < rounds; round += 1) {
    // Interleaved, so that a slow moment of the machine strikes each alike.
    for (const [name, operation] of Object.entries(operations)) {
      const end = performance.now() + millisecondsEach;
      const from = performance.now();
      let count = 0;
      let now = from;
      do {
        for (let i = 0; i < 50; i += 1) kept[0] = operation();
        count += 50;
        now = performance.now();
      } while (now < end);
      least[name] = Math.min(least[name] ?? Number.POSITIVE_INFINITY, ((now - from) * 1e6) / count);
    }
  }
  return least;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
