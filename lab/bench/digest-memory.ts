/**
 * The memory that a digest takes, and how it grows. A server answers a process of its own as DynamoDB would: with pages of an
 * index of open alerts and of one of log entries.
 */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  alertsSchema,
  type IndexName,
  openPartition,
  SHARDS,
  shards,
  weekPartition,
} from "@tocsin/aws/alerts/alerts-schema";
import { headItem } from "@tocsin/aws/alerts/items/head-item";
import type { Item } from "@tocsin/aws/alerts/items/items";
import { logItem } from "@tocsin/aws/alerts/items/log-item";
import { severities } from "@tocsin/core/alert/severity";
import { parseEventText } from "@tocsin/core/event/event";
import { instant } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { isObject } from "@tocsin/core/text/json";
import { changesOf, fold } from "@tocsin/core/transition/fold";
import { guardduty } from "@tocsin/sources/guardduty/source";
import { findingText } from "./finding.ts";
import type { Figure } from "./measure.ts";

const WEEK = "2026-W47";
const LIMIT_MEGABYTES = 256;
/** A digest that kept all of its alerts would take twice the memory of half as many, apart from what the process takes by itself. */
const MOST_GROWTH = 1.3;
/**
 * Of 256 MB a tenth for the two semi-spaces of what is new, the rest for what is old. With the limits that Node takes from a
 * machine's memory, garbage stays longer and the figure is of that.
 */
const HEAP = ["--max-semi-space-size=12", "--max-old-space-size=230"];
const child = fileURLToPath(new URL("digest-process.ts", import.meta.url));

export async function digestMemory(): Promise<readonly Figure[]> {
  const half = await megabytesFor(50_000);
  const whole = await megabytesFor(100_000);
  const growth = whole / half;
  const name = "peak memory of the digest of 100,000 open alerts with as many log entries";
  return [
    {
      name,
      value: `${whole.toFixed(0)} MB`,
      limit: `≤ ${LIMIT_MEGABYTES} MB`,
      ok: whole <= LIMIT_MEGABYTES,
      note: `resident, in a process of its own with ${HEAP.join(" ")}`,
    },
    {
      name: `${name}, against half as many`,
      value: `${growth.toFixed(2)} ×`,
      limit: `≤ ${MOST_GROWTH} ×`,
      ok: growth <= MOST_GROWTH,
      note: `${whole.toFixed(0)} MB against ${half.toFixed(0)} MB`,
    },
  ];
}

/** @throws Error when the report is not of so many alerts: then nothing was measured. */
async function megabytesFor(alerts: number): Promise<number> {
  const server = createServer(async (request, response) => {
    const answer = page(await json(request), alerts);
    response.writeHead(200, { "content-type": "application/x-amz-json-1.0" }).end(answer);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  try {
    const endpoint = `http://127.0.0.1:${address.port}`;
    const { stdout } = await promisify(execFile)(process.execPath, [...HEAP, child, endpoint, WEEK]);
    const { open, opened, kilobytes } = JSON.parse(stdout);
    if (open !== alerts || opened !== alerts) throw new Error(`the report is of ${open} alerts, ${opened} opened`);
    return kilobytes / 1024;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** The answer to a Query. */
function page(input: unknown, alerts: number): string {
  if (!isObject(input)) throw new Error("no query");
  const { IndexName, ExpressionAttributeValues: values, ExclusiveStartKey: start, Limit } = input;
  const partition = String(Object(values)[":pk"]?.S);
  const own = numbersIn(partition, alerts);
  const from = start === undefined ? 0 : own.findIndex((n) => idOf(n) === String(Object(start).pk.S).slice(-32)) + 1;
  const numbers = own.slice(from, from + Number(Limit));
  const template = IndexName === "open" ? openTemplate : weekTemplate;
  const Items = numbers.map((n) => template.replaceAll(TEMPLATE_ID, idOf(n)));
  const last = from + numbers.length < own.length ? Items.at(-1) : undefined;
  return `{"Items":[${Items.join(",")}]${last === undefined ? "" : `,"LastEvaluatedKey":${last}`}}`;
}

/** Alerts are spread over severities, and over shards as their ids say. */
function numbersIn(partition: string, alerts: number): readonly number[] {
  const all = Array.from({ length: alerts }, (_, n) => n);
  for (const shard of shards) {
    const inShard = (n: number) => Math.floor(n / severities.length) % SHARDS === shard;
    if (partition === weekPartition(WEEK, shard)) return all.filter(inShard);
    for (const [i, severity] of severities.entries())
      if (partition === openPartition(severity, shard))
        return all.filter((n) => n % severities.length === i && inShard(n));
  }
  return [];
}

function idOf(n: number): string {
  const shard = Math.floor(n / severities.length) % SHARDS;
  return `000${shard}${n.toString(16).padStart(28, "0")}`;
}

const TEMPLATE_ID = "f".repeat(32);
const { open: openTemplate, week: weekTemplate } = templates();

function templates(): Readonly<Record<"open" | "week", string>> {
  const event = parseEventText(findingText(0));
  if (!event.ok) throw new Error(event.refusal.problem);
  const reading = guardduty.read(event.value, "unknown");
  const [change] = reading.outcome === "observed" ? changesOf(reading.observations) : [];
  if (change === undefined) throw new Error(`the event is ${reading.outcome}`);
  const {
    head,
    entries: [entry],
  } = fold(undefined, change, defaultWorld, instant("2026-11-20T12:00:00Z"));
  if (entry === undefined) throw new Error("the event opens no alert");
  const text = (item: Item, index: IndexName) =>
    JSON.stringify(projected(item, index)).replaceAll(head.alert.id, TEMPLATE_ID);
  return { open: text(headItem(head, undefined), "open"), week: text(logItem(entry), "week") };
}

/** What the index holds of an item. */
function projected(item: Item, index: IndexName): Item {
  const { partition, sort, projection } = alertsSchema.indexes[index];
  return Object.fromEntries(
    ["pk", "sk", partition, sort, ...projection].flatMap((name) => (item[name] ? [[name, item[name]]] : [])),
  );
}
