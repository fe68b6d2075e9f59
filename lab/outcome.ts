/** What an experiment tried and what went wrong in it: one line of docs/reliability.md. */
export interface Outcome {
  /** The promise of the design that it puts to the test. */
  readonly promise: 1 | 2 | 3 | 4 | 5 | 6 | 7;
  readonly experiment: string;
  /** How much was tried, as `2,000 histories × 6 orders`. */
  readonly tried: string;
  /** What went in and is nowhere: not in the table, nor announced, nor among the dead letters. */
  readonly lost: number;
  /** What a channel showed twice, or a table holds twice. */
  readonly doubled: number;
  /** What differs from what it should be. */
  readonly wrong: number;
  /** Runs the same again; left out where nothing is drawn by chance. */
  readonly seed?: number | undefined;
  /** The first few things that went wrong, each in a sentence. */
  readonly failures: readonly string[];
}

/** `short` is part of `npm test`; `long` is what docs/reliability.md reports. */
export type Scale = "short" | "long";
