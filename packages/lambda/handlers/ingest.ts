/** `ingest-<source>`: event → observation → merge → alerts table. */
import type { AlertsWriter, Applied } from "@tocsin/aws/alerts/alerts-writer";
import { CallError } from "@tocsin/aws/call";
import type { DeadLetters } from "@tocsin/aws/queues/dead-letters";
import { isMadeAfter, type Observation } from "@tocsin/core/alert/observation";
import { parseEventText } from "@tocsin/core/event/event";
import type { Instant } from "@tocsin/core/event/instant";
import { instantPath } from "@tocsin/core/event/instant-path";
import type { EvaluationPolicy } from "@tocsin/core/policy/policy";
import { type Refusal, refusalText, refused } from "@tocsin/core/text/parse";
import { changesOf } from "@tocsin/core/transition/fold";
import type { Reading, Source } from "@tocsin/sources/source";
import type { SQSRecord } from "aws-lambda";
import { ingestSettings } from "../deployment/settings.ts";
import { asError } from "../runtime/as-error.ts";
import { type Outcomes, type QueueHandler, queueHandler } from "../runtime/batch.ts";
import type { Telemetry } from "../runtime/telemetry.ts";

export interface IngestDependencies {
  readonly source: Source;
  readonly alerts: AlertsWriter;
  readonly deadLetters: DeadLetters;
  readonly policy: () => Promise<EvaluationPolicy>;
  readonly now: () => Instant;
  /** No statement is believed that claims to have been made after this: clocks differ by seconds, not by days. */
  readonly latest: () => Instant;
  readonly telemetry: Telemetry;
}

export function ingestHandler(deps: IngestDependencies): QueueHandler {
  const { maxReceiveCount } = ingestSettings;
  return queueHandler({ ...deps, maxReceiveCount }, (records) => ingest(records, deps));
}

async function ingest(records: readonly SQSRecord[], deps: IngestDependencies): Promise<Outcomes<SQSRecord>> {
  const now = deps.now();
  const readings = new Map(records.map((record) => [record, read(record.body, deps)]));
  const changes = changesOf([...readings.values()].flatMap(observationsOf));
  const applied = changes.length === 0 ? [] : await deps.alerts.apply(changes, await deps.policy(), now);
  const byAlert = new Map(changes.map(({ alertId }, i) => [alertId, applied[i]]));
  countOutcomes(applied, deps.telemetry);

  const outcomes = new Map<SQSRecord, Error | undefined>();
  for (const [record, reading] of readings) outcomes.set(record, await settle(record, reading, byAlert, deps));
  return outcomes;
}

/** A source that throws has a bug, which is no reason to hold up the rest of the batch. */
type Read = Reading | { readonly outcome: "failed"; readonly error: Error };

function read(body: string, deps: IngestDependencies): Read {
  try {
    return readEvent(body, deps);
  } catch (error) {
    return { outcome: "failed", error: asError(error) };
  }
}

function readEvent(body: string, { source, latest }: IngestDependencies): Reading {
  const event = parseEventText(body);
  if (!event.ok) return { outcome: "refused", refusal: event.refusal };
  const reading = source.read(event.value);
  const early = observationsOf(reading).find(({ statement }) => isMadeAfter(statement, latest()))?.statement;
  if (early === undefined) return reading;
  const at = early.at > latest() ? early.at : (early.since ?? early.at);
  return refusedReading(instantPath(event.value, at), "lies in the future");
}

function refusedReading(path: string, problem: string): Reading {
  return { outcome: "refused", refusal: refused(path, problem).refusal };
}

function observationsOf(reading: Read): readonly Observation[] {
  return reading.outcome === "observed" ? reading.observations : [];
}

/** What becomes of one message. What can never be read goes to the dead letters now, with its reason. */
async function settle(
  record: SQSRecord,
  reading: Read,
  applied: ReadonlyMap<string, Applied | undefined>,
  deps: IngestDependencies,
): Promise<Error | undefined> {
  switch (reading.outcome) {
    case "observed":
      return settleObserved(record, reading.observations, failureOf(reading.observations, applied), deps);
    case "ignored":
      deps.telemetry.count("events", reading.reason);
      return undefined;
    case "refused":
      return bury(record, reading.refusal, deps);
    case "failed":
      return reading.error;
    default:
      return reading satisfies never;
  }
}

/** What can never be written is tried once more by itself, so that it does not take along what shares its alert. */
async function settleObserved(
  record: SQSRecord,
  observations: readonly Observation[],
  failure: CallError | undefined,
  deps: IngestDependencies,
): Promise<Error | undefined> {
  const remaining = failure && !failure.retryable ? await failureAlone(observations, deps) : failure;
  if (remaining && !remaining.retryable) return bury(record, { path: "", problem: remaining.message }, deps);
  if (!remaining) deps.telemetry.count("events", "observed");
  return remaining;
}

async function failureAlone(
  observations: readonly Observation[],
  { alerts, policy, now }: IngestDependencies,
): Promise<CallError | undefined> {
  const changes = changesOf(observations);
  try {
    const applied = await alerts.apply(changes, await policy(), now());
    return failureOf(observations, new Map(changes.map(({ alertId }, i) => [alertId, applied[i]])));
  } catch (error) {
    // It is this message's alone: of the batch, some have been settled by now.
    if (error instanceof CallError) return error;
    throw error;
  }
}

function failureOf(
  observations: readonly Observation[],
  applied: ReadonlyMap<string, Applied | undefined>,
): CallError | undefined {
  for (const { alertId } of observations) {
    const result = applied.get(alertId);
    if (result?.ok === false) return result.error;
  }
  return undefined;
}

async function bury(record: SQSRecord, refusal: Refusal, deps: IngestDependencies): Promise<Error | undefined> {
  try {
    await deps.deadLetters.bury(record, refusal);
  } catch (error) {
    return asError(error);
  }
  deps.telemetry.count("events", "refused");
  deps.telemetry.log.warn("an event was refused", { reason: refusalText(refusal), messageId: record.messageId });
  return undefined;
}

function countOutcomes(applied: readonly Applied[], { count, log }: Telemetry): void {
  const reasons = Map.groupBy(
    applied.flatMap((result) => (result.ok ? result.outcomes : [])),
    (reason) => reason,
  );
  for (const [reason, found] of reasons) count("observations", reason, found.length);
  for (const result of applied) {
    if (!result.ok || result.entry === undefined) continue;
    const { kind, reason, alertId, version } = result.entry;
    log.info("transition", { kind, reason, alertId, version, condition: result.head.view.condition });
  }
}
