/** Takes a batch of poison and healthy events through the handler that a source is deployed with. */
import { isDeepStrictEqual } from "node:util";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { alertKey, observationKey } from "@tocsin/aws/alerts/alerts-schema";
import { readItems, type Table } from "@tocsin/aws/alerts/alerts-table";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { createCells } from "@tocsin/aws/alerts/cells";
import { createDeadLetters } from "@tocsin/aws/queues/dead-letters";
import { isMadeAfter, type Observation } from "@tocsin/core/alert/observation";
import { parseEventText } from "@tocsin/core/event/event";
import { instant, parseInstant } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { refusalText } from "@tocsin/core/text/parse";
import { plain } from "@tocsin/core/text/text";
import { ingestHandler } from "@tocsin/lambda/handlers/ingest";
import { context, failedOf, message, recordingTelemetry } from "@tocsin/lambda/testing/sample-batch";
import type { Reading, Source } from "@tocsin/sources/source";
import type { Case } from "./cases.ts";
import { asMessage, deadLetterQueue, type Letter, MESSAGE_LIMIT_BYTES } from "./dead-letter-queue.ts";
import { faultsOf } from "./judge.ts";
import { fieldAt } from "./path.ts";
import type { Seed } from "./seeds.ts";

export interface Batch {
  readonly source: Source;
  readonly poison: readonly Case[];
  readonly mates: readonly Seed[];
}

export interface Fault {
  readonly kind: "lost" | "doubled" | "wrong";
  readonly says: string;
}

/** Later than any seed. An event that claims to be later than `latest` is refused. */
const now = instant("2026-12-20T00:00:00Z");
const latest = instant("2026-12-21T00:00:00Z");

/** The keys of the observations in the table, with the first statement that was written there. */
export type Written = Map<string, unknown>;

/** Delivers the batch and says what is wrong with how it ended. `written` is what earlier batches wrote. */
export async function faultsOfDelivery(batch: Batch, table: Table, written: Written): Promise<readonly Fault[]> {
  const messages = messagesOf(batch);
  const queue = deadLetterQueue();
  const telemetry = recordingTelemetry();
  const handler = ingestHandler({
    administrators: "unknown",
    source: batch.source,
    alerts: createAlertsWriter(table),
    cells: createCells(table),
    findingsOfBefore: "news",
    deadLetters: createDeadLetters({ sendMessage: queue.sendMessage, queueUrl: "dead" }),
    world: async () => defaultWorld,
    reload: async () => defaultWorld,
    now: () => now,
    latest: () => latest,
    telemetry,
  });
  const Records = messages.map(({ id, body }) => message(id, body));
  const failed = failedOf(await handler({ Records }, context));
  const counted = telemetry.counted.filter((line) => line.startsWith("events ")).length;
  return [
    ...failed.map((id) => lost(`${id} is to be delivered again: ${telemetry.logged.at(-1)}`)),
    ...(counted === messages.length ? [] : [wrong(`${counted} of ${messages.length} events were counted`)]),
    ...messages.flatMap((sent) =>
      faultsOfLetters(
        sent,
        queue.letters.filter(
          (letter) => letter.messageId === sent.id || (letter.messageId === "" && letter.body === sent.body),
        ),
      ),
    ),
    ...(await faultsOfTable(messages, table, written)),
  ];
}

interface SentMessage {
  readonly id: string;
  readonly body: string;
  readonly reading: Reading;
}

/** Healthy events come before, among and after the poison. A message that is too large for a queue is left out. */
function messagesOf({ source, poison, mates }: Batch): readonly SentMessage[] {
  const bodies = poison.map(({ body }, i) => [`poison-${i}`, asMessage(body)] as const);
  const sound = mates.map(({ event }, i) => [`mate-${i}`, JSON.stringify(event)] as const);
  const half = bodies.length >> 1;
  return [
    ...sound.slice(0, 1),
    ...bodies.slice(0, half),
    ...sound.slice(1, 2),
    ...bodies.slice(half),
    ...sound.slice(2),
  ]
    .filter(([, body]) => Buffer.byteLength(body) <= MESSAGE_LIMIT_BYTES)
    .map(([id, body]) => ({ id, body, reading: readingOf(source, body) }));
}

