/** A serving stack, as a command talks to it. */
import { batches } from "@tocsin/aws/batches";
import { parse } from "@tocsin/core/text/parse";
import { plain } from "@tocsin/core/text/text";
import { NDJSON } from "@tocsin/local/servers/bus-server";
import * as v from "valibot";
import { CommandError } from "../output/terminal.ts";

export interface Taken {
  readonly accepted: number;
  /** Accepted, but no rule wants them. */
  readonly unmatched: number;
  /** What was refused, by its place among the events. */
  readonly refused: readonly { readonly index: number; readonly problem: string }[];
}

/** Half of what a serving stack takes in one request. */
const LIMITS = { entries: 100, bytes: 8 * 1024 * 1024 };

const answerSchema = v.object({
  accepted: v.number(),
  unmatched: v.number(),
  errors: v.array(v.object({ line: v.number(), problem: v.string() })),
});
type StackAnswer = v.InferOutput<typeof answerSchema>;

/** Sends whole events to the stack at `endpoint`. @throws CommandError when none answers there. */
export async function putToStack(events: readonly object[], endpoint: string): Promise<Taken> {
  const lines = events.map((event) => JSON.stringify({ version: "0", ...event }));
  let accepted = 0;
  let unmatched = 0;
  let before = 0;
  const refused: { index: number; problem: string }[] = [];
  for (const batch of batches(lines, LIMITS, Buffer.byteLength)) {
    const answer = await post(batch.join("\n"), endpoint);
    accepted += answer.accepted;
    unmatched += answer.unmatched;
    for (const { line, problem } of answer.errors) refused.push({ index: before + line - 1, problem });
    before += batch.length;
  }
  return { accepted, unmatched, refused };
}

/** The same, giving for each event in order why it was refused, if it was. */
export function toStack(endpoint: string): (events: readonly object[]) => Promise<readonly (string | undefined)[]> {
  return async (events) => {
    const { refused } = await putToStack(events, endpoint);
    const problems = new Map(refused.map(({ index, problem }) => [index, problem]));
    return events.map((_, i) => problems.get(i));
  };
}

async function post(body: string, endpoint: string): Promise<StackAnswer> {
  const request = { method: "POST", body, headers: { "content-type": NDJSON } };
  const response = await fetch(new URL("/events", endpoint), request).catch((error: unknown) => {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new CommandError(`no stack answers at ${endpoint} (${cause}): start one with \`tocsin run --serve\``);
  });
  const answered: unknown = await response.json().catch(() => undefined);
  const answer = parse(answerSchema, answered);
  if (!answer.ok) throw new CommandError(`${endpoint} answered ${response.status}${reasonIn(answered)}`);
  return answer.value;
}

function reasonIn(answered: unknown): string {
  const refusal = parse(v.object({ message: v.string() }), answered);
  return refusal.ok ? `: ${plain(refusal.value.message, 200)}` : ", and not as a stack of Tocsin does";
}
