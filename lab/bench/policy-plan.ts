/**
 * What `tocsin policy plan` and `tocsin trial` take of a large past. A server answers the command as DynamoDB would: with the ids of so
 * many alerts, and for each with its head, its log and its observations.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { alertIdOf, idPartition, idPartitions, isAlertKey } from "@tocsin/aws/alerts/alerts-schema";
import { shift } from "@tocsin/core/event/instant";
import { isObject } from "@tocsin/core/text/json";
import { names, tableDefinition } from "@tocsin/local/resources";
import type { Figure } from "./measure.ts";
import { residentBytes } from "./process-tree.ts";
import { eventText, OBSERVATIONS, pastOf, START } from "./recorded-past.ts";

const tocsin = fileURLToPath(new URL("../../packages/cli/tocsin.mjs", import.meta.url));
const PLANNED = 1_000_000;
const TRIED = 100_000;
const SAMPLE_MILLISECONDS = 100;

const policy = (severities: string) => `channels: { desk: { type: console }, list: { type: sns } }
routes:
  - { name: severe, match: { severity: [${severities}] }, channels: [desk] }
  - { name: all, match: { condition: [threat] }, channels: [list], urgency: morning }
unrouted: ignore
`;

export async function policyPlan(): Promise<readonly Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), "tocsin-bench-"));
  try {
    return [...(await plannedFigures(directory)), ...(await triedFigures(directory))];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function plannedFigures(directory: string): Promise<readonly Figure[]> {
  const file = join(directory, "policy.yaml");
  writeFileSync(file, policy("CRITICAL"));
  return withServer(PLANNED / OBSERVATIONS, async (endpoint) => {
    const args = ["policy", "plan", file, "--json", "--data-dir", directory, "--dynamodb-endpoint", endpoint];
    const { printed, ...taken } = await measured(args, 2);
    const { recorded } = JSON.parse(printed);
    if (recorded.observations !== PLANNED) throw new Error(`the plan is of ${recorded.observations} observations`);
    return figuresOf("`tocsin policy plan` over 1,000,000 recorded observations of 50,000 alerts", taken);
  });
}

async function triedFigures(directory: string): Promise<readonly Figure[]> {
  const file = join(directory, "findings.jsonl");
  writeFileSync(file, "");
  for (let n = 0; n < TRIED; n += 1000) {
    const lines = Array.from({ length: 1000 }, (_, i) => eventText(n + i, 0, shift(START, (n + i) * 20_000)));
    writeFileSync(file, `${lines.join("\n")}\n`, { flag: "a" });
  }
  const { printed, ...taken } = await measured(["trial", file, "--json"], 0);
  const { read } = JSON.parse(printed);
  if (read.alerts !== TRIED) throw new Error(`the trial is of ${read.alerts} alerts`);
  return figuresOf("`tocsin trial` of 100,000 findings", taken);
}

function figuresOf(name: string, { seconds, peakMegabytes }: Taken): readonly Figure[] {
  return [
    {
      name,
      value: `${seconds.toFixed(0)} s`,
      limit: "≤ 60 s",
      ok: seconds <= 60,
      note: "from the start of the command to its end",
    },
    {
      name: `most memory of ${name}`,
      ...{ value: `${peakMegabytes.toFixed(0)} MB`, limit: "≤ 300 MB", ok: peakMegabytes <= 300 },
      note: "resident, of the command and its threads",
    },
  ];
}

interface Taken {
  readonly seconds: number;
  readonly peakMegabytes: number;
}

/** @throws Error when the command ends otherwise than with `exitCode`. */
async function measured(args: readonly string[], exitCode: number): Promise<Taken & { readonly printed: string }> {
  const environment = { ...process.env, AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" };
  const begun = performance.now();
  const child = spawn(process.execPath, [tocsin, ...args], { stdio: ["ignore", "pipe", "inherit"], env: environment });
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => {
    printed += chunk;
  });
  const closed = once(child, "close");
  let ended: unknown;
  void closed.then(([code]) => {
    ended = code;
  });
  let peakBytes = 0;
  while (ended === undefined) {
    peakBytes = Math.max(peakBytes, residentBytes(child.pid ?? 0));
    await Promise.race([setTimeout(SAMPLE_MILLISECONDS), closed]);
  }
  if (ended !== exitCode) throw new Error(`${args[0]} ended with ${ended}, and not with ${exitCode}`);
  return { seconds: (performance.now() - begun) / 1000, peakMegabytes: peakBytes / 2 ** 20, printed };
}

async function withServer<T>(alerts: number, use: (endpoint: string) => Promise<T>): Promise<T> {
  const ids = Map.groupBy(
    Array.from({ length: alerts }, (_, n) => idOf(n)),
    idPartition,
  );
  const server = createServer(async (request, response) => {
    const answer = answerTo(String(request.headers["x-amz-target"]), await json(request), ids);
    response.writeHead(200, { "content-type": "application/x-amz-json-1.0" }).end(answer);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  try {
    return await use(`http://127.0.0.1:${address.port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function answerTo(target: string, input: unknown, ids: ReadonlyMap<string, readonly string[]>): string {
  if (target.endsWith("DescribeTable")) {
    const { GlobalSecondaryIndexes } = tableDefinition();
    return JSON.stringify({ Table: { TableName: names.alertsTable, TableStatus: "ACTIVE", GlobalSecondaryIndexes } });
  }
  if (target.endsWith("BatchGetItem")) return JSON.stringify({ Responses: {}, UnprocessedKeys: {} });
  if (!isObject(input)) throw new Error(`no input of ${target}`);
  const partition = String(Object(input.ExpressionAttributeValues)[":pk"]?.S);
  if (isAlertKey(partition)) return `{"Items":[${pastOf(alertIdOf(partition), input)}]}`;
  if (!idPartitions.includes(partition)) return '{"Items":[]}';
  const keys = (ids.get(partition) ?? []).map((id) => ({ pk: { S: `ALERT#${id}` }, sk: { S: "HEAD" } }));
  return JSON.stringify({ Items: keys });
}

/** Spread over the partitions of ids. */
function idOf(n: number): string {
  return `${(n % 256).toString(16).padStart(2, "0")}${n.toString(16).padStart(30, "0")}`;
}
