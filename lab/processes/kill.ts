/**
 * Kills `tocsin run --serve` again and again under load, as `kill -9` does, and starts it anew. What it accepted must be in the table as
 * if nothing had happened, and the channel must have been told of every group what is.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type Instant, shift } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import { systemNow } from "@tocsin/lambda/runtime/system-clock";
import { NDJSON } from "@tocsin/local/servers/bus-server";
import { startDynamodb } from "@tocsin/local/servers/dynamodb";
import { startMessagingServer } from "@tocsin/local/servers/messaging-server";
import type { Notification } from "@tocsin/oncall/notification";
import { policyFrom } from "../../packages/cli/policy-file.ts";
import { createRandom, type Random } from "../../packages/cli/simulate/random.ts";
import { inDirectory } from "../../test/support/terminal.ts";
import type { Outcome, Scale } from "../outcome.ts";
import { comparedTables, comparedTellings, type Differences, regressedText, together } from "../world/comparison.ts";
import { type Receiver, startReceiver } from "../world/receiver.ts";
import { type StoredAlert, storedAlerts } from "../world/table-content.ts";
import { type CommandProcess, freePort, startCommand } from "./processes.ts";
import { simulatedEvents } from "./simulated-events.ts";

const scales = {
  short: { kills: 3, days: 1, ofAccounts: 2, seed: 5 },
  long: { kills: 25, days: 7, ofAccounts: 1, seed: 5 },
} as const;
const CHANNEL = "desk";
/** Events in a request, and requests at a time. */
const CHUNK = 5;
const SENDERS = 3;
/** Longer than a process needs for its share of the load, so that some kills hit it at rest. */
const LONGEST_LIFE_MILLISECONDS = 1200;
const WHILE_STARTING = 0.2;
const START_MILLISECONDS = 1500;

/** Longer than what a process has claimed holds after its death: the next one need not wait for it by the machine's clock. */
const BETWEEN_LIVES_MILLISECONDS = 2 * 60 * 1000;

/** A module that sets the clock of a process ahead. */
const clockAhead = (milliseconds: number): string =>
  `data:text/javascript,${encodeURIComponent(`const now = Date.now; Date.now = () => now() + ${milliseconds};`)}`;

export async function killed(scale: Scale): Promise<Outcome> {
  const { kills, days, ofAccounts, seed } = scales[scale];
  const events = loadOf(days, ofAccounts);
  return inDirectory(async (directory) => {
    const undisturbed = await runOf(join(directory, "undisturbed"), events, 0, createRandom(seed));
    const disturbed = await runOf(join(directory, "disturbed"), events, kills, createRandom(seed));
    const { lost, doubled, wrong } = compared(undisturbed, disturbed);
    return {
      promise: 1,
      experiment: "kill -9 of a serving stack at random moments under load, and its restart",
      tried: `${kills} kills over ${events.length} events; ${regressedText([undisturbed.shown, disturbed.shown])}`,
      lost: lost.length,
      doubled: doubled.length,
      wrong: wrong.length,
      seed,
      failures: [...lost, ...doubled, ...wrong].slice(0, 10),
    };
  });
}

/** Some days of the simulated organization. Every twentieth event is malformed. */
function loadOf(days: number, ofAccounts: number): readonly string[] {
  return simulatedEvents(days, ofAccounts).map((event, i) =>
    JSON.stringify(i % 20 === 7 ? { ...event, account: 12 } : event),
  );
}

interface Run {
  readonly policy: Policy;
  readonly stored: readonly StoredAlert[];
  /** In the order in which it arrived. */
  readonly shown: readonly Notification[];
  /** By the clock of the last process. */
  readonly endedAt: Instant;
  /** The bodies of the dead letters, without duplicates: an event that was sent twice may be there twice. */
  readonly deadLetters: ReadonlySet<string>;
}

async function runOf(directory: string, events: readonly string[], kills: number, random: Random): Promise<Run> {
  const receiver = await startReceiver();
  try {
    const policyFile = `${directory}.yaml`;
    await writeFile(policyFile, policyText(receiver));
    const port = await freePort();
    const start = (life: number) =>
      startCommand(
        ["run", "--serve", "--port", String(port), "--data-dir", directory, "--policy", policyFile, "--json"],
        { TOCSIN_SECRET_DESK: "secret" },
        { nodeOptions: ["--import", clockAhead(life * BETWEEN_LIVES_MILLISECONDS)] },
      );
    await feed({ start, endpoint: `http://127.0.0.1:${port}`, events, kills, random });
    return {
      policy: await policyFrom(policyFile, process.stderr),
      shown: receiver.sent,
      endedAt: shift(systemNow(), kills * BETWEEN_LIVES_MILLISECONDS),
      ...(await leftIn(directory)),
    };
  } finally {
    receiver.stop();
  }
}

