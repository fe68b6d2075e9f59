/** `ingest-<source>`: event → observation → merge → alerts table. */
import type { AlertsWriter, Applied, Reload, WriteError } from "@tocsin/aws/alerts/alerts-writer";
import type { Cells } from "@tocsin/aws/alerts/cells";
import { CallError } from "@tocsin/aws/call";
import type { DeadLetters } from "@tocsin/aws/queues/dead-letters";
import { asOfCell, type Cell } from "@tocsin/core/alert/baseline";
import { isDrill } from "@tocsin/core/alert/condition";
import type { AlertId } from "@tocsin/core/alert/identity";
import { isMadeAfter, type Observation } from "@tocsin/core/alert/observation";
import { type Event, parseEventText } from "@tocsin/core/event/event";
import type { Instant } from "@tocsin/core/event/instant";
import { instantPath } from "@tocsin/core/event/instant-path";
import type { World } from "@tocsin/core/policy/world";
import { refused } from "@tocsin/core/text/parse";
import { changesOf } from "@tocsin/core/transition/fold";
import type { Administrators } from "@tocsin/sources/administrators";
import type { Reading, Source } from "@tocsin/sources/source";
import type { SQSRecord } from "aws-lambda";
import { ingestSettings } from "../deployment/settings.ts";
import { asError } from "../runtime/as-error.ts";
import { done, type Fate, type QueueHandler, queueHandler } from "../runtime/batch.ts";
import type { Telemetry } from "../runtime/telemetry.ts";

export interface IngestDependencies {
  readonly source: Source;
  readonly administrators: Administrators;
  readonly alerts: AlertsWriter;
  readonly cells: Cells;
  /**
   * How to treat findings that existed before their cell was first heard of: as `baseline`, of which nobody is notified. On a laptop every
   * cell is new, and whoever runs an event wants to see its result.
   */
  readonly findingsOfBefore: "baseline" | "news";
  readonly deadLetters: DeadLetters;
  readonly world: () => Promise<World>;
  /** For a batch with an alert that was evaluated in a newer world. */
  readonly reload: Reload;
  readonly now: () => Instant;
  /** An event that claims to have been made after this is refused: clocks differ by seconds, not by days. */
  readonly latest: () => Instant;
  readonly telemetry: Telemetry;
}

export function ingestHandler(deps: IngestDependencies): QueueHandler {
  const { maxReceiveCount } = ingestSettings;
  return queueHandler({ ...deps, maxReceiveCount, metric: "events" }, (records) => ingest(records, deps));
}

async function ingest(records: readonly SQSRecord[], given: IngestDependencies): Promise<ReadonlyMap<SQSRecord, Fate>> {
  const deps = { ...given, reload: once(given.reload) };
  const readings = await inTheirCells(new Map(records.map((record) => [record, readingOf(record.body, deps)])), deps);
  const failures = await apply([...readings.values()].flatMap(observationsOf), deps);
  const fates = new Map<SQSRecord, Fate>();
  for (const [record, reading] of readings) fates.set(record, await fateOf(reading, failures, deps));
  return fates;
}

/** The newest world cannot be read, or is not in the table: asking again within a batch would not help. */
function once(reload: Reload): Reload {
  let reading: ReturnType<Reload> | undefined;
  return () => {
    reading ??= reload();
    return reading;
  };
}

/** A source that throws has a bug, which must not hold up the rest of the batch. */
type BodyReading = Reading | { readonly outcome: "failed"; readonly error: Error };

function readingOf(body: string, { source, administrators, latest }: IngestDependencies): BodyReading {
  try {
    const event = parseEventText(body);
    if (!event.ok) return { outcome: "refused", refusal: event.refusal };
    return withoutFuture(source.read(event.value, administrators), event.value, latest());
  } catch (error) {
    return { outcome: "failed", error: asError(error) };
  }
}

