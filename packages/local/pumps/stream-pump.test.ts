import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { alertKey, HEAD, logKey, TOLD } from "@tocsin/aws/alerts/alerts-schema";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { instant, parseInstant } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { sees } from "@tocsin/core/testing/timeline";
import { changesOf } from "@tocsin/core/transition/fold";
import { announceSettings } from "@tocsin/lambda/deployment/settings";
import type { StreamHandler } from "@tocsin/lambda/runtime/batch";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ensureAlertsTable, names } from "../resources.ts";
import { type LocalDynamodb, startDynamodb } from "../servers/dynamodb.ts";
import type { StreamRecords } from "../servers/dynamodb-file.ts";
import { type Checkpoints, checkpointsIn } from "./checkpoints.ts";
import { createOwnStreamReader } from "./own-stream-reader.ts";
import { type StreamBatch, type StreamPump, type StreamPumpOptions, startStreamPump } from "./stream-pump.ts";
import { createWriteSignal, signalling, type WriteSignal } from "./write-signal.ts";

interface Embedded {
  readonly dynamodb: LocalDynamodb;
  readonly table: DynamoDBClient;
  readonly pumps: StreamPump[];
}

const running: Embedded[] = [];
beforeEach(async () => {
  const dynamodb = await startDynamodb({ searchPath: "" });
  const options = {
    endpoint: dynamodb.endpoint,
    region: "eu-central-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  };
  const table = new DynamoDBClient(options);
  await ensureAlertsTable(table);
  running.push({ dynamodb, table, pumps: [] });
});
afterEach(async () => {
  for (const { dynamodb, table, pumps } of running.splice(0)) {
    await Promise.all(pumps.map((pump) => pump.stop()));
    table.destroy();
    await dynamodb.stop();
  }
});

function embedded(): Embedded {
  const [only] = running;
  if (only === undefined) throw new Error("nothing is running");
  return only;
}

async function put(alert: string, sk: string, text = ""): Promise<void> {
  const Item = { pk: { S: alertKey(alert) }, sk: { S: sk }, text: { S: text } };
  await embedded().table.send(new PutItemCommand({ TableName: names.alertsTable, Item }));
}

/** Of which a timer of Node is capable. */
const LONGEST_TIMER_MILLISECONDS = 2 ** 31 - 1;

async function putEntries(...alerts: readonly string[]): Promise<void> {
  for (const alert of alerts) await put(alert, logKey(1));
}

/** Starts a pump on a handler that fails the alerts that `isBad` picks. */
async function start({
  isBad = () => false,
  checkpoints = checkpointsIn(undefined, "alerts"),
  giveUp = async () => {},
  written = createWriteSignal(),
  atOnce = Number.POSITIVE_INFINITY,
}: {
  readonly isBad?: (alert: string, attempt: number) => boolean;
  readonly checkpoints?: Checkpoints;
  readonly giveUp?: StreamPumpOptions["giveUp"];
  readonly written?: WriteSignal;
  /** So many records a reading at most. */
  readonly atOnce?: number;
} = {}) {
  const { dynamodb, pumps } = embedded();
  const { streamRecords } = dynamodb;
  if (streamRecords === undefined) throw new Error("the records of the stream cannot be read");
  const after: StreamRecords["after"] = (tableName, sequenceNumber, limit) =>
    streamRecords.after(tableName, sequenceNumber, Math.min(limit, atOnce));
  const invocations: (readonly string[])[] = [];
  const givenUp: number[] = [];
  const errors: unknown[] = [];
  const handler: StreamHandler = async ({ Records }) => {
    const alerts = Records.map(({ dynamodb }) => String(dynamodb?.Keys?.pk?.S).slice(alertKey("").length));
    invocations.push(alerts);
    const failed = Records.filter((_, i) => {
      const alert = alerts[i] ?? "";
      return isBad(alert, invocations.filter((invoked) => invoked.includes(alert)).length);
    });
    return {
      batchItemFailures: failed.map(({ dynamodb }) => ({ itemIdentifier: dynamodb?.SequenceNumber ?? "" })),
    };
  };
  const pump = startStreamPump({
    reader: await createOwnStreamReader({ records: { after }, tableName: names.alertsTable, checkpoints }),
    handler,
    note: () => {},
    written,
    giveUp: async (batch) => {
      await giveUp(batch);
      givenUp.push(batch.batchSize);
    },
    onError: (error) => errors.push(error),
  });
  pumps.push(pump);
  return { pump, invocations, givenUp, errors };
}

/** Reads on until the stream has nothing more; gives whether it had anything. */
async function catchUp(pump: StreamPump): Promise<boolean> {
  let moved = false;
  while (await pump.advance()) moved = true;
  return moved;
}

describe("reading the table's stream", () => {
  test("goes on with what is written after all that there was is settled", async () => {
    const { pump, invocations } = await start();
    expect(await pump.advance()).toBe(false);
    for (const alert of ["a", "b", "c"]) {
      await putEntries(alert);
      expect(await catchUp(pump)).toBe(true);
      expect(await pump.advance()).toBe(false);
    }
    expect(invocations.flat()).toEqual(["a", "b", "c"]);
  });

  test("hands over new log entries and heads, in order, and nothing else that is written", async () => {
    await put("a", HEAD);
    await put("a", logKey(1));
    await put("a", "OBS#2026-11-20T06:00:00.000Z#acm#e1");
    await put("b", logKey(1));
    await put("c", TOLD);
    // Nobody changes or deletes a log entry; if somebody did, it would be no news.
    await put("a", logKey(1), "changed");
    const Key = { pk: { S: alertKey("b") }, sk: { S: logKey(1) } };
    await embedded().table.send(new DeleteItemCommand({ TableName: names.alertsTable, Key }));
    const { pump, invocations } = await start();
    await catchUp(pump);
    expect(invocations.flat()).toEqual(["a", "a", "b"]);
  });

  test("hands over no more at a time than the settings say", async () => {
    const alerts = Array.from({ length: 25 }, (_, n) => `alert-${n}`);
    await putEntries(...alerts);
    const { pump, invocations } = await start();
    await catchUp(pump);
    expect(invocations.flat()).toEqual(alerts);
    expect(Math.max(...invocations.map(({ length }) => length))).toBe(announceSettings.batchSize);
  });

  test("sees what is written before it is asked to catch up, and has nothing more after", async () => {
    const { pump, invocations } = await start();
    await putEntries("a");
    await catchUp(pump);
    expect(invocations.flat()).toEqual(["a"]);
    expect(await catchUp(pump)).toBe(false);
  });
});

describe("a pump that nobody asks to catch up", () => {
  /** One of which no wait ends unless it is raised. Gives how to wait until the pump waits for the so many-th time. */
  function patientSignal() {
    const { raise, wait } = createWriteSignal();
    let waits = 0;
    const written: WriteSignal = {
      raise,
      wait() {
        waits += 1;
        return wait(LONGEST_TIMER_MILLISECONDS);
      },
    };
    const waiting = (times: number) => expect.poll(() => waits, { interval: 5 }).toBe(times);
    return { written, waiting };
  }

  test("reads what was written when it is told of it", async () => {
    const { written, waiting } = patientSignal();
    const { invocations } = await start({ written });
    for (const [i, alert] of ["a", "b"].entries()) {
      await waiting(i + 1);
      await putEntries(alert);
      written.raise();
      await expect.poll(() => invocations.at(-1), { interval: 5 }).toEqual([alert]);
    }
  });

  test("is told by a writer of alerts, when it has written them", async () => {
    const { written, waiting } = patientSignal();
    const { invocations } = await start({ written });
    await waiting(1);
    const table = { client: embedded().table, tableName: names.alertsTable };
    const now = instant("2026-11-20T12:00:00Z");
    const seen = sees("guardduty", now);
    await signalling(createAlertsWriter(table), written).apply(changesOf([seen]), defaultWorld, now);
    await expect.poll(() => new Set(invocations.flat()), { interval: 5 }).toEqual(new Set([seen.alertId]));
  });

  test("reads on while there is more than one reading gives, though it is told once", async () => {
    const { written, waiting } = patientSignal();
    const { invocations } = await start({ written, atOnce: 1 });
    await waiting(1);
    await putEntries("a", "b", "c");
    written.raise();
    await expect.poll(() => invocations, { interval: 5 }).toEqual([["a"], ["b"], ["c"]]);
  });

  test("looks now and then for what others have written, of which it is not told", async () => {
    const { invocations } = await start();
    await putEntries("a");
    await expect.poll(() => invocations.flat(), { interval: 5 }).toEqual(["a"]);
  });

  test("stops at once while it waits", async () => {
    const { written, waiting } = patientSignal();
    const { pump } = await start({ written });
    await waiting(1);
    await pump.stop();
  });
});

describe("what the handler does not settle", () => {
  test("is handed over again from the first that failed on, before anything later", async () => {
    await putEntries("a", "b", "c", "d");
    const { pump, invocations, givenUp } = await start({ isBad: (alert, attempt) => alert === "c" && attempt < 3 });
    await putEntries("e");
    await catchUp(pump);
    const untilDone = invocations.filter((alerts) => alerts.includes("c"));
    expect(untilDone.length).toBe(3);
    expect(untilDone.slice(1).every(([first]) => first === "c")).toBe(true);
    expect(invocations.flat().filter((alert) => alert === "a" || alert === "b")).toEqual(["a", "b"]);
    expect(givenUp).toEqual([]);
  });

  test("is handed over again whole when the handler throws", async () => {
    await putEntries("a", "b");
    let throwing = 1;
    const { pump, invocations, errors } = await start({
      isBad() {
        throwing -= 1;
        if (throwing >= 0) throw new Error("out of memory");
        return false;
      },
    });
    await catchUp(pump);
    expect(errors).toEqual([new Error("out of memory")]);
    expect(invocations.slice(0, 2)).toEqual([
      ["a", "b"],
      ["a", "b"],
    ]);
  });

  test("goes to the failure destination after the settings' attempts, by its place, and what comes later is handed over", async () => {
    const places: StreamBatch[] = [];
    await putEntries("a", "poison");
    const { pump, invocations, givenUp } = await start({
      isBad: (alert) => alert === "poison",
      giveUp: async (batch) => void places.push(batch),
    });
    await catchUp(pump);
    expect(invocations.filter((alerts) => alerts.includes("poison")).length).toBe(
      1 + announceSettings.maxRetryAttempts,
    );
    expect(givenUp).toEqual([1]);
    expect(places[0]?.startSequenceNumber).toMatch(/^\d+$/);
    expect(places[0]?.endSequenceNumber).toBe(places[0]?.startSequenceNumber);
    // An entry that does not say when it was written came when the stream says.
    expect(parseInstant(places[0]?.approximateArrivalOfFirstRecord)).toBeDefined();
    await putEntries("b");
    await catchUp(pump);
    expect(invocations.at(-1)).toEqual(["b"]);
  });

  test("goes there with the times of its entries, by which the table finds them again", async () => {
    const places: StreamBatch[] = [];
    for (const [alert, at] of [
      ["a", "2031-05-01T00:00:00.000Z"],
      ["b", "2031-05-01T00:00:07.000Z"],
    ] as const) {
      const Item = { pk: { S: alertKey(alert) }, sk: { S: logKey(1) }, entry: { M: { at: { S: at } } } };
      await embedded().table.send(new PutItemCommand({ TableName: names.alertsTable, Item }));
    }
    const { pump } = await start({ isBad: () => true, giveUp: async (batch) => void places.push(batch) });
    await catchUp(pump);
    expect(places).toMatchObject([
      {
        approximateArrivalOfFirstRecord: "2031-05-01T00:00:00.000Z",
        approximateArrivalOfLastRecord: "2031-05-01T00:00:07.000Z",
        batchSize: 2,
      },
    ]);
  });

  test("is read again when not even the failure destination takes it", async () => {
    await putEntries("poison");
    let isAway = true;
    const { pump, givenUp, errors } = await start({
      isBad: (alert) => alert === "poison",
      async giveUp() {
        if (!isAway) return;
        isAway = false;
        throw new Error("the queue is away");
      },
    });
    await catchUp(pump).catch(() => {});
    await catchUp(pump);
    expect(givenUp).toEqual([1]);
    expect(errors.length).toBeLessThanOrEqual(1);
  });
});

test("a pump goes on where another of its data directory stopped", async () => {
  const directory = await mkdtemp(join(tmpdir(), "tocsin-stream-"));
  try {
    await putEntries("a", "b");
    const first = await start({ checkpoints: checkpointsIn(directory, "alerts") });
    await catchUp(first.pump);
    await first.pump.stop();
    await putEntries("c");
    const second = await start({ checkpoints: checkpointsIn(directory, "alerts") });
    await catchUp(second.pump);
    expect(first.invocations.flat()).toEqual(["a", "b"]);
    expect(second.invocations.flat()).toEqual(["c"]);
    await second.pump.stop();
  } finally {
    await rm(directory, { recursive: true });
  }
});

test("a checkpoint is moved after what lies before it was settled, or a kill in between would lose it", async () => {
  await putEntries("a");
  const order: string[] = [];
  const { pump } = await start({
    isBad() {
      order.push("handled");
      return false;
    },
    checkpoints: { load: async () => ({}), save: async () => void order.push("saved") },
  });
  await catchUp(pump);
  expect(order).toEqual(["handled", "saved"]);
});

test("a pump that was stopped in the middle hands the unsettled over again to the next", async () => {
  const directory = await mkdtemp(join(tmpdir(), "tocsin-stream-"));
  try {
    await putEntries("a");
    const checkpoints = checkpointsIn(directory, "alerts");
    const first = await start({ checkpoints: { ...checkpoints, save: () => Promise.reject(new Error("killed")) } });
    await catchUp(first.pump).catch(() => {});
    await first.pump.stop();
    const second = await start({ checkpoints });
    await catchUp(second.pump);
    expect(second.invocations.flat()).toEqual(["a"]);
    await second.pump.stop();
  } finally {
    await rm(directory, { recursive: true });
  }
});
