import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { EventBridgeClient, PutEventsCommand, TestEventPatternCommand } from "@aws-sdk/client-eventbridge";
import { entrySize } from "@tocsin/aws/bus";
import { instant } from "@tocsin/core/event/instant";
import { afterEach, describe, expect, test } from "vitest";
import type { LocalBus } from "../bus.ts";
import { type BusServer, startBusServer } from "./bus-server.ts";

const now = instant("2026-11-20T12:00:00Z");
const running: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const part of running.splice(0)) await part.close();
});

/** A bus that keeps what it takes; no rule wants events of the source `nobody`, and no queue takes those of `unsendable`. */
function keepingBus(fault?: Error) {
  const taken: Record<string, unknown>[] = [];
  const bus: LocalBus = {
    async put(events) {
      if (fault) throw fault;
      taken.push(...events.map((event) => ({ ...event })));
      return events.map((event) => {
        const source = "source" in event ? event.source : undefined;
        return source === "unsendable"
          ? { rules: 1, problem: "the queue refuses it" }
          : { rules: source === "nobody" ? 0 : 1 };
      });
    },
  };
  return { bus, taken };
}

async function setUp(fault?: Error) {
  const { bus, taken } = keepingBus(fault);
  const server: BusServer = await startBusServer({ bus, port: 0, now: () => now, unavailable: async () => undefined });
  const client = new EventBridgeClient({
    endpoint: server.endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "111122223333", secretAccessKey: "local" },
    maxAttempts: 1,
  });
  running.push({ close: () => client.destroy() }, { close: () => server.stop() });
  const post = async (
    path: string,
    body: string | Uint8Array<ArrayBuffer>,
    headers: Readonly<Record<string, string>> = {},
  ) => {
    const response = await fetch(`${server.endpoint}${path}`, { method: "POST", body, headers });
    return { status: response.status, body: await response.json() };
  };
  return { client, taken, post, endpoint: server.endpoint };
}

const entry = { Source: "shop.orders", DetailType: "Order Placed", Detail: '{"order":7}' };

/** An entry of so many bytes by AWS's measure, filled with `filling`. */
function entryOf(bytes: number, filling = "x") {
  const shell = { ...entry, Resources: ["arn:aws:s3:::orders"] };
  const room = bytes - entrySize({ ...shell, Detail: '{"a":""}' });
  const text = filling.repeat(room / filling.length).padEnd(room, "x");
  return { ...shell, Detail: `{"a":"${text}"}` };
}

