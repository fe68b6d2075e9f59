import { SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";
import { CallError } from "../call.ts";
import {
  type CannedAnswer,
  clientOptions,
  json,
  type Request,
  useAnsweringServer,
} from "../testing/answering-server.ts";
import { createIngestQueues, queueNamed, type Sent } from "./ingest-queues.ts";

const startServer = useAnsweringServer();

interface Message {
  readonly Id: string;
  readonly MessageBody: string;
  readonly MessageGroupId?: string;
}

const questionOf = ({ body }: Request): { readonly QueueUrl: string; readonly Entries: readonly Message[] } =>
  JSON.parse(body);

const takesAll = (request: Request): CannedAnswer =>
  json({ Successful: questionOf(request).Entries.map(({ Id }) => ({ Id, MessageId: Id })), Failed: [] });

/** Queues for even numbers, and for those that three divides. */
async function setUp(answer: (request: Request, n: number) => CannedAnswer) {
  const server = await startServer(answer);
  const client = new SQSClient({ ...clientOptions(server.endpoint), md5: false });
  const rule = (name: string, divisor: number) => ({
    matches: (event: unknown) => numberOf(event) % divisor === 0,
    queue: { name, url: `${server.endpoint}/${name}` },
  });
  return { server, client, queues: createIngestQueues({ client, rules: [rule("even", 2), rule("third", 3)] }) };
}

const numberOf = (event: unknown): number =>
  typeof event === "object" && event !== null && "n" in event ? Number(event.n) : Number.NaN;
const events = (...numbers: readonly number[]) => numbers.map((n) => ({ n }));
const gist = ({ rules, error }: Sent) => `${rules}${error ? ` ${error.retryable ? "retry" : "give up"}` : ""}`;

describe("sending to the ingest queues", () => {
  test("sends each event to the queue of every rule that it matches, and says how many those were", async () => {
    const { server, queues } = await setUp(takesAll);
    expect((await queues.send(events(1, 2, 3, 6))).map(gist)).toEqual(["0", "1", "1", "2"]);
    const sent = server.requests
      .map(questionOf)
      .map(({ QueueUrl, Entries }) => [QueueUrl.replace(/.*\//, ""), ...Entries.map(({ MessageBody }) => MessageBody)]);
    expect(sent.sort()).toEqual([
      ["even", '{"n":2}', '{"n":6}'],
      ["third", '{"n":3}', '{"n":6}'],
    ]);
  });

  test("names an event's account as its group, so that SQS prefers those of quieter accounts", async () => {
    const { server, queues } = await setUp(takesAll);
    const accounts = ["111122223333", "000000000001", "11112222333", "a b", 7, undefined];
    await queues.send(accounts.map((account) => ({ n: 2, account })));
    const groups = server.requests
      .flatMap((request) => questionOf(request).Entries)
      .map(({ MessageGroupId }) => MessageGroupId);
    expect(groups).toEqual(["111122223333", "000000000001", undefined, undefined, undefined, undefined]);
  });

  test("asks nobody for what no rule wants", async () => {
    const { server, queues } = await setUp(takesAll);
    expect((await queues.send(events(1, 5, 7))).map(gist)).toEqual(["0", "0", "0"]);
    expect(server.requests).toEqual([]);
  });

  test("sends ten messages a call", async () => {
    const { server, queues } = await setUp(takesAll);
    await queues.send(events(...Array.from({ length: 21 }, (_, i) => 2 + 6 * i)));
    expect(server.requests.map((request) => questionOf(request).Entries.length)).toEqual([10, 10, 1]);
  });

  test("tells which events a queue did not take, whose fault it is, and that the others are there", async () => {
    const { queues } = await setUp((request) =>
      json({
        Successful: questionOf(request)
          .Entries.slice(2)
          .map(({ Id }) => ({ Id, MessageId: Id })),
        Failed: [
          { Id: "0", Code: "InternalError", Message: "try later", SenderFault: false },
          { Id: "1", Code: "InvalidMessageContents", Message: "bad character", SenderFault: true },
        ],
      }),
    );
    const sent = await queues.send(events(2, 4, 8, 10));
    expect(sent.map(gist)).toEqual(["1 retry", "1 give up", "1", "1"]);
    expect(sent[1]?.error?.message).toBe("even did not take it: bad character");
  });

  test("tells of each event of a call that failed, and goes on with the next", async () => {
    const { queues } = await setUp((request, n) =>
      n === 0 ? json({ __type: "AccessDeniedException", message: "no kms:GenerateDataKey" }, 400) : takesAll(request),
    );
    const sent = await queues.send(events(...Array.from({ length: 11 }, (_, i) => 2 + 6 * i)));
    expect(sent.map(gist)).toEqual([...Array(10).fill("1 give up"), "1"]);
    expect(sent[0]?.error).toBeInstanceOf(CallError);
    expect(sent[0]?.error?.message).toContain("no kms:GenerateDataKey");
  });
});

describe("a queue by its name", () => {
  test("has its address", async () => {
    const { client } = await setUp(() => json({ QueueUrl: "http://127.0.0.1/1/q" }));
    expect(await queueNamed(client, "q")).toEqual({ name: "q", url: "http://127.0.0.1/1/q" });
  });

  test("is nothing where there is none", async () => {
    const { client } = await setUp(() => json({ __type: "com.amazonaws.sqs#QueueDoesNotExist", message: "none" }, 400));
    expect(await queueNamed(client, "q")).toBeUndefined();
  });

  test("cannot be told by whom IAM does not let ask", async () => {
    const { client } = await setUp(() => json({ __type: "AccessDeniedException", message: "no" }, 400));
    await expect(queueNamed(client, "q")).rejects.toThrow(/^q: GetQueueUrl failed: AccessDenied/);
  });
});
