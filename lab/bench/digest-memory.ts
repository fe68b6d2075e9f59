/**
 * The memory and the time that the digests of a week take, and how both grow. A server answers a process of its own as DynamoDB would: with
 * pages of an index of open alerts and of one of log entries.
 */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { digestPage } from "./digest-pages.ts";
import type { Figure } from "./measure.ts";

const LIMIT_MEGABYTES = 256;
/** Ten times as many alerts take at most so many times ten times the processor time, apart from what the process takes by itself. */
const MOST_GROWTH = 1.5;
/**
 * Node, its modules and what is read at a time take some 100 of 256 MB beside the heap. By default Node takes its limits from the
 * machine's memory and keeps garbage for longer, so that the figure would be of the machine.
 */
const HEAP = ["--max-semi-space-size=2", "--max-old-space-size=130"];
const child = fileURLToPath(new URL("digest-process.ts", import.meta.url));
const NUMBERS = [1_000, 10_000, 100_000] as const;
const OWNERS = 500;

interface Measured {
  readonly megabytes: number;
  readonly seconds: number;
}

export async function digestMemory(): Promise<readonly Figure[]> {
  const [some, more, most] = [await digestOf(NUMBERS[0]), await digestOf(NUMBERS[1]), await digestOf(NUMBERS[2])];
  // What ten times as many add, so that the start of the process is in neither.
  const growth = (most.seconds - more.seconds) / (more.seconds - some.seconds) / 10;
  const name = `digests of ${NUMBERS[2].toLocaleString("en")} open alerts with eleven log entries of the quarter each, and ${OWNERS} editions`;
  const each = [some, more, most];
  return [
    {
      name: `peak memory of the ${name}`,
      value: `${most.megabytes.toFixed(0)} MB`,
      limit: `≤ ${LIMIT_MEGABYTES} MB`,
      ok: most.megabytes <= LIMIT_MEGABYTES,
      note: `resident, in a process of its own with ${HEAP.join(" ")}; ${told(each, ({ megabytes }) => `${megabytes.toFixed(0)} MB`)}`,
    },
    {
      name: `processor time of the ${name}, an alert, against a tenth as many`,
      value: `${growth.toFixed(2)} ×`,
      limit: `≤ ${MOST_GROWTH} ×`,
      ok: growth <= MOST_GROWTH,
      note: told(each, ({ seconds }) => `${seconds.toFixed(1)} s`),
    },
  ];
}

function told(measured: readonly Measured[], show: (one: Measured) => string): string {
  return measured.map((one, i) => `${show(one)} of ${NUMBERS[i]?.toLocaleString("en")}`).join(", ");
}

/** The most memory and the least time of two runs: a busy machine makes a run longer, never shorter. */
async function digestOf(alerts: number): Promise<Measured> {
  const [one, other] = [await runOf(alerts), await runOf(alerts)];
  return { megabytes: Math.max(one.megabytes, other.megabytes), seconds: Math.min(one.seconds, other.seconds) };
}

/** @throws Error when the report is not of so many alerts: then nothing was measured. */
async function runOf(alerts: number): Promise<Measured> {
  const server = createServer(async (request, response) => {
    const answer = digestPage(await json(request), alerts, OWNERS);
    response.writeHead(200, { "content-type": "application/x-amz-json-1.0" }).end(answer);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  try {
    const endpoint = `http://127.0.0.1:${address.port}`;
    const { stdout } = await promisify(execFile)(process.execPath, [...HEAP, child, endpoint, String(OWNERS)]);
    const { open, inEditions, entries, kilobytes, seconds } = JSON.parse(stdout);
    if (open !== alerts || inEditions !== alerts) throw new Error(`${open} alerts are open, ${inEditions} in editions`);
    if (entries === 0) throw new Error("no entry of the week was read");
    return { megabytes: kilobytes / 1024, seconds };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
