/** The past that files of events tell of, as it is to be run: what a stack that was there would have recorded. */
import { isMadeAfter, type Observation } from "@tocsin/core/alert/observation";
import { parseEvent } from "@tocsin/core/event/event";
import { earlier, type Instant, later } from "@tocsin/core/event/instant";
import { refusalText } from "@tocsin/core/text/parse";
import { systemTomorrow } from "@tocsin/lambda/runtime/system-clock";
import type { Arrival, RecordedAlert } from "@tocsin/rerun/recorded-alert";
import { createSpillFile, openSpilled } from "@tocsin/rerun/spill-file";
import { compileRules } from "@tocsin/sources/registry";
import type { Reading as SourceReading } from "@tocsin/sources/source";
import { type Input, readInputs } from "../input/read.ts";
import { shownPath } from "../output/terminal.ts";

export interface EventsInput {
  /** To be gone through once. */
  readonly pasts: AsyncIterable<RecordedAlert>;
  readonly read: EventsRead;
}

export interface EventsRead {
  readonly events: number;
  /** Events that no source listens to, or that say nothing of a condition. */
  readonly unwanted: number;
  /** Events of accounts that may not speak of the accounts whose resources they name. */
  readonly notTheirs: number;
  readonly refused: number;
  /** What of these two, `unwanted` and `notTheirs`, is there of each kind, the most first. */
  readonly ignored: readonly IgnoredEvents[];
  readonly observations: number;
  readonly alerts: number;
  /** Of what was observed; nothing, where nothing was. */
  readonly first?: Instant | undefined;
  readonly last?: Instant | undefined;
}

/** So many events of one kind that say nothing of a condition to Tocsin. */
export interface IgnoredEvents {
  readonly source: string;
  readonly detailType: string;
  readonly because: IgnoredReason;
  readonly events: number;
}

export type IgnoredReason = Extract<SourceReading, { outcome: "ignored" }>["reason"] | "no-source";

/** So many kinds are told apart: names of events come from outside. */
const KINDS_LIMIT = 1000;

interface Reading {
  /** The directory in which what was read is kept until the alerts are given. */
  readonly spill: string;
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Called with each problem, which names the file and the place. */
  readonly onProblem: (problem: string) => void;
  /** Called with each input. */
  readonly onRead: (events: number) => void;
}

/** Reads all events before the first alert is given: files are in no order. */
export async function eventsInput(
  files: readonly string[],
  { spill, stdin, onProblem, onRead }: Reading,
): Promise<EventsInput> {
  const rules = compileRules();
  const latest = systemTomorrow();
  const file = createSpillFile<Arrival>(spill);
  const places = new Map<string, number[]>();
  const ignored = new Map<string, IgnoredEvents>();
  let read: EventsRead = { events: 0, unwanted: 0, notTheirs: 0, refused: 0, ignored: [], observations: 0, alerts: 0 };
  const problem = ({ file: name, place }: Input, text: string) => {
    read = { ...read, refused: read.refused + 1 };
    onProblem(`${shownPath(name)}: ${place === "" ? "" : `${place}: `}${text}`);
  };

  for await (const input of readInputs(files, { stdin })) {
    read = { ...read, events: read.events + 1 };
    onRead(read.events);
    const taken = input.ok ? observedIn(input.value) : { problem: input.problem };
    if ("problem" in taken) problem(input, taken.problem);
    else if ("ignored" in taken) ignore(taken.ignored);
    else for (const observation of taken.observations) keep(observation, taken.at);
  }
  const kinds = [...ignored.values()].sort((a, b) => b.events - a.events);
  return { pasts: pasts(), read: { ...read, ignored: kinds, alerts: places.size } };

  function observedIn(value: object): Taken {
    const event = parseEvent(value);
    if (!event.ok) return { problem: refusalText(event.refusal) };
    const source = rules.find(({ matches }) => matches(value))?.source;
    const reading = source?.read(event.value, "unknown");
    if (reading?.outcome === "refused") return { problem: refusalText(reading.refusal) };
    const observations = reading?.outcome === "observed" ? reading.observations : [];
    const isOfFuture =
      event.value.time > latest || observations.some(({ statement }) => isMadeAfter(statement, latest));
    // As a stack refuses it: one date of a later year would make years of a month.
    if (isOfFuture) return { problem: "it says that it was made in the future" };
    if (observations.length > 0) return { at: event.value.time, observations };
    const because = reading?.outcome === "ignored" ? reading.reason : source ? "informational" : "no-source";
    return { ignored: { source: event.value.source, detailType: event.value["detail-type"], because } };
  }

  function ignore(kind: Omit<IgnoredEvents, "events">): void {
    const isForeign = kind.because === "not-its-to-say";
    read = isForeign ? { ...read, notTheirs: read.notTheirs + 1 } : { ...read, unwanted: read.unwanted + 1 };
    const name = JSON.stringify([kind.source, kind.detailType, kind.because]);
    const { events } = ignored.get(name) ?? { events: 0 };
    if (events > 0 || ignored.size < KINDS_LIMIT) ignored.set(name, { ...kind, events: events + 1 });
  }

  function keep(observation: Observation, at: Instant): void {
    const { alertId } = observation;
    const known = places.get(alertId) ?? [];
    known.push(file.add({ kind: "observation", at, observation }));
    places.set(alertId, known);
    const { first = at, last = at } = read;
    read = { ...read, observations: read.observations + 1, first: earlier(first, at), last: later(last, at) };
  }

  async function* pasts(): AsyncIterable<RecordedAlert> {
    const kept = openSpilled<Arrival>(file.end());
    try {
      for (const [alertId, placesOf] of places) {
        const arrivals = placesOf.map(kept.read);
        places.delete(alertId);
        yield { alertId, arrivals: arrivals.sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at))) };
      }
    } finally {
      kept.close();
    }
  }
}

type Taken =
  | { readonly problem: string }
  | { readonly ignored: Omit<IgnoredEvents, "events"> }
  | { readonly at: Instant; readonly observations: readonly Observation[] };
