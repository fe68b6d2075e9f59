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
    does: "takes a list for an object whose fields may all be missing",
    file: "packages/sources/fields.ts",
    from: "(value) => !Array.isArray(value)",
    to: "() => true",
    test: "packages/sources/guardduty/source.test.ts",
  },
  {
    promise: 4,
    does: "lets a refused event go without a dead letter",
    file: "packages/lambda/ingest.ts",
    from: "      return bury(record, reading.refusal, deps);",
    to: "      return undefined;",
    test: "test/reliability/poison.test.ts",
  },
  {
    promise: 4,
    does: "fails the whole batch for one event that a source trips over",
    file: "packages/lambda/ingest.ts",
    from: '    return { outcome: "failed", error: error instanceof Error ? error : new Error(String(error)) };',
    to: "    throw error;",
    test: "packages/lambda/ingest.test.ts",
  },
  {
    promise: 4,
    does: "changes the body of a dead letter",
    file: "packages/aws/dead-letters.ts",
    from: "MessageBody: body,",
    to: "MessageBody: body.trim(),",
    test: "test/reliability/poison.test.ts",
  },
  {
    promise: 4,
    does: "takes into an identity what cannot be shown",
    file: "packages/sources/fields.ts",
    from: 'v.check(isPlain, "holds what cannot be shown")',
    to: 'v.check(() => true, "holds what cannot be shown")',
    test: "packages/sources/guardduty/source.test.ts",
  },
  {
    promise: 4,
    does: "shows a severity beyond its scale as the worst there is",
    file: "packages/sources/guardduty/schema.ts",
    from: "severity: scoreField(10)",
    to: "severity: scoreField(100)",
    test: "packages/sources/guardduty/source.test.ts",
  },
  {
    promise: 4,
    does: "takes anything for a partition",
    file: "packages/core/arn.ts",
    from: "PARTITION.test(text)",
    to: "text.length > 0",
    test: "test/reliability/poison.test.ts",
  },
  {
    promise: 4,
    does: "repeats the value in the reason of a refusal",
    file: "packages/core/parse.ts",
    from: "kindOf(issue.input)}",
    to: "String(issue.input)}",
    test: "test/reliability/poison.test.ts",
  },
  {
    promise: 4,
    does: "takes a key that reaches for the prototype",
    file: "packages/core/event.ts",
    from: 'if (key === "__proto__") return',
    to: 'if (key === "prototype") return',
    test: "packages/core/event.test.ts",
  },
  {
    promise: 4,
    does: "reads February 30 as March 1",
    file: "packages/core/instant.ts",
    from: "return written === canonical ? written : undefined;",
    to: "return written;",
    test: "packages/core/instant.test.ts",
  },
  {
    promise: 4,
    does: "decodes bytes that are not UTF-8 into another event",
    file: "packages/local/bus-server.ts",
    from: "if (!isUtf8(line)) return",
    to: "if (line.length === 0) return",
    test: "test/reliability/poison-intake.test.ts",
  },
  {
    promise: 4,
    does: "counts days to a deadline that nobody told",
    file: "packages/sources/fields.ts",
    from: "value >= -DAYS_OVER && value <= DAYS_LEFT",
    to: "true",
    test: "test/reliability/poison.test.ts",
  },
  {
    promise: 4,
    does: "blames the envelope's time for whatever lies in the future",
    file: "packages/core/instant-path.ts",
    from: 'if (time === at) return "time";',
    to: 'if (time <= at) return "time";',
    test: "packages/core/instant-path.test.ts",
  },
  {
    promise: 4,
    does: "puts a character into a reason that no queue takes",
    file: "packages/core/text.ts",
    from: "\\ufeff\\ufffe\\uffff]+/g",
    to: "\\ufeff]+/g",
    test: "test/reliability/poison.test.ts",
  },
  {
    promise: 4,
    does: "calls a parameter by the name of another",
    file: "packages/sources/ssm/parameter.ts",
    from: "return arn === undefined || arn.arn ===",
    to: "return true || arn?.arn ===",
    test: "packages/sources/ssm/source.test.ts",
  },
];
