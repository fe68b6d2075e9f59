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

export const mutations: readonly Mutation[] = [
  {
    promise: 4,
    does: "sends a replay from files as if it were live",
    file: "packages/cli/sending-again.ts",
    from: 'const event = { ...parsed.value, "replay-name": replayName };',
    to: "const event = parsed.value;",
    test: "test/replay.test.ts",
  },
  {
    promise: 1,
    does: "counts as sent what a queue did not take",
    file: "packages/aws/ingest-queues.ts",
    from: "for (const [i, error] of errors) Object.assign(batch[i]?.outcome ?? {}, { error });",
    to: "if (errors.size > batch.length) return;",
    test: "packages/aws/ingest-queues.test.ts",
  },
  {
    promise: 2,
    does: "makes another event of a finding with each form in which it is exported",
    file: "packages/sources/finding-envelope.ts",
    from: "JSON.stringify([source, findingId, time])",
    to: "JSON.stringify([source, findingId, updatedAt])",
    test: "packages/sources/exported.test.ts",
  },
  {
    promise: 4,
    does: "takes a sample finding of GuardDuty's API for a real one",
    file: "packages/sources/guardduty/exported.ts",
    from: "if (!isSample(additionalInfo.value)) return finding;",
    to: "if (isSample(additionalInfo.value)) return finding;",
    test: "packages/sources/exported.test.ts",
  },
];
