/** `tocsin send`: events to a serving stack, or to a bus in AWS. */
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { createBus } from "@tocsin/aws/bus";
import { type Event, parseEvent } from "@tocsin/core/event/event";
import { refusalText } from "@tocsin/core/text/parse";
import { readInputs } from "../input/read.ts";
import { amountOf, CommandError, exitCodes, shownPath, type Terminal } from "../output/terminal.ts";
import { putToStack } from "../stack/stack-client.ts";

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
  const fail = (failure: string) => {
    tally.failures.push(failure);
    terminal.stderr.write(`${failure}\n`);
  };
  let chunk: { readonly event: Event; readonly where: string }[] = [];
  const flush = async () => {
    const put = () =>
      options.bus === undefined
        ? toStack(chunk, options.endpoint, tally, fail)
        : toAws(chunk, options.bus, tally, fail);
    if (chunk.length > 0) await put().catch((error: unknown) => stopAfter(tally, error));
    chunk = [];
  };
  for await (const input of readInputs(files, { stdin: terminal.stdin })) {
    const where = [shownPath(input.file), input.place].filter(Boolean).join(": ");
    const event = input.ok ? parseEvent(input.value) : undefined;
    if (!input.ok) fail(`${where}: ${input.problem}`);
    else if (event?.ok === false) fail(`${where}: ${refusalText(event.refusal)}`);
    else if (event?.ok) chunk.push({ event: event.value, where });
    if (chunk.length === CHUNK) await flush();
  }
  await flush();
  if (options.json) terminal.stdout.write(`${JSON.stringify(tally)}\n`);
  else
    terminal.stdout.write(
      `${amountOf(tally.sent, "event")} sent${tally.unmatched > 0 ? `, ${tally.unmatched} of which no rule wants` : ""}${tally.failures.length > 0 ? `, ${tally.failures.length} not sent` : ""}.\n`,
    );
  return tally.failures.length > 0 ? exitCodes.refused : exitCodes.ok;
}

/** Says how much was sent, so that the user knows where the rest begins. */
function stopAfter({ sent }: Tally, error: unknown): never {
  if (sent === 0) throw error;
  const problem = error instanceof Error ? error.message : String(error);
  throw new CommandError(
    `${problem}; ${amountOf(sent, "event")} sent before. Run it again: what is sent twice changes nothing`,
  );
}

/** Reports at once what was not sent, whatever happens later. */
type Fail = (failure: string) => void;
type Chunk = readonly { readonly event: Event; readonly where: string }[];

async function toStack(chunk: Chunk, endpoint: string, tally: Tally, fail: Fail): Promise<void> {
  const { accepted, unmatched, refused } = await putToStack(
    chunk.map(({ event }) => event),
    endpoint,
  );
  tally.sent += accepted;
  tally.unmatched += unmatched;
  for (const { index, problem } of refused) fail(`${chunk[index]?.where}: ${problem}`);
}

async function toAws(chunk: Chunk, busName: string, tally: Tally, fail: Fail): Promise<void> {
  const client = new EventBridgeClient();
  try {
    const outcomes = await createBus({ client, busName }).put(chunk.map(({ event }) => event));
    for (const [i, error] of outcomes.entries()) {
      if (error === undefined) tally.sent += 1;
      else fail(`${chunk[i]?.where}: ${error.message}`);
    }
  } finally {
    client.destroy();
  }
}
