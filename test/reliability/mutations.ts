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
    promise: 1,
    does: "answers before it has written",
    file: "packages/local/messaging-server.ts",
    from: 'if (method !== "GET") durable.settle();',
    to: 'if (method === "GET") durable.settle();',
    test: "packages/local/messaging-server.test.ts",
  },
  {
    promise: 1,
    does: "moves a message to its dead letters in two steps, between which a kill loses it",
    file: "packages/local/messaging-stores.ts",
    from: '  database.exec("BEGIN");\n  return {',
    to: '  database.exec("PRAGMA user_version = 1");\n  return {',
    test: "packages/local/messaging-stores.test.ts",
  },
  {
    promise: 1,
    does: "leaves hidden what a killed process had in hand",
    file: "packages/local/messaging-stores.ts",
    from: '  database.exec("UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL");\n',
    to: "",
    test: "packages/local/messaging-server.test.ts",
  },
  {
    promise: 1,
    does: "loses a message that is given back",
    file: "packages/local/messaging-stores.ts",
    from: "persistence.updateMessageReady = (messageId) => {",
    to: "({ ...persistence }).updateMessageReady = (messageId) => {",
    test: "packages/local/messaging-server.test.ts",
  },
  {
    promise: 1,
    does: "lets a DynamoDB outlive a parent that is killed",
    file: "packages/local/dynamodb.ts",
    from: "  bindToOurLife(child);\n",
    to: "  void bindToOurLife;\n",
    test: "packages/local/dynamodb.test.ts",
  },
  {
    promise: 1,
    does: "deletes messages that failed",
    file: "packages/local/queue-pump.ts",
    from: 'messages.filter(({ MessageId }) => !failed.has(MessageId ?? ""))',
    to: "messages.filter(() => true)",
    test: "packages/local/queue-pump.test.ts",
  },
  {
    promise: 1,
    does: "deletes dead letters that were only looked at",
    file: "packages/aws/dead-letter-queue.ts",
    from: "await remove(settled, held);",
    to: "await remove(letters, held);",
    test: "test/dead-letters.test.ts",
  },
  {
    promise: 1,
    does: "hides dead letters from others after they were looked at",
    file: "packages/aws/dead-letter-queue.ts",
    from: "ReceiptHandle, VisibilityTimeout: 0 }",
    to: "ReceiptHandle, VisibilityTimeout: 600 }",
    test: "test/dead-letters.test.ts",
  },
  {
    promise: 1,
    does: "looks at the first ten dead letters only",
    file: "packages/aws/dead-letter-queue.ts",
    from: "          if (letters.length === 0) return;\n",
    to: "          if (letters.length === 0 || seen.size > 0) return;\n",
    test: "test/dead-letters.test.ts",
  },
  {
    promise: 2,
    does: "drops the condition on the head's write",
    file: "packages/aws/alerts-writer.ts",
    from: "          ...onlyIf(before),\n",
    to: "",
    test: "test/reliability/two-writers.test.ts",
  },
  {
    promise: 3,
    does: "moves the checkpoint before what lies before it is announced",
    file: "packages/local/stream-pump.ts",
    from: "      await handleInBatches(Records.filter(passesFilter), options);\n      await checkpoints.save(last);",
    to: "      await checkpoints.save(last);\n      await handleInBatches(Records.filter(passesFilter), options);",
    test: "packages/local/stream-pump.test.ts",
  },
  {
    promise: 3,
    does: "forgets how far the stream was read",
    file: "packages/local/checkpoints.ts",
    from: "return stream === streamArn ? sequenceNumber : undefined;",
    to: "return stream === streamArn ? undefined : sequenceNumber;",
    test: "packages/local/checkpoints.test.ts",
  },
  {
    promise: 3,
    does: "takes another table's checkpoint for its own",
    file: "packages/local/checkpoints.ts",
    from: "return stream === streamArn ? sequenceNumber : undefined;",
    to: 'return stream === "" ? undefined : sequenceNumber;',
    test: "packages/local/checkpoints.test.ts",
  },
  {
    promise: 3,
    does: "redrives what a message says instead of what the table says",
    file: "packages/aws/redrive.ts",
    from: "{ ok: true, value: JSON.stringify(announcementOf(entry)) }",
    to: "{ ok: true, value: body }",
    test: "test/dead-letters.test.ts",
  },
  {
    promise: 3,
    does: "tells when a batch was not announced by a clock that the table does not go by",
    file: "packages/local/stream-pump.ts",
    from: "NewImage?.entry?.M?.at?.S ?? ",
    to: "",
    test: "packages/local/stream-pump.test.ts",
  },
];
