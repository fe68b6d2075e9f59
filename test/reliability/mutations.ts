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
    promise: 2,
    does: "drops the condition on the head's write",
    file: "packages/aws/alerts-writer.ts",
    from: "          ...onlyIf(before),\n",
    to: "          ...(false ? onlyIf(before) : {}),\n",
    test: "test/reliability/convergence.test.ts",
  },
  {
    promise: 2,
    does: "forgets when a reporter last said that all was well",
    file: "packages/core/alert.ts",
    from: "    clearedAt: pick(later, a.clearedAt, b.clearedAt),\n",
    to: "    clearedAt: undefined,\n",
    test: "test/reliability/convergence.test.ts",
  },
  {
    promise: 2,
    does: "forgets a clearing statement that comes first",
    file: "packages/core/fold.ts",
    from: "  return { alert, outcomes };\n",
    to: '  return { alert: stored || observations[0]?.statement.state === "active" ? alert : observed({ ...observations[0]!, statement: { ...observations[0]!.statement, at: "1970-01-01T00:00:00.000Z" } }), outcomes };\n',
    test: "test/reliability/convergence.test.ts",
  },
  {
    promise: 2,
    does: "lets whoever came last win, whatever was said when",
    file: "packages/core/alert.ts",
    from: "  if (a.at !== b.at) return a.at > b.at ? a : b;\n  if (a.eventId",
    to: "  if (a.at !== b.at) return b;\n  if (a.eventId",
    test: "test/reliability/convergence.test.ts",
  },
  {
    promise: 3,
    does: "records a delivery before it is made",
    file: "packages/lambda/oncall.ts",
    from: "    const { handle } = await channel.send(notification);\n",
    to: "    await deliveries.record(telling, { at: now() });\n    const { handle } = await channel.send(notification);\n",
    test: "test/reliability/crash-points.test.ts",
  },
  {
    promise: 3,
    does: "tells a channel without claiming it",
    file: "packages/lambda/oncall.ts",
    from: '    if (outcome === "claimed") return claim;\n',
    to: '    if (outcome !== "told") return claim;\n',
    test: "packages/lambda/oncall.test.ts",
  },
  {
    promise: 3,
    does: "takes an announcement for made that SNS refused",
    file: "packages/aws/topic.ts",
    from: "      return batch.map(() => failure);\n",
    to: "      return batch.map(() => (failure.retryable ? undefined : failure));\n",
    test: "test/reliability/crash-points.test.ts",
  },
  {
    promise: 1,
    does: "takes a message for settled whose alert could not be written",
    file: "packages/lambda/ingest.ts",
    from: '  if (!remaining) deps.telemetry.count("events", "observed");\n  return remaining;\n',
    to: '  deps.telemetry.count("events", "observed");\n  return undefined;\n',
    test: "test/reliability/crash-points.test.ts",
  },
  {
    promise: 1,
    does: "takes a refused event for settled that could not be buried",
    file: "packages/lambda/ingest.ts",
    from: "    return error instanceof Error ? error : new Error(String(error));\n  }\n  deps.telemetry",
    to: "    return undefined;\n  }\n  deps.telemetry",
    test: "test/reliability/crash-points.test.ts",
  },
];
