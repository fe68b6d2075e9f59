/** Makes envelopes of values found in the input, out of what they are wrapped in. Whether they are events is for `parseEvent` to check. */
import { EVENT_LIMIT_BYTES, hostileShape } from "@tocsin/core/event/event";
import { isObject, type Json, type JsonObject } from "@tocsin/core/text/json";
import { refusalText } from "@tocsin/core/text/parse";
import { eventOfFinding, problemOfFinding } from "@tocsin/sources/exported";
import { isOwnFinding } from "@tocsin/sources/securityhub/own-finding";
import { envelopeOf, isCloudTrailRecord } from "./cloudtrail.ts";
import { valuesOfText } from "./document.ts";
import { type Found, joined, placeWithin } from "./found.ts";
import { type Content, contentOf } from "./wrapper.ts";

export type Candidate =
  | { readonly place: string; readonly value: JsonObject }
  | { readonly place: string; readonly problem: string };

/** What a list may hold, beside messages with an event in them. */
interface Member {
  /** Gives `undefined` for what is none. */
  readonly eventOf: (value: JsonObject) => JsonObject | undefined;
  readonly problem: string;
}

const record: Member = {
  eventOf: (value) => (isCloudTrailRecord(value) ? envelopeOf(value) : undefined),
  problem: "is neither a CloudTrail record nor a message that holds an event",
};
const message: Member = { eventOf: () => undefined, problem: "is not a message of SQS" };
const firehoseRecord: Member = { eventOf: () => undefined, problem: "is not a record of Firehose" };
const finding: Member = { eventOf: eventOfFinding, problem: "is not a finding of a service that Tocsin reads" };
const lookedUp: Member = {
  eventOf: () => undefined,
  problem: "is no event of CloudTrail: it has no CloudTrailEvent",
};
const anything: Member = {
  eventOf: (value) =>
    value["detail-type"] === undefined ? (record.eventOf(value) ?? finding.eventOf(value) ?? value) : value,
  problem: "",
};

/** By the name of the list: the APIs of GuardDuty answer `Findings`, those of Inspector and Macie `findings`, CloudTrail's `Events`. */
const lists: readonly (readonly [name: string, member: Member])[] = [
  ["Records", record],
  ["records", firehoseRecord],
  ["Messages", message],
  ["Events", lookedUp],
  ["Findings", finding],
  ["findings", finding],
];

/**
 * One for an event, a bare CloudTrail record or a finding; one per member for a CloudTrail log file, a list of findings or of
 * messages. A message may hold any of these in turn.
 */
export function* candidatesOf({ place, value, bytesAtMost }: Found): Generator<Candidate> {
  const list = listIn(value);
  if (!list) yield* candidatesOfOne({ place, value, bytesAtMost }, anything);
  else
    for (const [index, member] of list.values.entries())
      yield* candidatesOfOne({ place: placeWithin(place, index), value: member, bytesAtMost }, list.member);
}

function* candidatesOfOne(found: Found, member: Member): Generator<Candidate> {
  const { place, value, bytesAtMost } = found;
  const content = isObject(value) && value["detail-type"] === undefined ? contentOf(value) : undefined;
  if (content === undefined) yield candidate(found, member);
  else if ("problem" in content) yield { place, problem: content.problem };
  else if ("text" in content) yield* candidatesWithin(place, content);
  else yield* candidatesInValue({ place, value: content.value, bytesAtMost });
}

/** Looked at first: values within values, each in a wrapper, could be nested without end. */
function* candidatesInValue({ place, value, bytesAtMost }: Found): Generator<Candidate> {
  const hostile = hostileShape(value);
  if (hostile) yield { place, problem: refusalText(hostile.refusal) };
  else if (!Array.isArray(value)) yield* candidatesOf({ place, value, bytesAtMost });
  else
    for (const [index, member] of value.entries())
      yield* candidatesOf({ place: placeWithin(place, index), value: member, bytesAtMost });
}

/** Each message is smaller than what is around it, so this ends. */
function* candidatesWithin(place: string, { field, text }: Extract<Content, { text: string }>): Generator<Candidate> {
  const isOneLine = !text.trim().includes("\n");
  for (const reading of valuesOfText(text, { firstLine: 1, broken: false })) {
    if (!("problem" in reading)) yield* candidatesOf({ ...reading, place: joined(place, reading.place) });
    else
      yield {
        place: isOneLine ? place : joined(place, reading.place),
        problem: `its ${field} ${reading.problem}`,
      };
  }
}

function listIn(value: Json): { readonly values: readonly Json[]; readonly member: Member } | undefined {
  if (!isObject(value) || value["detail-type"] !== undefined) return undefined;
  for (const [name, member] of lists) {
    const values = value[name];
    if (Array.isArray(values)) return { values, member };
  }
  return undefined;
}

function candidate({ place, value, bytesAtMost }: Found, { eventOf, problem }: Member): Candidate {
  if (!isObject(value)) return { place, problem: `is ${kindOf(value)}, not a JSON object` };
  const hostile = hostileShape(value);
  if (hostile) return { place, problem: refusalText(hostile.refusal) };
  // Serialized only where it can matter, and only here: a value that is nested too deeply would overflow the stack.
  if (bytesAtMost > EVENT_LIMIT_BYTES && Buffer.byteLength(JSON.stringify(value)) > EVENT_LIMIT_BYTES)
    return { place, problem: `is larger than ${EVENT_LIMIT_BYTES} bytes, the most that EventBridge takes` };
  if (isOwnFinding(value)) return { place, problem: OWN };
  const event = eventOf(value);
  if (event === undefined) return { place, problem };
  const refusal = value["detail-type"] === undefined ? problemOfFinding(value) : undefined;
  return refusal === undefined ? { place, value: event } : { place, problem: refusalText(refusal) };
}

const OWN = "is a finding that Tocsin itself wrote, of an alert that it knows: it is never read back";

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return `a ${typeof value}`;
}
