/** From a value found in the input to envelopes that may be events: their fields are `parseEvent`'s to check. */
import { EVENT_LIMIT_BYTES, hostileShape } from "@tocsin/core/event";
import type { JsonObject } from "@tocsin/core/json";
import { refusalText } from "@tocsin/core/parse";
import { envelopeOf, isCloudTrailRecord } from "./cloudtrail.ts";

export type Candidate =
  | { readonly place: string; readonly value: JsonObject }
  | { readonly place: string; readonly problem: string };

/** A JSON value and where it stands. */
export interface Found {
  readonly place: string;
  readonly value: unknown;
  /** Its text has no more bytes than this, though it may have fewer. */
  readonly bytesAtMost: number;
}

/** One for an event or a bare CloudTrail record, one per record for a CloudTrail log file. */
export function* candidatesOf({ place, value, bytesAtMost }: Found): Generator<Candidate> {
  const records = recordsOf(value);
  if (!records) {
    yield candidate({ place, value, bytesAtMost });
    return;
  }
  for (const [index, record] of records.entries()) {
    const at = placeWithin(place, index);
    if (isObject(record) && !isCloudTrailRecord(record)) yield { place: at, problem: "is not a CloudTrail record" };
    else yield candidate({ place: at, value: record, bytesAtMost });
  }
}

/** `[3]`, or `line 12 [3]`. */
export function placeWithin(place: string, index: number): string {
  return place === "" ? `[${index}]` : `${place} [${index}]`;
}

function recordsOf(value: unknown): readonly unknown[] | undefined {
  if (!isObject(value) || value["detail-type"] !== undefined) return undefined;
  return Array.isArray(value.Records) ? value.Records : undefined;
}

function candidate({ place, value, bytesAtMost }: Found): Candidate {
  if (!isObject(value)) return { place, problem: `is ${kindOf(value)}, not a JSON object` };
  const hostile = hostileShape(value);
  if (hostile) return { place, problem: refusalText(hostile.refusal) };
  // Written again only where it can matter; and only now, since a hostile depth would overflow the writer's stack.
  if (bytesAtMost > EVENT_LIMIT_BYTES && Buffer.byteLength(JSON.stringify(value)) > EVENT_LIMIT_BYTES)
    return { place, problem: `is larger than ${EVENT_LIMIT_BYTES} bytes, the most that EventBridge takes` };
  return { place, value: isCloudTrailRecord(value) ? envelopeOf(value) : value };
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return `a ${typeof value}`;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
