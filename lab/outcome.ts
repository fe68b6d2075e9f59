/** What an experiment tried and what went wrong in it: one line of docs/reliability.md. */
export interface Outcome {
  /** The design's promise that it tests. */
  readonly promise: 1 | 2 | 3 | 4 | 5 | 6 | 7;
  readonly experiment: string;
  /** How much was tried, such as `2,000 histories × 6 orders`. */
  readonly tried: string;
  /** Inputs that are nowhere: not in the table, not announced, and not among the dead letters. */
  readonly lost: number;
  /** Values that a channel showed twice, or that a table holds twice. */
  readonly doubled: number;
  /** Values that differ from the expected ones. */
  readonly wrong: number;
  /** The seed that runs the same again; missing if nothing is random. */
  readonly seed?: number | undefined;
  /** The first few faults, a sentence each. */
  readonly failures: readonly string[];
}

/** `short` is part of `npm test`; `long` is what docs/reliability.md reports. */
export type Scale = "short" | "long";
