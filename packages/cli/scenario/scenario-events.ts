/** The events of a step: as they are written, with what every event has filled in from the step. */
import { parseEvent } from "@tocsin/core/event/event";
import type { Instant } from "@tocsin/core/event/instant";
import { isObject, type Json, type JsonObject } from "@tocsin/core/text/json";
import type { Refusal } from "@tocsin/core/text/parse";
import { asJson } from "../policy-file.ts";
import type { WrittenStep } from "./scenario-schema.ts";

/** The events that stand in the step itself, each with its path below the step; `id` and `time` are filled in where they are missing. */
export function writtenEvents(
  { event, events, times = 1 }: Pick<WrittenStep, "event" | "events" | "times">,
  path: string,
  at: Instant,
): readonly { readonly path: string; readonly event: JsonObject }[] {
  const made = (written: object, number: number, place: string) => ({
    path: place,
    event: filledIn(completed(asJson(written), number, at), `${path} ${number}`, at),
  });
  if (event !== undefined) return Array.from({ length: times }, (_, i) => made(event, i + 1, `${path}.event`));
  if (events === undefined || typeof events === "string") return [];
  return events.map((one, i) => made(one, i + 1, `${path}.events[${i}]`));
}

export function problemsOfEvents(step: WrittenStep, path: string, at: Instant): readonly Refusal[] {
  const problems = writtenEvents(step, path, at).flatMap((one) => problemsOfEvent(one.event, one.path, at));
  // Those of an event that comes several times are the same.
  return [...new Map(problems.map((refusal) => [`${refusal.path} ${refusal.problem}`, refusal])).values()];
}

/** Why an event cannot come at `at`. */
export function problemsOfEvent(event: JsonObject, path: string, at: Instant): readonly Refusal[] {
  const parsed = parseEvent(event);
  if (!parsed.ok) return [{ ...parsed.refusal, path: `${path}.${parsed.refusal.path}` }];
  const { time } = parsed.value;
  return time > at ? [{ path: `${path}.time`, problem: `is ${time}, and the event comes before, at ${at}` }] : [];
}

/** Of an event that was delivered the envelope names all of it; whoever writes one by hand need not. */
export function filledIn(event: Json, id: string, at: Instant): JsonObject {
  return { id, time: at, ...(isObject(event) ? event : {}) };
}

/** In every text `{at}` is the instant of the step, `{n}` the number of the event, and `{nnnn}` the same with as many digits. */
function completed(value: Json, number: number, at: Instant): Json {
  if (typeof value === "string")
    return value
      .replaceAll("{at}", at)
      .replace(/\{(n+)\}/g, (_, digits: string) => String(number).padStart(digits.length, "0"));
  if (Array.isArray(value)) return value.map((one) => completed(one, number, at));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, completed(field ?? null, number, at)]));
}
