/** The operations of EventBridge that senders and authors of rules call, in AWS's JSON protocol: `PutEvents` and `TestEventPattern`. */
import { randomUUID } from "node:crypto";
import { entrySize } from "@tocsin/aws/bus";
import { EVENT_LIMIT_BYTES, hostileShape } from "@tocsin/core/event/event";
import type { Instant } from "@tocsin/core/event/instant";
import { compilePattern, PatternError } from "@tocsin/core/pattern/pattern";
import { isObject, type Json } from "@tocsin/core/text/json";
import { instantField, type Parsed, parse, refusalText } from "@tocsin/core/text/parse";
import * as v from "valibot";
import type { LocalBus } from "../bus.ts";

/** The sender's account and region, which its events get. */
interface Caller {
  readonly account: string;
  readonly region: string;
}

/** A reply over HTTP; its body is sent as JSON. */
export interface HttpReply {
  readonly status: number;
  readonly body: object;
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
const PATTERN_LIMIT_CHARACTERS = 4096;

/** The limits in AWS's own model of the request; a request that violates them fails as a whole. */
const requestEntrySchema = v.looseObject({
  EventBusName: v.optional(textOf(1, 1600)),
  TraceHeader: v.optional(textOf(1, 500)),
});
const putEventsSchema = v.object({
  Entries: v.pipe(
    // Counted before any of them is looked at.
    v.array(v.unknown()),
    v.minLength(1, "is empty"),
    v.maxLength(10, "has more than 10 entries"),
    v.array(requestEntrySchema),
  ),
});
const entrySchema = v.object({
  Source: textOf(1, 256),
  DetailType: textOf(1, 128),
  Detail: v.string(),
  Resources: v.optional(v.array(v.string()), []),
  /** Seconds since 1970. */
  Time: v.optional(instantField),
});
/** Without all of these an entry is not an event, whatever else is wrong with it. */
const REQUIRED = ["Source", "DetailType", "Detail"] as const;

function textOf(least: number, most: number) {
  return v.pipe(
    v.string(),
    v.minLength(least, "is empty"),
    v.maxLength<string, number, string>(most, `is longer than ${most} characters`),
  );
}

type Entry = v.InferOutput<typeof entrySchema>;
type EntryResult = { readonly EventId: string } | { readonly ErrorCode: string; readonly ErrorMessage: string };

/**
 * Puts the valid entries of a request on the bus, and replies for each entry.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html @throws Error when the bus takes none.
 */
export async function putEvents(
  body: string,
  { bus, now, ...caller }: Caller & { readonly bus: LocalBus; readonly now: Instant },
): Promise<HttpReply> {
  const request = parse(putEventsSchema, parsedJson(body));
  if (!request.ok) return { status: 400, body: fault("ValidationException", refusalText(request.refusal)) };
  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html
  if (!request.value.Entries.some((entry) => REQUIRED.every((name) => entry[name] != null)))
    return { status: 400, body: fault("ValidationException", "no entry has Source, DetailType and Detail") };
  const entries = request.value.Entries.map((entry) => parse(entrySchema, entry));
  if (sizeOf(entries) >= EVENT_LIMIT_BYTES) {
    return {
      status: 400,
      body: fault("ValidationException", "Total size of the entries in the request is over the limit."),
    };
  }
  const read = entries.map((entry) => envelopeOf(entry, caller, now));
  const taken = await bus.put(read.flatMap((result) => ("event" in result ? [result.event] : [])));
  let next = 0;
  const Entries = read.map((result): EntryResult => {
    if (!("event" in result)) return result;
    const problem = taken[next++]?.problem;
    return problem === undefined
      ? { EventId: result.event.id }
      : { ErrorCode: "InvalidArgument", ErrorMessage: problem };
  });
  return { status: 200, body: { FailedEntryCount: Entries.filter((entry) => "ErrorCode" in entry).length, Entries } };
}

/** An entry that is refused for another reason does not count. */
function sizeOf(entries: readonly Parsed<Entry>[]): number {
  const sizes = entries.map((entry) =>
    entry.ok ? entrySize({ ...entry.value, Time: entry.value.Time && new Date(entry.value.Time) }) : 0,
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function envelopeOf(parsed: Parsed<Entry>, { account, region }: Caller, now: Instant) {
  if (!parsed.ok) return { ErrorCode: "InvalidArgument", ErrorMessage: refusalText(parsed.refusal) };
  const { Source, DetailType, Detail, Resources, Time } = parsed.value;
  const detail = parsedJson(Detail);
  if (!isObject(detail)) {
    return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  }
  const hostile = hostileShape(detail);
  if (hostile) return { ErrorCode: "MalformedDetail", ErrorMessage: `Detail ${refusalText(hostile.refusal)}` };
  const event = {
    version: "0",
    id: randomUUID(),
    "detail-type": DetailType,
    source: Source,
    account,
    time: (Time ?? now).replace(/\.\d+Z$/, "Z"),
    region,
    resources: Resources,
    detail,
  };
  return { event };
}

/**
 * Whether the pattern matches the event, or what is wrong with either.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html
 */
export function testEventPattern(body: string): HttpReply {
  const request = parse(v.object({ EventPattern: v.string(), Event: v.string() }), parsedJson(body));
  if (!request.ok) return { status: 400, body: fault("ValidationException", refusalText(request.refusal)) };
  const { EventPattern, Event } = request.value;
  const event = parsedJson(Event);
  if (!isObject(event)) {
    return {
      status: 400,
      body: fault("ValidationException", "Parameter Event is not valid. Reason: it is not a JSON object."),
    };
  }
  try {
    if (EventPattern.length > PATTERN_LIMIT_CHARACTERS)
      throw new PatternError(
        "",
        `must have at most ${PATTERN_LIMIT_CHARACTERS} characters, not ${EventPattern.length}`,
      );
    return { status: 200, body: { Result: compilePattern(parsedJson(EventPattern))(event) } };
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return {
      status: 400,
      body: fault("InvalidEventPatternException", `Event pattern is not valid. Reason: ${error.message}`),
    };
  }
}

/** The value of a JSON text; nothing when it is no JSON. */
export function parsedJson(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An error as AWS's JSON protocol names it. */
export function fault(type: string, message: string) {
  return { __type: type, message };
}
