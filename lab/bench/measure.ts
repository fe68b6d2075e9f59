/** Figures are ratios against a baseline of the same run: the machine's own speed cancels out. */

export interface Figure {
  readonly name: string;
  readonly value: string;
  readonly limit: string;
  readonly ok: boolean;
  readonly note: string;
}

/** An optimizing compiler has settled after this. */
const WARM_MILLISECONDS = 1500;
const ROUNDS = 300;
const MILLISECONDS_EACH = 3;

/** Nanoseconds an operation takes: the least of many short rounds, which interference only ever lengthens. */
export function leastNanoseconds(
  operations: Readonly<Record<string, () => unknown>>,
): Readonly<Record<string, number>> {
  const named = Object.entries(operations);
  for (const [, operation] of named) nanosecondsFor(operation, WARM_MILLISECONDS);
  // Interleaved, so that a slow moment of the machine strikes each alike.
  const rounds = Array.from({ length: ROUNDS }, () =>
    named.map(([, operation]) => nanosecondsFor(operation, MILLISECONDS_EACH)),
  );
  return Object.fromEntries(named.map(([name], i) => [name, Math.min(...rounds.map((round) => round[i] ?? Infinity))]));
}

/** How long it takes on average, within so many milliseconds. */
function nanosecondsFor(operation: () => unknown, milliseconds: number): number {
  // A result that goes nowhere may not be computed at all.
  const kept: unknown[] = [];
  const from = performance.now();
  const end = from + milliseconds;
  let now = from;
  let count = 0;
  do {
    for (let i = 0; i < 50; i += 1) kept[0] = operation();
    count += 50;
    now = performance.now();
  } while (now < end);
  return ((now - from) * 1e6) / count;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** The least of the values that at least this share of them, from 0 to 1, does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const place = Math.max(0, Math.ceil(values.length * share) - 1);
  return values.toSorted((a, b) => a - b)[place] ?? Number.NaN;
}
