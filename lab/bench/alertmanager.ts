/** Debian's `prometheus-alertmanager`, fed with as many alerts at once, which it tells a webhook of as on-call does: at once, then every minute. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { json } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { listenOnLoopback } from "@tocsin/local/servers/own-machine";
import { freePort } from "../processes/processes.ts";
import { criticalText } from "./finding.ts";
import { type Usage, usageOf } from "./process-tree.ts";

export interface AlertmanagerRun extends Usage {
  readonly messages: number;
  /** From the first alert to the message that has all of them. */
  readonly seconds: number;
}

const BATCH = 100;
const READY_MILLISECONDS = 10_000;

/** Where it is installed, of the directories of a PATH; nothing, where it is in none. */
export function findAlertmanager(path: string): string | undefined {
  const files = path
    .split(delimiter)
    .flatMap((directory) => (directory === "" ? [] : [join(directory, "prometheus-alertmanager")]));
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** @throws Error when it does not start, or does not tell of all within two pauses. */
export async function alertmanagerStorm(
  binary: string,
  alerts: number,
  pauseSeconds: number,
): Promise<AlertmanagerRun> {
  await using running = new AsyncDisposableStack();
  const receiver = await countingReceiver(alerts, running);
  const directory = mkdtempSync(join(tmpdir(), "tocsin-bench-alertmanager-"));
  running.defer(() => rmSync(directory, { recursive: true, force: true }));
  const { endpoint, pid } = await start(binary, directory, configuration(receiver.url, pauseSeconds), running);
  const from = performance.now();
  for (let n = 0; n < alerts; n += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, alerts - n) }, (_, i) => alertOf(n + i));
    await postJson(`${endpoint}/api/v2/alerts`, batch);
  }
  const deadline = setTimeout(2 * pauseSeconds * 1000, undefined, { ref: false });
  await Promise.race([
    receiver.hasAll,
    deadline.then(() => Promise.reject(new Error("Alertmanager did not tell of all alerts"))),
  ]);
  const seconds = (performance.now() - from) / 1000;
  return { messages: receiver.messages(), seconds, ...usageOf(pid) };
}

/** The same groups, and the same waits: none before the first message, and so long between two. */
function configuration(url: string, pauseSeconds: number): string {
  return JSON.stringify({
    route: {
      receiver: "desk",
      group_by: ["condition", "account"],
      group_wait: "0s",
      group_interval: `${pauseSeconds}s`,
      repeat_interval: "4h",
    },
    receivers: [{ name: "desk", webhook_configs: [{ url }] }],
  });
}

function alertOf(n: number) {
  const { account, region, detail } = JSON.parse(criticalText(n));
  return {
    labels: { alertname: detail.type, condition: "threat", severity: "CRITICAL", account, region, finding: detail.id },
    annotations: { title: detail.title, summary: detail.description },
  };
}

async function countingReceiver(alerts: number, running: AsyncDisposableStack) {
  const all = Promise.withResolvers<void>();
  let messages = 0;
  const server = createServer(async (request, response) => {
    const message = await json(request);
    messages += 1;
    response.writeHead(200).end();
    if (
      message instanceof Object &&
      "alerts" in message &&
      Array.isArray(message.alerts) &&
      message.alerts.length === alerts
    )
      all.resolve();
  });
  const url = await listenOnLoopback(server, 0);
  running.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url, hasAll: all.promise, messages: () => messages };
}

async function start(binary: string, directory: string, configured: string, running: AsyncDisposableStack) {
  // YAML takes JSON.
  const file = join(directory, "alertmanager.yml");
  writeFileSync(file, configured);
  const address = `127.0.0.1:${await freePort()}`;
  const args = [`--config.file=${file}`, `--storage.path=${directory}`, `--web.listen-address=${address}`];
  const child = spawn(binary, [...args, "--cluster.listen-address="], { stdio: ["ignore", "ignore", "pipe"] });
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => {
    complaint = `${complaint}${chunk}`.slice(-2000);
  });
  running.defer(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    await once(child, "exit");
  });
  const endpoint = `http://${address}`;
  const deadline = performance.now() + READY_MILLISECONDS;
  while (!(await isReady(endpoint))) {
    if (performance.now() > deadline || child.exitCode !== null)
      throw new Error(`${binary} did not start: ${complaint}`);
    await setTimeout(50);
  }
  return { endpoint, pid: child.pid ?? 0 };
}

async function isReady(endpoint: string): Promise<boolean> {
  try {
    return (await fetch(`${endpoint}/-/ready`)).ok;
  } catch {
    return false;
  }
}

async function postJson(url: string, body: unknown): Promise<void> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  await answer.text();
}
