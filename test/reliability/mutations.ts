/** Ways to break a promise in the code, each of which a test must notice. */

export interface Mutation {
  readonly promise: 1 | 2 | 3 | 4 | 5 | 6 | 7;
  /** What the mutation does, as `drops the condition on the head's write`. */
  readonly does: string;
  readonly file: string;
  /** A text that stands in `file` exactly once, and what is put in its place. */
  readonly from: string;
  readonly to: string;
  /** The test file that must fail. */
  readonly test: string;
}

export const mutations: readonly Mutation[] = [];
