import { EventBridgeClient, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { describe, expect, test } from "vitest";
import { createBus, entrySize, type OutgoingEvent } from "./bus.ts";
import { CallError } from "./call.ts";
import {
  type CannedAnswer,
  clientOptions,
  json,
  type Request,
  useAnsweringServer,
} from "./testing/answering-server.ts";

const startServer = useAnsweringServer();

async function setUp(answer: (request: Request, n: number) => CannedAnswer) {
  const server = await startServer(answer);
  const client = new EventBridgeClient(clientOptions(server.endpoint));
  return { server, bus: createBus({ client, busName: "central" }) };
}

function event(n: number, detail: object = { n }): OutgoingEvent {
  return { source: "tocsin.sweep", "detail-type": "Sweep Finding", detail };
}

function entriesOf({ body }: Request): readonly PutEventsRequestEntry[] {
  return JSON.parse(body).Entries;
}

const takesAll = (request: Request): CannedAnswer =>
  json({ FailedEntryCount: 0, Entries: entriesOf(request).map((_, i) => ({ EventId: `id-${i}` })) });

function shapeOf(outcome: CallError | undefined) {
  return outcome === undefined ? "accepted" : `${outcome.retryable ? "retry" : "give up"}: ${outcome.message}`;
}

describe("putting events", () => {
  test("sends what it was given to the bus it was made for", async () => {
    const { bus, server } = await setUp(takesAll);
    const given = { ...event(1), time: "2026-11-20T06:00:00.000Z", resources: ["arn:aws:acm:::x"] };
    expect(await bus.put([given])).toEqual([undefined]);
    expect(server.requests[0]?.headers["x-amz-target"]).toBe("AWSEvents.PutEvents");
    expect(server.requests.flatMap(entriesOf)).toEqual([
      {
        EventBusName: "central",
        Source: "tocsin.sweep",
        DetailType: "Sweep Finding",
        Detail: '{"n":1}',
        Time: Date.parse("2026-11-20T06:00:00Z") / 1000,
        Resources: ["arn:aws:acm:::x"],
      },
    ]);
  });

  test("writes details with characters alone that a queue behind the bus takes", async () => {
    const { bus, server } = await setUp(takesAll);
    const detail = { "\ufffe": "\uffff \ud800 \u{1f514}" };
    await bus.put([event(1, detail)]);
    const [{ Detail = "" } = {}] = server.requests.flatMap(entriesOf);
    expect(Detail).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/);
    expect(JSON.parse(Detail)).toEqual(detail);
  });

  test("calls nobody for no events", async () => {
    const { bus, server } = await setUp(takesAll);
    expect(await bus.put([])).toEqual([]);
    expect(server.requests).toEqual([]);
  });

  test("gives each entry its own outcome when a call that answers 200 took only some", async () => {
    const { bus } = await setUp(() =>
      json({
        FailedEntryCount: 3,
        Entries: [
          { EventId: "id" },
          { ErrorCode: "ThrottlingException", ErrorMessage: "Rate exceeded" },
          { ErrorCode: "InternalFailure", ErrorMessage: "Internal failure" },
          { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." },
        ],
      }),
    );
    const outcomes = await bus.put([event(1), event(2), event(3), event(4)]);
    expect(outcomes.map(shapeOf)).toEqual([
      "accepted",
      "retry: ThrottlingException: Rate exceeded",
      "retry: InternalFailure: Internal failure",
      "give up: MalformedDetail: Detail is malformed.",
    ]);
  });

  test("takes an entry that was not answered for one that may be put again", async () => {
    const { bus } = await setUp(() => json({ FailedEntryCount: 0, Entries: [{ EventId: "id" }] }));
    const outcomes = await bus.put([event(1), event(2)]);
    expect(outcomes.map(shapeOf)).toEqual(["accepted", "retry: NoAnswer: no answer for this entry"]);
  });

  test("puts ten entries a call, and keeps outcomes in order when one of the calls fails", async () => {
    const { bus, server } = await setUp((request, n) =>
      n === 1 ? json({ __type: "InternalException", message: "try later" }, 500) : takesAll(request),
    );
    const outcomes = await bus.put(Array.from({ length: 21 }, (_, n) => event(n)));
    expect(server.requests.map((request) => entriesOf(request).length)).toEqual([10, 10, 1]);
    expect(outcomes.map((outcome) => outcome === undefined)).toEqual([
      ...Array(10).fill(true),
      ...Array(10).fill(false),
      true,
    ]);
    expect(outcomes[10]).toBeInstanceOf(CallError);
    expect(outcomes[10]?.retryable).toBe(true);
  });

  test("starts another call before the size of one goes over the limit", async () => {
    const { bus, server } = await setUp(takesAll);
    const half = event(1, { text: "x".repeat(600_000) });
    await bus.put([half, half, event(2)]);
    expect(server.requests.map((request) => entriesOf(request).length)).toEqual([1, 2]);
  });
});

describe("the size of an entry", () => {
  test.each<[string, PutEventsRequestEntry, number]>([
    ["is nothing when there is nothing in it", {}, 0],
    ["counts source, type and detail in bytes of UTF-8", { Source: "a", DetailType: "bé", Detail: "{}" }, 6],
    ["counts 14 bytes for a time", { Source: "a", Time: new Date(0) }, 15],
    ["counts each resource", { Resources: ["ab", "c"] }, 3],
    ["does not count the bus's name", { EventBusName: "central" }, 0],
  ])("%s", (_, entry, size) => {
    expect(entrySize(entry)).toBe(size);
  });
});