describe("PutEvents", () => {
  test("puts an entry on the bus as the envelope that EventBridge would deliver", async () => {
    const { client, taken } = await setUp();
    const Resources = ["arn:aws:s3:::orders"];
    const answer = await client.send(new PutEventsCommand({ Entries: [{ ...entry, Resources }] }));
    expect(answer.FailedEntryCount).toBe(0);
    expect(taken).toEqual([
      {
        version: "0",
        id: answer.Entries?.[0]?.EventId,
        "detail-type": "Order Placed",
        source: "shop.orders",
        account: "111122223333",
        time: "2026-11-20T12:00:00Z",
        region: "eu-west-1",
        resources: Resources,
        detail: { order: 7 },
      },
    ]);
  });

  test("keeps the time that the sender gives, to the second as EventBridge does", async () => {
    const { client, taken } = await setUp();
    await client.send(new PutEventsCommand({ Entries: [{ ...entry, Time: new Date("2026-11-19T01:02:03.999Z") }] }));
    expect(taken[0]?.time).toBe("2026-11-19T01:02:03Z");
  });

  test("gives every event an id of its own", async () => {
    const { client, taken } = await setUp();
    await client.send(new PutEventsCommand({ Entries: Array(10).fill(entry) }));
    expect(new Set(taken.map(({ id }) => id)).size).toBe(10);
  });

  test("answers 200 for a request of which it takes only some, each entry with its own outcome, in order", async () => {
    const { client, taken } = await setUp();
    const Entries = [
      { ...entry, Detail: "no JSON" },
      entry,
      { ...entry, Detail: "[7]" },
      { ...entry, Detail: "null" },
      { ...entry, Detail: `{"a":${"[".repeat(20_000)}${"]".repeat(20_000)}}` },
      { ...entry, Source: "" },
      { DetailType: "Order Placed", Detail: "{}" },
    ];
    const answer = await client.send(new PutEventsCommand({ Entries }));
    expect(answer.FailedEntryCount).toBe(6);
    expect(answer.Entries?.map(({ ErrorCode = "taken" }) => ErrorCode)).toEqual([
      "MalformedDetail",
      "taken",
      "MalformedDetail",
      "MalformedDetail",
      "MalformedDetail",
      "InvalidArgument",
      "InvalidArgument",
    ]);
    expect(answer.Entries?.[5]?.ErrorMessage).toBe("Source: is empty");
    expect(taken.map(({ detail }) => detail)).toEqual([{ order: 7 }]);
  });

  test("tells of the entry that a queue refuses, and of no other", async () => {
    const { client } = await setUp();
    const Entries = [entry, { ...entry, Detail: "no JSON" }, { ...entry, Source: "unsendable" }, entry];
    const answer = await client.send(new PutEventsCommand({ Entries }));
    expect(answer.FailedEntryCount).toBe(2);
    expect(answer.Entries?.map(({ ErrorCode = "taken" }) => ErrorCode)).toEqual([
      "taken",
      "MalformedDetail",
      "InvalidArgument",
      "taken",
    ]);
    expect(answer.Entries?.[2]?.ErrorMessage).toBe("the queue refuses it");
  });

  const text = (characters: number) => "\u{1f514}".repeat(characters / 2).padEnd(characters, "x");

  test.each([
    ["DetailType", 128],
    ["Source", 256],
  ])("takes a %s of %i characters, and refuses the entry with one more", async (field, most) => {
    const { client, taken } = await setUp();
    const Entries = [{ ...entry, [field]: text(most) }, entry, { ...entry, [field]: text(most + 1) }, entry];
    const answer = await client.send(new PutEventsCommand({ Entries }));
    expect(answer.FailedEntryCount).toBe(1);
    expect(answer.Entries?.map(({ ErrorCode = "taken" }) => ErrorCode)).toEqual([
      "taken",
      "taken",
      "InvalidArgument",
      "taken",
    ]);
    expect(answer.Entries?.[2]?.ErrorMessage).toBe(`${field}: is longer than ${most} characters`);
    expect(taken.length).toBe(3);
  });

  test.each(["Source", "DetailType", "Detail"])(
    "fails the entry that lacks its %s, and takes its neighbour",
    async (field) => {
      const { client, taken } = await setUp();
      const Entries = [{ ...entry, [field]: undefined }, entry];
      const answer = await client.send(new PutEventsCommand({ Entries }));
      expect(answer.Entries?.[0]).toMatchObject({ ErrorCode: "InvalidArgument", ErrorMessage: `${field}: is missing` });
      expect([answer.FailedEntryCount, taken.length]).toEqual([1, 1]);
    },
  );

  test("fails the whole request when no entry has all that is required", async () => {
    const { client, taken } = await setUp();
    const Entries = [{ Source: "shop" }, { DetailType: "Order Placed", Detail: "{}" }];
    await expect(client.send(new PutEventsCommand({ Entries }))).rejects.toMatchObject({
      name: "ValidationException",
      message: "no entry has Source, DetailType and Detail",
    });
    expect(taken).toEqual([]);
  });

  test.each([
    ["TraceHeader", "x".repeat(500), "x".repeat(501)],
    ["EventBusName", "b".repeat(1600), "b".repeat(1601)],
    ["EventBusName", "b", ""],
  ])("refuses a request that breaks the form of %s as a whole", async (field, good, bad) => {
    const { client, taken } = await setUp();
    const put = (value: string) =>
      client.send(new PutEventsCommand({ Entries: [entry, { ...entry, [field]: value }] }));
    expect((await put(good)).FailedEntryCount).toBe(0);
    await expect(put(bad)).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining(`Entries[1].${field}: `),
    });
    expect(taken.length).toBe(2);
  });

  test("refuses an entry whose time no calendar has, and takes its neighbour", async () => {
    const { post, taken } = await setUp();
    const { status, body } = await post("/", JSON.stringify({ Entries: [{ ...entry, Time: 1e300 }, entry] }), {
      "x-amz-target": "AWSEvents.PutEvents",
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: "InvalidArgument", ErrorMessage: "Time: expected a date and time" }, {}],
    });
    expect(taken.length).toBe(1);
  });

  test.each([
    ["of more than ten entries", { Entries: Array(11).fill(entry) }, "has more than 10 entries"],
    ["of none", { Entries: [] }, "is empty"],
    ["of one entry too large", { Entries: [entryOf(1_048_576)] }, "size"],
    ["of entries that are too large together", { Entries: [entryOf(524_288), entryOf(524_288)] }, "size"],
  ])("refuses a request %s as a whole", async (_, request, message) => {
    const { client, taken } = await setUp();
    await expect(client.send(new PutEventsCommand(request))).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining(message),
    });
    expect(taken).toEqual([]);
  });

  test.each([
    ["one entry", [entryOf(1_048_575)]],
    ["several", [entryOf(524_288), entryOf(524_287)]],
    ["one that the request writes with twice as many bytes", [entryOf(1_048_575, '\\"')]],
  ])("takes all that the limit allows, measured as AWS does, in %s", async (_, Entries) => {
    const { client, taken } = await setUp();
    expect((await client.send(new PutEventsCommand({ Entries }))).FailedEntryCount).toBe(0);
    expect(taken.length).toBe(Entries.length);
  });

  test("counts fourteen bytes for a time", async () => {
    const { client } = await setUp();
    const Time = new Date("2026-11-19T01:02:03Z");
    const put = (bytes: number) => client.send(new PutEventsCommand({ Entries: [{ ...entryOf(bytes), Time }] }));
    await expect(put(1_048_576 - 14)).rejects.toThrow("size");
    expect((await put(1_048_575 - 14)).FailedEntryCount).toBe(0);
  });

  test("answers with a server's fault when the bus cannot take events, so that the sender tries again", async () => {
    const { client } = await setUp(new Error("the queue is away"));
    await expect(client.send(new PutEventsCommand({ Entries: [entry] }))).rejects.toMatchObject({
      name: "InternalException",
      message: "the queue is away",
      $metadata: { httpStatusCode: 500 },
    });
  });
});

