/** Makes envelopes of values found in the input. Whether they are events is for `parseEvent` to check. */
import { EVENT_LIMIT_BYTES, hostileShape } from "@tocsin/core/event/event";
import { isObject, type Json, type JsonObject } from "@tocsin/core/text/json";
import { refusalText } from "@tocsin/core/text/parse";
import { eventOfFinding } from "@tocsin/sources/exported";
import { envelopeOf, isCloudTrailRecord } from "./cloudtrail.ts";

export type Candidate =
  | { readonly place: string; readonly value: JsonObject }
  | { readonly place: string; readonly problem: string };

/** A JSON value and where it stands. */
export interface Found {
  readonly place: string;
  readonly value: Json;
  /** Its text has no more bytes than this, though it may have fewer. */
  readonly bytesAtMost: number;
}

/** What a list may hold. */
interface Member {
  /** Gives `undefined` for what is none. */
  readonly eventOf: (value: JsonObject) => JsonObject | undefined;
  readonly problem: string;
}

const record: Member = {
  eventOf: (value) => (isCloudTrailRecord(value) ? envelopeOf(value) : undefined),
  problem: "is not a CloudTrail record",
};
const finding: Member = { eventOf: eventOfFinding, problem: "is not a finding of a service that Tocsin reads" };
const anything: Member = {
  eventOf: (value) =>
    value["detail-type"] === undefined ? (record.eventOf(value) ?? finding.eventOf(value) ?? value) : value,
  problem: "",
};

/** By the name of the list: the APIs of GuardDuty answer `Findings`, those of Inspector and Macie `findings`. */
const lists: readonly (readonly [name: string, member: Member])[] = [
  ["Records", record],
  ["Findings", finding],
  ["findings", finding],
];

/** One for an event, a bare CloudTrail record or a finding; one per member for a CloudTrail log file or a list of findings. */
export function* candidatesOf({ place, value, bytesAtMost }: Found): Generator<Candidate> {
  const list = listIn(value);
  if (!list) yield candidate({ place, value, bytesAtMost }, anything);
  else
    for (const [index, member] of list.values.entries())
      yield candidate({ place: placeWithin(place, index), value: member, bytesAtMost }, list.member);
}

/** `[3]`, or `line 12 [3]`. */
export function placeWithin(place: string, index: number): string {
  return place === "" ? `[${index}]` : `${place} [${index}]`;
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
  const event = eventOf(value);
  return event === undefined ? { place, problem } : { place, value: event };
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return `a ${typeof value}`;
}