/** Records which cells were heard of, and marks what existed before. A backfill does not count as hearing: it reports the past. */
async function inTheirCells(
  readings: ReadonlyMap<SQSRecord, BodyReading>,
  { source, cells, findingsOfBefore, now }: IngestDependencies,
): Promise<ReadonlyMap<SQSRecord, BodyReading>> {
  const cellOf = ({ identity: { account, region } }: Observation): Cell => ({ account, region, source: source.name });
  const isHeard = ({ identity, statement }: Observation) =>
    identity.account !== "" && !statement.baseline && !isDrill(identity);
  const heard = [...readings.values()].flatMap(observationsOf).filter(isHeard);
  const first = await cells.hear(heard.map(cellOf), now());
  if (findingsOfBefore === "news") return readings;
  const marked = (seen: Observation) => (isHeard(seen) ? asOfCell(seen, first.of(cellOf(seen))) : seen);
  return new Map(
    [...readings].map(([record, reading]) => [
      record,
      reading.outcome === "observed" ? { ...reading, observations: reading.observations.map(marked) } : reading,
    ]),
  );
}

/** Refuses statements that claim to be later than `latest`, and names the field that says so. */
function withoutFuture(reading: Reading, event: Event, latest: Instant): Reading {
  const early = observationsOf(reading).find(({ statement }) => isMadeAfter(statement, latest))?.statement;
  if (early === undefined) return reading;
  const at = early.at > latest ? early.at : (early.since ?? early.at);
  return { outcome: "refused", refusal: refused(instantPath(event, at), "lies in the future").refusal };
}

function observationsOf(reading: BodyReading): readonly Observation[] {
  return reading.outcome === "observed" ? reading.observations : [];
}

/**
 * Folds observations into their alerts. Returns the failure of each alert that could not be written.
 * @throws CallError when nothing could be read.
 */
async function apply(
  observations: readonly Observation[],
  { alerts, world, reload, now, telemetry }: IngestDependencies,
): Promise<ReadonlyMap<AlertId, WriteError>> {
  const failures = new Map<AlertId, WriteError>();
  const changes = changesOf(observations);
  if (changes.length === 0) return failures;
  const applied = await alerts.apply(changes, await world(), now(), reload);
  countOutcomes(applied, telemetry);
  for (const [i, { alertId }] of changes.entries()) {
    const result = applied[i];
    if (result?.ok === false) failures.set(alertId, result.error);
  }
  return failures;
}

async function fateOf(
  reading: BodyReading,
  failures: ReadonlyMap<AlertId, WriteError>,
  deps: IngestDependencies,
): Promise<Fate> {
  switch (reading.outcome) {
    case "ignored":
      deps.telemetry.count("events", reading.reason);
      return done;
    case "refused":
      return { kind: "refused", refusals: [reading.refusal] };
    case "failed":
      return { kind: "retry", error: reading.error };
    case "observed": {
      const failure = await failureOf(reading.observations, failures, deps);
      if (failure?.retryable) return { kind: "retry", error: failure };
      if (failure) return { kind: "refused", refusals: [{ path: "", problem: failure.message }] };
      deps.telemetry.count("events", "observed");
      if (reading.notItsToSay > 0) deps.telemetry.count("observations", "not-its-to-say", reading.notItsToSay);
      return done;
    }
    default:
      return reading satisfies never;
  }
}

/** An observation that can never be written is tried once more by itself, so that others of the same alert do not fail with it. */
async function failureOf(
  observations: readonly Observation[],
  failures: ReadonlyMap<AlertId, WriteError>,
  deps: IngestDependencies,
): Promise<WriteError | undefined> {
  const failure = firstFailure(observations, failures);
  if (failure === undefined || failure.retryable) return failure;
  try {
    return firstFailure(observations, await apply(observations, deps));
  } catch (error) {
    // Only this message fails: the batch's other messages are written by now.
    if (error instanceof CallError) return error;
    throw error;
  }
}

function firstFailure(
  observations: readonly Observation[],
  failures: ReadonlyMap<AlertId, WriteError>,
): WriteError | undefined {
  const failed = observations.find(({ alertId }) => failures.has(alertId));
  return failed && failures.get(failed.alertId);
}

function countOutcomes(applied: readonly Applied[], { count, log }: Telemetry): void {
  const reasons = Map.groupBy(
    applied.flatMap((result) => (result.ok ? result.outcomes : [])),
    (reason) => reason,
  );
  for (const [reason, found] of reasons) count("observations", reason, found.length);
  for (const result of applied) {
    if (!result.ok) continue;
    const { condition } = result.head.view;
    for (const { kind, reason, alertId, version } of result.entries)
      log.info("transition", { kind, reason, alertId, version, condition });
  }
}