const patternOf = (characters: number) => '{"source":[""]}'.replace('""', `"${"x".repeat(characters - 15)}"`);

describe("TestEventPattern", () => {
  const Event = JSON.stringify({ id: "1", source: "aws.acm", account: "111122223333", detail: { DaysToExpiry: 40 } });

  test.each([
    ["matches", { source: ["aws.acm"], detail: { DaysToExpiry: [{ numeric: ["<=", 45] }] } }, true],
    ["does not match", { source: ["aws.ssm"] }, false],
  ])("tells of a pattern that %s", async (_, pattern, result) => {
    const { client } = await setUp();
    const command = new TestEventPatternCommand({ Event, EventPattern: JSON.stringify(pattern) });
    expect((await client.send(command)).Result).toBe(result);
  });

  test.each([
    ["is not JSON", "{"],
    ["has a field without a list", '{"source":"aws.acm"}'],
    ["has an operator that there is not", '{"source":[{"sounds-like":"acm"}]}'],
    ["is longer than 4096 characters", patternOf(4097)],
  ])("refuses a pattern that %s", async (_, EventPattern) => {
    const { client } = await setUp();
    await expect(client.send(new TestEventPatternCommand({ Event, EventPattern }))).rejects.toMatchObject({
      name: "InvalidEventPatternException",
      message: expect.stringContaining("Event pattern is not valid. Reason: "),
    });
  });

  test("takes a pattern of 4096 characters", async () => {
    const { client } = await setUp();
    expect((await client.send(new TestEventPatternCommand({ Event, EventPattern: patternOf(4096) }))).Result).toBe(
      false,
    );
  });

  test.each([
    ["no JSON", "{"],
    ["a list", "[]"],
    ["null", "null"],
    ["a text", '"aws.acm"'],
  ])("refuses an event that is %s", async (_, noEvent) => {
    const { client } = await setUp();
    const command = new TestEventPatternCommand({ Event: noEvent, EventPattern: '{"source":["aws.acm"]}' });
    await expect(client.send(command)).rejects.toMatchObject({
      name: "ValidationException",
      message: "Parameter Event is not valid. Reason: it is not a JSON object.",
    });
  });
});

test("PutEvents refuses what is not UTF-8, as a whole", async () => {
  const { post, taken } = await setUp();
  const request = JSON.stringify({ Entries: [{ ...entry, Detail: '{"name":"\u00ff"}' }] });
  const answer = await post("/", Uint8Array.from(Buffer.from(request, "latin1")), {
    "x-amz-target": "AWSEvents.PutEvents",
  });
  expect(answer).toMatchObject({ status: 400, body: { __type: "SerializationException" } });
  expect(taken).toEqual([]);
});

