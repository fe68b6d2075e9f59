/**
 * An event is an EventBridge envelope as delivered.
 * https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
 */
import * as v from "valibot";
import { isObject, type JsonObject } from "../text/json.ts";
import { instantField, objectField, type Parsed, parse, refused } from "../text/parse.ts";
import { isPlain } from "../text/text.ts";
import type { Instant } from "./instant.ts";

export interface Event {
  /** Unique to one emission on one bus; not known to survive a hop to another. */
  readonly id: string;
  readonly source: string;
  readonly "detail-type": string;
  /** The account that received the service's statement. An administrator receives findings about other accounts too. */
  readonly account: string;
  readonly region: string;
  readonly time: Instant;
  readonly resources: readonly string[];
  readonly detail: JsonObject;
  /** Set by EventBridge when an archive is replayed, and by a backfill, which calls it `BASELINE`. */
  readonly "replay-name"?: string | undefined;
}

/** The `replay-name` of a backfill: conditions that existed when Tocsin was installed. */
export const BASELINE = "tocsin-baseline";

/** PutEvents refuses a request of 1 MiB. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
export const EVENT_LIMIT_BYTES = 1_048_576;
/** Far beyond what any service nests, far below what overflows a stack. */
export const NESTING_LIMIT = 64;

export const accountField = v.pipe(v.string(), v.regex(/^\d{12}$/, "expected an account id of 12 digits"));
export const regionField = v.pipe(
  v.string(),
  v.regex(/^[a-z]{2}[a-z0-9-]{3,30}$/, "expected a region such as eu-west-1"),
);
const detailField = v.custom<JsonObject>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "expected an object",
);

const nameField = v.pipe(
  v.string(),
  v.check((text) => text.length > 0 && text.length <= 256, "is empty or longer than 256 characters"),
  // Ids order statements, so two that look alike must not be one.
  v.check(isPlain, "holds what cannot be shown"),
);

const eventSchema = objectField({
  id: nameField,
  source: nameField,
  "detail-type": nameField,
  account: accountField,
  region: regionField,
  time: instantField,
  // Some services leave the key out altogether.
  resources: v.optional(v.array(v.string()), []),
  detail: detailField,
  "replay-name": v.optional(v.string()),
});

/** An escaped letter of `__proto__`: JSON may escape any letter of a key. */
const ESCAPED_PROTO = /\\u00(?:5f|6f|7[024])/i;

const OF_EVENTS_ALONE = ["source", "detail-type", "detail"] as const;

/**
 * Checks the envelope; unknown fields are dropped. `detail` is passed on unchanged, for a source to check. If an object is something else
 * altogether, the refusal says that it is not an event, which helps more than its first missing field.
 */
export function parseEvent(value: unknown): Parsed<Event> {
  const parsed = parse(eventSchema, value);
  if (parsed.ok || !isObject(value) || OF_EVENTS_ALONE.some((field) => value[field] !== undefined)) return parsed;
  return refused("", "is neither an event nor anything else that is read: it has no source, detail-type or detail");
}

/**
 * Reads an event from its JSON text; refuses it if it is not JSON, is too large, or has a key `__proto__`. Deep nesting does no harm here,
 * as fields of an event are read by name.
 */
export function parseEventText(text: string): Parsed<Event> {
  // A UTF-16 unit makes at most three bytes in UTF-8, so the common case need not be counted.
  if (text.length * 3 > EVENT_LIMIT_BYTES && Buffer.byteLength(text) > EVENT_LIMIT_BYTES)
    return refused("", `is larger than ${EVENT_LIMIT_BYTES} bytes`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refused("", "is not JSON");
  }
  // Hardly any text escapes a letter, and searching for two characters takes a fraction of the expression's time.
  if (text.includes("__proto__") || (text.includes("\\u") && ESCAPED_PROTO.test(text))) {
    const hostile = hostileShape(value);
    if (hostile) return hostile;
  }
  return parseEvent(value);
}

/**
 * Looks for what no service writes but can break code: keys named `__proto__`, and nesting beyond `NESTING_LIMIT`. Returns the refusal, or
 * nothing if the shape is harmless.
 */
export function hostileShape(
  value: unknown,
): { readonly ok: false; readonly refusal: { path: string; problem: string } } | undefined {
  const pending: { value: unknown; path: string; depth: number }[] = [{ value, path: "", depth: 0 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (typeof next.value !== "object" || next.value === null) continue;
    const { path, depth } = next;
    if (depth >= NESTING_LIMIT) return refused(path, `is nested deeper than ${NESTING_LIMIT} levels`);
    if (Array.isArray(next.value)) {
      // By index: making a text for each key of a long list takes longer than looking at its element.
      for (const [i, field] of next.value.entries())
        if (typeof field === "object") pending.push({ value: field, path: `${path}[${i}]`, depth: depth + 1 });
      continue;
    }
    for (const [key, field] of Object.entries(next.value)) {
      if (key === "__proto__") return refused(pathTo(path, key), "is a key that is never accepted");
      if (typeof field === "object") pending.push({ value: field, path: pathTo(path, key), depth: depth + 1 });
    }
  }
  return undefined;
}

function pathTo(path: string, key: string): string {
  const name = key === "" ? '""' : key;
  return path === "" ? name : `${path}.${name}`;
}