function readingOf(source: Source, body: string): Reading {
  const event = parseEventText(body);
  return event.ok ? source.read(event.value, "unknown") : { outcome: "refused", refusal: event.refusal };
}

/** Judges what the source reads from each case. Cases that the rule does not match are left out, as no rule would deliver them. */
export function faultsOfReadings({ source, poison }: Batch): readonly Fault[] {
  return poison.flatMap((made) => {
    const value = parsedBody(made.body);
    const reading = readingOf(source, made.body);
    // The handler refuses an event of the future whatever the source reads from it.
    const isTaken = (made.seed.rule.matches(value) || !parseEventText(made.body).ok) && !isOfFuture(reading);
    return isTaken ? faultsOf(made, value, reading).map(wrong) : [];
  });
}

function faultsOfLetters({ id, body, reading }: SentMessage, letters: readonly Letter[]): readonly Fault[] {
  const reason = reasonOf(reading);
  const [letter, ...others] = letters;
  if (reason === undefined) return letter ? [wrong(`${id} was refused: ${letter.reason}`)] : [];
  if (letter === undefined) return [lost(`${id} is no dead letter: ${reason}`)];
  const faults: Fault[] = others.length > 0 ? [{ kind: "doubled", says: `${id} is a dead letter twice` }] : [];
  if (letter.body !== body) faults.push(wrong(`${id} lies in the queue changed`));
  if (isOfFuture(reading) && letter.path !== "") return [...faults, ...faultsOfLateness(letter)];
  // A body at the size limit leaves little or no room for the reason.
  const isFull = Buffer.byteLength(body) > MESSAGE_LIMIT_BYTES - 200;
  if (letter.reason !== plain(reason, 1000) && !isFull)
    faults.push(wrong(`${id} is a dead letter for ${letter.reason}, not for ${reason}`));
  return faults;
}

/** Why an event with this reading is refused; nothing when it is not. */
function reasonOf(reading: Reading): string | undefined {
  if (reading.outcome === "refused") return refusalText(reading.refusal);
  return isOfFuture(reading) ? "lies in the future" : undefined;
}

/** The field that the reason names must hold a time of the future. */
function faultsOfLateness({ reason, path, body }: Letter): readonly Fault[] {
  const at = parseInstant(fieldAt(parsedBody(body), path));
  const isBlamed = at !== undefined && at > latest && reason === `${path}: lies in the future`;
  return isBlamed ? [] : [wrong(`what lies in the future is not ${path}: ${reason}`)];
}

function isOfFuture(reading: Reading): boolean {
  return reading.outcome === "observed" && reading.observations.some(({ statement }) => isMadeAfter(statement, latest));
}

/** Each observation must be in the table as it was made, unless another one had its key before. */
async function faultsOfTable(
  messages: readonly SentMessage[],
  table: Table,
  written: Written,
): Promise<readonly Fault[]> {
  const expected = Map.groupBy(
    messages.flatMap(({ reading }) =>
      reading.outcome === "observed" && !isOfFuture(reading) ? reading.observations : [],
    ),
    keyOf,
  );
  const observations = [...expected.values()].flatMap((said) => said.slice(0, 1));
  const items = await readItems(table, observations.map(placeOf));
  return observations.flatMap((observation): Fault[] => {
    const item = items.get(placeOf(observation));
    if (item === undefined) return [lost(`an observation of ${observation.statement.title} is not in the table`)];
    const found: unknown = unmarshall(item).statement;
    const key = keyOf(observation);
    const said = written.has(key)
      ? [written.get(key)]
      : (expected.get(key) ?? []).map(({ statement }) => asStored(statement));
    written.set(key, found);
    return said.some((statement) => isDeepStrictEqual(statement, found))
      ? []
      : [wrong(`the table holds another statement: ${JSON.stringify(found)}`)];
  });
}

function placeOf({ alertId, statement }: Observation) {
  return { pk: alertKey(alertId), sk: observationKey(statement) };
}

function keyOf(observation: Observation): string {
  const { pk, sk } = placeOf(observation);
  return `${pk} ${sk}`;
}

function asStored(statement: Observation["statement"]): unknown {
  return JSON.parse(JSON.stringify(statement));
}

function parsedBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function lost(says: string): Fault {
  return { kind: "lost", says };
}

function wrong(says: string): Fault {
  return { kind: "wrong", says };
}