describe("POST /events", () => {
  const putLines = async (body: string | Uint8Array<ArrayBuffer>, type = "application/x-ndjson") => {
    const { post, taken } = await setUp();
    return { ...(await post("/events", body, { "content-type": type })), taken };
  };
  const line = (id: string, source = "aws.acm") => JSON.stringify({ id, source });

  test("takes whole envelopes, a line each, and tells how many no rule wants", async () => {
    const { status, body, taken } = await putLines(`${line("1")}\n\n${line("2", "nobody")}\r\n`);
    expect(status).toBe(200);
    expect(body).toEqual({ accepted: 2, unmatched: 1, errors: [] });
    expect(taken.map(({ id }) => id)).toEqual(["1", "2"]);
  });

  test("takes what it can read, and names the lines that it cannot", async () => {
    const large = JSON.stringify({ id: "3", padding: "x".repeat(1_048_576) });
    // Deep enough to overflow whoever writes it again.
    const deep = `{"id":"4","detail":${"[".repeat(20_000)}${"]".repeat(20_000)}}`;
    const { status, body, taken } = await putLines(["{", line("1"), "[]", large, line("2"), deep].join("\n"));
    expect(status).toBe(400);
    expect(body).toEqual({
      accepted: 2,
      unmatched: 0,
      errors: [
        { line: 1, problem: "is not a JSON object" },
        { line: 3, problem: "is not a JSON object" },
        { line: 4, problem: "is larger than 1048576 bytes" },
        { line: 6, problem: expect.stringContaining("is nested deeper than 64 levels") },
      ],
    });
    expect(taken.map(({ id }) => id)).toEqual(["1", "2"]);
  });

  test("names the line that a queue refuses, among those that cannot be read", async () => {
    const { status, body } = await putLines(
      [line("1"), line("2", "unsendable"), "{", line("3", "nobody"), line("4", "unsendable")].join("\n"),
    );
    expect(status).toBe(400);
    expect(body).toEqual({
      accepted: 2,
      unmatched: 1,
      errors: [
        { line: 2, problem: "the queue refuses it" },
        { line: 3, problem: "is not a JSON object" },
        { line: 5, problem: "the queue refuses it" },
      ],
    });
  });

  test("takes no line for another that is not UTF-8", async () => {
    const bytes = Buffer.from(`${line("1")}\n{"id":"2","name":"\u00ff"}\n${line("3")}`, "latin1");
    const { status, body, taken } = await putLines(Uint8Array.from(bytes));
    expect(status).toBe(400);
    expect(body).toMatchObject({ accepted: 2, errors: [{ line: 2, problem: "is not UTF-8" }] });
    expect(taken.map(({ id }) => id)).toEqual(["1", "3"]);
  });

  test("answers a body that is too large, instead of hanging up on it", async () => {
    const { status, taken } = await putLines(`${line("1")}\n`.padEnd(40 * 1_048_576));
    expect(status).toBe(413);
    expect(taken).toEqual([]);
  });

  test("takes ten thousand lines, and of one more none", async () => {
    const lines = Array.from({ length: 10_000 }, (_, n) => line(String(n)));
    expect(await putLines(`${lines.join("\n")}\n`)).toMatchObject({ status: 200, body: { accepted: 10_000 } });
    const { status, body, taken } = await putLines(`${lines.join("\n")}\n${line("last")}`);
    expect(status).toBe(413);
    expect(body).toMatchObject({ message: "more than 10000 lines: send them in several requests" });
    expect(taken).toEqual([]);
  });

  test("reads no line that no event could be written in, however it is written", async () => {
    const spaced = `${line("1").slice(0, -1)}${" ".repeat(6 * 1_048_576 - line("1").length)}}`;
    const { body } = await putLines([spaced, ` ${spaced}`, line("2")].join("\n"));
    expect(body).toMatchObject({ accepted: 2, errors: [{ line: 2, problem: "is larger than 6291456 bytes" }] });
  });
});

