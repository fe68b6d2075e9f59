/** For the tests of sources: a source is tried on events as they arrive, and on samples with another value in a field. */

import type { Observation } from "@tocsin/core/alert/observation";
import { type Event, parseEvent } from "@tocsin/core/event/event";
import { compilePattern } from "@tocsin/core/pattern/pattern";
import type { JsonObject } from "@tocsin/core/text/json";
import { refusalText } from "@tocsin/core/text/parse";
import type { Administrators } from "../administrators.ts";
import type { Source } from "../source.ts";

/** A value that is no event, or gives no observation where one is expected, fails the test. */
export function tryOut(source: Source) {
  const read = (value: unknown, administrators: Administrators = "unknown") =>
    source.read(eventOf(value), administrators);

  function observations(value: unknown): readonly Observation[] {
    const reading = read(value);
    if (reading.outcome !== "observed") throw new Error(`not observed: ${JSON.stringify(reading)}`);
    return reading.observations;
  }

  /** The only observation of the event. */
  function only(value: unknown): Observation {
    const [first, ...others] = observations(value);
    if (first === undefined || others.length > 0) throw new Error("expected exactly one observation");
    return first;
  }

  return { matches: compilePattern(source.pattern), read, observations, only };
}

export function eventOf(value: unknown): Event {
  const parsed = parseEvent(value);
  if (!parsed.ok) throw new Error(`no event: ${refusalText(parsed.refusal)}`);
  return parsed.value;
}

/** The sample with fields of its detail replaced; `undefined` takes a field out. */
export function withDetail<S extends { readonly detail: object }>(
  sample: S,
  fields: object,
): Omit<S, "detail"> & { readonly detail: JsonObject } {
  return JSON.parse(JSON.stringify({ ...sample, detail: { ...sample.detail, ...fields } }));
}

/** The values of all fields, at whatever depth, and `value` itself as the last. */
export function fieldsOf(value: unknown): readonly unknown[] {
  const fields: unknown[] = [];
  JSON.parse(JSON.stringify(value), (_key, field) => {
    fields.push(field);
    return field;
  });
  return fields;
}

/** `value` with its nth field, in the order of `fieldsOf`, replaced, or taken out by `undefined`. */
export function withField(value: unknown, nth: number, replacement: unknown): unknown {
  let seen = 0;
  return JSON.parse(JSON.stringify(value), (_key, field) => (seen++ === nth ? replacement : field));
}
