import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { afterEach, expect, test } from "vitest";
import { listenOnLoopback } from "../servers/own-machine.ts";
import type { Checkpoints, Positions } from "./checkpoints.ts";
import { createStreamReader } from "./stream-reader.ts";

/** What no embedded DynamoDB does but those that can be named do: shards that end, iterators that expire, records that are gone. */
interface ScriptedShard {
  readonly id: string;
  readonly parent?: string;
  readonly records: string[];
  isOpen: boolean;
  /** So many of the first are gone. */
  trimmed?: number;
}

const stopping: (() => void)[] = [];
afterEach(() => {
  for (const stop of stopping.splice(0)) stop();
});

/** A server that speaks the protocol of DynamoDB Streams, two records to a page. */
async function serve(shards: readonly ScriptedShard[]) {
  const state = { generation: 1, listed: 0, failing: new Map<string, number>(), isForgetful: false };
  const server = createServer(async (request, response) => {
    const input = JSON.parse(await text(request));
    const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
    const answer = answerTo(operation, input);
    response.writeHead("__type" in answer ? 400 : 200, { "content-type": "application/x-amz-json-1.0" });
    response.end(JSON.stringify(answer));
  });
  const endpoint = await listenOnLoopback(server, 0);
  const client = new DynamoDBStreamsClient({
    endpoint,
    region: "eu-central-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
  stopping.push(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });
  return { client, state };

  function answerTo(operation: string, input: Record<string, string>): object {
    const failures = state.failing.get(operation) ?? 0;
    if (failures > 0) {
      state.failing.set(operation, failures - 1);
      return { __type: "LimitExceededException" };
    }
    if (operation === "DescribeStream") {
      state.listed += 1;
      // One at a time: a stream of a hundred shards comes in pages too.
      const at = shards.findIndex(({ id }) => id === input.ExclusiveStartShardId) + 1;
      const shard = shards[at];
      return {
        StreamDescription: {
          Shards: shard ? [{ ShardId: shard.id, ParentShardId: shard.parent }] : [],
          ...(at < shards.length - 1 && { LastEvaluatedShardId: shard?.id }),
        },
      };
    }
    if (operation === "GetShardIterator") {
      const shard = shards.find(({ id }) => id === input.ShardId);
      const from = input.SequenceNumber === undefined ? (shard?.trimmed ?? 0) : Number(input.SequenceNumber) + 1;
      if (from < (shard?.trimmed ?? 0)) return { __type: "TrimmedDataAccessException" };
      return { ShardIterator: `${input.ShardId} ${from} ${state.generation}` };
    }
    const [id, from = 0, generation] = input.ShardIterator?.split(" ") ?? [];
    if (Number(generation) !== state.generation || state.isForgetful) return { __type: "ExpiredIteratorException" };
    const shard = shards.find((one) => one.id === id);
    if (Number(from) < (shard?.trimmed ?? 0)) return { __type: "TrimmedDataAccessException" };
    const page = shard?.records.slice(Number(from), Number(from) + 2) ?? [];
    const next = Number(from) + page.length;
    const isAtEnd = shard === undefined || (!shard.isOpen && next === shard.records.length);
    return {
      Records: page.map((S, i) => ({ dynamodb: { SequenceNumber: String(Number(from) + i), Keys: { pk: { S } } } })),
      ...(!isAtEnd && { NextShardIterator: `${id} ${next} ${generation}` }),
    };
  }
}

function rememberingCheckpoints() {
  const saved: Positions[] = [];
  const checkpoints: Checkpoints = {
    load: async () => saved.at(-1) ?? {},
    save: async (positions) => void saved.push(positions),
  };
  return { checkpoints, saved };
}

async function reading(client: DynamoDBStreamsClient, checkpoints = rememberingCheckpoints().checkpoints) {
  const reader = await createStreamReader({ client, streamArn: "alerts", checkpoints });
  /** All that there is for now, settled. */
  return async () => {
    const read: string[] = [];
    for (let page = await reader.next(); page !== undefined; page = await reader.next()) {
      read.push(...page.records.map(({ dynamodb }) => dynamodb?.Keys?.pk?.S ?? ""));
      await page.settle();
    }
    return read;
  };
}

test("goes on in the shard that came of one which ended", async () => {
  const shards: ScriptedShard[] = [
    // Listed before what it came from.
    { id: "second", parent: "first", records: ["d"], isOpen: true },
    { id: "first", records: ["a", "b", "c"], isOpen: false },
  ];
  const { client } = await serve(shards);
  const read = await reading(client);
  expect(await read()).toEqual(["a", "b", "c", "d"]);
  shards[0]?.records.push("e");
  expect(await read()).toEqual(["e"]);
});

test("goes on in a shard that came of one while that was read, and in every one when there are several", async () => {
  const first: ScriptedShard = { id: "first", records: ["a"], isOpen: true };
  const shards = [first];
  const { client } = await serve(shards);
  const read = await reading(client);
  expect(await read()).toEqual(["a"]);
  first.records.push("b");
  first.isOpen = false;
  shards.push({ id: "left", parent: "first", records: ["c"], isOpen: true });
  shards.push({ id: "right", parent: "first", records: ["d", "e", "f"], isOpen: true });
  expect(await read()).toEqual(["b", "c", "d", "e", "f"]);
});

test("asks which shards there are when one has ended, and otherwise not at each read", async () => {
  const shards: ScriptedShard[] = [{ id: "first", records: ["a"], isOpen: true }];
  const { client, state } = await serve(shards);
  const read = await reading(client);
  await read();
  await read();
  expect(state.listed).toBe(1);
});

test("finds its place again when its iterator has expired, as it does while a machine sleeps", async () => {
  const shards: ScriptedShard[] = [{ id: "first", records: ["a"], isOpen: true }];
  const { client, state } = await serve(shards);
  const read = await reading(client);
  expect(await read()).toEqual(["a"]);
  state.generation += 1;
  shards[0]?.records.push("b", "c");
  expect(await read()).toEqual(["b", "c"]);
});

test("loses no shard when a call fails: the next read makes up for it", async () => {
  const first: ScriptedShard = { id: "first", records: ["a"], isOpen: true };
  const other: ScriptedShard = { id: "other", records: ["x"], isOpen: true };
  const shards = [first, other];
  const { client, state } = await serve(shards);
  const read = await reading(client);
  expect(await read()).toEqual(["a", "x"]);
  // Asleep, and then the network is not there yet.
  state.generation += 1;
  state.failing.set("GetShardIterator", 1);
  first.records.push("b");
  await expect(read()).rejects.toThrow();
  expect(await read()).toEqual(["b"]);
  // At the end of a shard nobody can say what came of it, while another is still open.
  first.isOpen = false;
  shards.push({ id: "second", parent: "first", records: ["c"], isOpen: true });
  state.failing.set("DescribeStream", 1);
  await expect(read()).rejects.toThrow();
  expect(await read()).toEqual(["c"]);
});

test("gives up on an iterator that is refused again and again, instead of asking without end", async () => {
  const { client, state } = await serve([{ id: "first", records: ["a"], isOpen: true }]);
  const read = await reading(client);
  await read();
  state.isForgetful = true;
  await expect(read()).rejects.toThrow();
});

test("takes shards in turn, however much one of them holds", async () => {
  const many = Array.from({ length: 20 }, (_, n) => `a${n}`);
  const { client } = await serve([
    { id: "busy", records: many, isOpen: true },
    { id: "quiet", records: ["x"], isOpen: true },
  ]);
  const read = await reading(client);
  expect((await read()).indexOf("x")).toBeLessThan(5);
});

test("begins with what is left when its place is gone, which a stream keeps for a day", async () => {
  const shards: ScriptedShard[] = [{ id: "first", records: ["a", "b", "c", "d"], isOpen: true, trimmed: 3 }];
  const { client } = await serve(shards);
  const { checkpoints } = rememberingCheckpoints();
  await checkpoints.save({ first: "0" });
  const read = await reading(client, checkpoints);
  expect(await read()).toEqual(["d"]);
});

test("another process goes on where one stopped, in each shard, and forgets those that the stream has forgotten", async () => {
  const shards: ScriptedShard[] = [
    { id: "first", records: ["a"], isOpen: false },
    { id: "second", parent: "first", records: ["b"], isOpen: true },
  ];
  const { client } = await serve(shards);
  const { checkpoints, saved } = rememberingCheckpoints();
  await (await reading(client, checkpoints))();
  shards[1]?.records.push("c");
  expect(await (await reading(client, checkpoints))()).toEqual(["c"]);
  shards.shift();
  shards[0]?.records.push("d");
  expect(await (await reading(client, checkpoints))()).toEqual(["d"]);
  expect(saved.at(-1)).toEqual({ second: "2" });
});

test("gives the same again until it is settled", async () => {
  const { client } = await serve([{ id: "first", records: ["a", "b", "c"], isOpen: true }]);
  const reader = await createStreamReader({
    client,
    streamArn: "alerts",
    checkpoints: rememberingCheckpoints().checkpoints,
  });
  const first = await reader.next();
  expect((await reader.next())?.records).toEqual(first?.records);
  await first?.settle();
  expect((await reader.next())?.records.length).toBe(1);
});
