/** `tocsin send`: events to a serving stack, or to a bus in AWS. */
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { createBus } from "@tocsin/aws/bus";
import { type Event, parseEvent } from "@tocsin/core/event";
import { parse, refusalText } from "@tocsin/core/parse";
import { plain } from "@tocsin/core/text";
import { NDJSON } from "@tocsin/local/bus-server";
import * as v from "valibot";
import { readInputs } from "../input/read.ts";
import { CommandError, exitCodes, shownPath, type Terminal } from "../terminal.ts";

interface SendOptions {
  readonly endpoint: string;
  readonly bus?: string;
  readonly json?: boolean;
}

interface Tally {
  sent: number;
  unmatched: number;
  readonly failures: string[];
}

const CHUNK = 100;

export async function send(files: readonly string[], options: SendOptions, terminal: Terminal): Promise<number> {
  const tally: Tally = { sent: 0, unmatched: 0, failures: [] };
  let chunk: { readonly event: Event; readonly where: string }[] = [];
  const flush = async () => {
    if (chunk.length > 0)
      await (options.bus === undefined ? toStack(chunk, options.endpoint, tally) : toAws(chunk, options.bus, tally));
    chunk = [];
  };
  for await (const input of readInputs(files, { stdin: terminal.stdin })) {
    const where = [shownPath(input.file), input.place].filter(Boolean).join(": ");
    const event = input.ok ? parseEvent(input.value) : undefined;
    if (!input.ok) tally.failures.push(`${where}: ${input.problem}`);
    else if (event?.ok === false) tally.failures.push(`${where}: ${refusalText(event.refusal)}`);
    else if (event?.ok) chunk.push({ event: event.value, where });
    if (chunk.length === CHUNK) await flush();
  }
  await flush();
  for (const failure of tally.failures) terminal.stderr.write(`${failure}\n`);
  if (options.json) terminal.stdout.write(`${JSON.stringify(tally)}\n`);
  else
    terminal.stdout.write(
      `${tally.sent} events sent${tally.unmatched > 0 ? `, ${tally.unmatched} of which no rule wants` : ""}${tally.failures.length > 0 ? `, ${tally.failures.length} not sent` : ""}.\n`,
    );
  return tally.failures.length > 0 ? exitCodes.refused : exitCodes.ok;
}

type Chunk = readonly { readonly event: Event; readonly where: string }[];

const answerSchema = v.object({
  accepted: v.number(),
  unmatched: v.number(),
  errors: v.array(v.object({ line: v.number(), problem: v.string() })),
});

async function toStack(chunk: Chunk, endpoint: string, tally: Tally): Promise<void> {
  const body = chunk.map(({ event }) => JSON.stringify({ version: "0", ...event })).join("\n");
  const request = { method: "POST", body, headers: { "content-type": NDJSON } };
  const response = await fetch(new URL("/events", endpoint), request).catch((error: unknown) => {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new CommandError(`no stack answers at ${endpoint} (${cause}): start one with \`tocsin run --serve\``);
  });
  const answered: unknown = await response.json().catch(() => undefined);
  const answer = parse(answerSchema, answered);
  if (!answer.ok) throw new CommandError(`${endpoint} answered ${response.status}${reasonIn(answered)}`);
  tally.sent += answer.value.accepted;
  tally.unmatched += answer.value.unmatched;
  for (const { line, problem } of answer.value.errors) tally.failures.push(`${chunk[line - 1]?.where}: ${problem}`);
}

function reasonIn(answered: unknown): string {
  const refusal = parse(v.object({ message: v.string() }), answered);
  return refusal.ok ? `: ${plain(refusal.value.message, 200)}` : ", and not as a stack of Tocsin does";
}

async function toAws(chunk: Chunk, busName: string, tally: Tally): Promise<void> {
  const client = new EventBridgeClient();
  try {
    const outcomes = await createBus({ client, busName }).put(chunk.map(({ event }) => event));
    for (const [i, error] of outcomes.entries()) {
      if (error === undefined) tally.sent += 1;
      else tally.failures.push(`${chunk[i]?.where}: ${error.message}`);
    }
  } finally {
    client.destroy();
  }
}