describe("a large request", () => {
  test("lets others have their turn while it is read", async () => {
    const { post } = await setUp();
    let turns = 0;
    const count = () => {
      turns += 1;
      turning = setImmediate(count);
    };
    let turning = setImmediate(count);
    await post("/events", "x\n".repeat(10_000), { "content-type": "application/x-ndjson" });
    clearImmediate(turning);
    expect(turns).toBeGreaterThan(10_000 / 100);
  });

  test("of PutEvents is refused when it is larger than its entries can make it, and what is smaller is read", async () => {
    const { post, taken } = await setUp();
    const headers = { "x-amz-target": "AWSEvents.PutEvents" };
    const request = (bytes: number) => JSON.stringify({ Entries: [entry] }).padEnd(bytes);
    expect((await post("/", request(6 * 1_048_576), headers)).status).toBe(200);
    expect(await post("/", request(6 * 1_048_576 + 1), headers)).toMatchObject({
      status: 413,
      body: { __type: "RequestEntityTooLargeException" },
    });
    expect(taken.length).toBe(1);
  });
});

test.each([
  ["PutEvents", "/", { "x-amz-target": "AWSEvents.PutEvents" }, JSON.stringify({ Entries: [entry] })],
  ["envelopes", "/events", { "content-type": "application/json" }, '{"id":"1"}'],
])("a bus behind which nothing can be stored takes nothing, and says why: %s", async (_, path, headers, body) => {
  const { bus, taken } = keepingBus();
  const server = await startBusServer({ bus, port: 0, now: () => now, unavailable: async () => "the table is gone" });
  running.push({ close: () => server.stop() });
  const response = await fetch(`${server.endpoint}${path}`, { method: "POST", headers, body });
  expect([response.status, await response.json()]).toEqual([
    503,
    { __type: "ServiceUnavailable", message: "the table is gone" },
  ]);
  expect(taken).toEqual([]);
});

describe("what a web page could send", () => {
  test.each(["application/x-ndjson", "application/json", "Application/JSON; charset=utf-8"])(
    "is no envelope said to be %s, which is taken",
    async (type) => {
      const { post, taken } = await setUp();
      expect((await post("/events", '{"id":"1"}', { "content-type": type })).status).toBe(200);
      expect(taken.length).toBe(1);
    },
  );

  test.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/application/json"])(
    "may be an envelope said to be %s, which is refused",
    async (type) => {
      const { post, taken } = await setUp();
      const answer = await post("/events", '{"id":"1"}', { "content-type": type });
      expect(answer).toMatchObject({
        status: 415,
        body: { message: "POST /events takes application/x-ndjson or application/json" },
      });
      expect(taken).toEqual([]);
    },
  );

  test.each([
    ["PutEvents", "/", { "x-amz-target": "AWSEvents.PutEvents" }, JSON.stringify({ Entries: [entry] })],
    ["envelopes", "/events", { "content-type": "application/json" }, '{"id":"1"}'],
  ])("is refused when it says where it is from: %s", async (_, path, headers, body) => {
    const { post, taken } = await setUp();
    const answer = await post(path, body, { ...headers, origin: "https://example.com" });
    expect(answer).toMatchObject({ status: 403, body: { __type: "AccessDeniedException" } });
    expect(taken).toEqual([]);
  });

  test("is refused when it calls this machine by a name of its own", async () => {
    const { endpoint, taken } = await setUp();
    const sent = request(`${endpoint}/events`, {
      method: "POST",
      headers: { host: "rebound.example.com", "content-type": "application/json" },
    });
    sent.end('{"id":"1"}');
    const [response] = await once(sent, "response");
    expect(response.statusCode).toBe(403);
    response.resume();
    expect(taken).toEqual([]);
  });
});

describe("everything else", () => {
  test("GET /health tells that it serves", async () => {
    const { endpoint } = await setUp();
    const response = await fetch(`${endpoint}/health`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ ok: true });
  });

  test("is refused by name", async () => {
    const { post, endpoint } = await setUp();
    expect(await post("/", "{}", { "x-amz-target": "AWSEvents.ListRules" })).toMatchObject({
      status: 400,
      body: { __type: "UnknownOperationException", message: "AWSEvents.ListRules is not served here" },
    });
    expect((await fetch(endpoint)).status).toBe(405);
  });

  test("cannot reach it but by the loopback address", async () => {
    const { endpoint } = await setUp();
    const socket = connect(Number(new URL(endpoint).port), "127.0.0.2");
    await expect(once(socket, "connect")).rejects.toThrow("connect");
  });

  test("a port that is taken is an error", async () => {
    const { endpoint } = await setUp();
    const { bus } = keepingBus();
    await expect(
      startBusServer({ bus, port: Number(new URL(endpoint).port), now: () => now, unavailable: async () => undefined }),
    ).rejects.toThrow("EADDRINUSE");
  });
});