const policyText = ({ url }: Receiver) => `
channels:
  ${CHANNEL}: { type: webhook, url: "${url}", signingSecret: "env:TOCSIN_SECRET_DESK", allowPrivateAddresses: true }
routes:
  - name: what matters
    match: { severity: [MEDIUM, HIGH, CRITICAL] }
    channels: [${CHANNEL}]
    urgency: now
    group: alert
unrouted: ignore
`;

interface Feeding {
  /** Starts the stack for the nth time, from 0 on. */
  readonly start: (life: number) => CommandProcess;
  readonly endpoint: string;
  readonly events: readonly string[];
  readonly kills: number;
  readonly random: Random;
}

/** Each process gets its share of the load and the requests that earlier ones did not answer. The last one is not killed. */
async function feed({ start, endpoint, events, kills, random }: Feeding): Promise<void> {
  const chunks = Array.from({ length: Math.ceil(events.length / CHUNK) }, (_, i) =>
    events.slice(i * CHUNK, (i + 1) * CHUNK).join("\n"),
  );
  const share = Math.ceil(chunks.length / (kills + 1));
  let waiting: readonly string[] = [];
  for (let life = 0; life < kills; life += 1) {
    const stack = start(life);
    if (random.chance(WHILE_STARTING)) {
      await setTimeout(random.integer(0, START_MILLISECONDS));
      await stack.kill();
      continue;
    }
    await stack.shows("Serving");
    const death = setTimeout(random.integer(0, LONGEST_LIFE_MILLISECONDS)).then(() => stack.kill());
    waiting = await unanswered(endpoint, [...waiting, ...chunks.splice(0, share)]);
    await death;
  }
  const last = start(kills);
  await last.shows("Serving");
  // A connection that was kept open to the process before breaks at its first use.
  const left = await unanswered(endpoint, await unanswered(endpoint, [...waiting, ...chunks]));
  if (left.length > 0) throw new Error(`a stack that nobody killed did not answer ${left.length} requests`);
  last.interrupt();
  const { exitCode, stderr } = await last.ended;
  if (exitCode === null || exitCode > 1) throw new Error(`the last run ended with ${exitCode}: ${stderr}`);
}

/** Sends each chunk once, and gives those without an answer, which the stack may have accepted or not. */
async function unanswered(endpoint: string, chunks: readonly string[]): Promise<readonly string[]> {
  const left: string[] = [];
  const queue = [...chunks];
  const sender = async () => {
    for (let body = queue.shift(); body !== undefined; body = queue.shift()) {
      const request = { method: "POST", body, headers: { "content-type": NDJSON } };
      const isTaken = await fetch(`${endpoint}/events`, request).then(
        (response) => response.ok,
        () => false,
      );
      if (!isTaken) left.push(body);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  return left;
}

async function leftIn(directory: string): Promise<Pick<Run, "stored" | "deadLetters">> {
  const dynamodb = await startDynamodb({
    databaseFile: join(directory, "alerts.db"),
    searchPath: process.env.PATH ?? "",
  });
  const messaging = await startMessagingServer({ region: "eu-central-1", directory });
  try {
    const deadLetters = new Set<string>();
    for (const queue of messaging.sizes().keys())
      for (const { body } of messaging.waiting(queue)) deadLetters.add(`${queue}: ${body}`);
    return { stored: await storedAlerts(dynamodb.endpoint), deadLetters };
  } finally {
    await messaging.stop();
    await dynamodb.stop();
  }
}

function compared(expected: Run, found: Run): Differences {
  const { policy } = expected;
  return together(
    comparedTables(expected.stored, found.stored, policy),
    comparedTellings(expected.stored, expected.shown, policy, { channel: CHANNEL, at: expected.endedAt }),
    comparedTellings(found.stored, found.shown, policy, { channel: CHANNEL, at: found.endedAt }),
    {
      lost: [...expected.deadLetters.difference(found.deadLetters)].map((letter) => `no dead letter ${letter}`),
      doubled: [],
      wrong: [...found.deadLetters.difference(expected.deadLetters)].map((letter) => `a dead letter ${letter}`),
    },
  );
}
