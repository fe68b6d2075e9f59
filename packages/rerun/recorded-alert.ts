/** The recorded past of one alert: all statements and decisions about it, in the order in which they came. */
import type { Alert } from "@tocsin/core/alert/alert";
import type { Observation, Statement } from "@tocsin/core/alert/observation";
import type { Instant } from "@tocsin/core/event/instant";
import type { LogEntry, RecordedDecision } from "@tocsin/core/transition/log-entry";

export interface RecordedAlert {
  readonly alertId: string;
  /** In order of time. */
  readonly arrivals: readonly Arrival[];
}

export type Arrival =
  | { readonly kind: "observation"; readonly at: Instant; readonly observation: Observation }
  | { readonly kind: "decision"; readonly at: Instant; readonly decision: RecordedDecision };

/** The stored records of an alert. */
export interface Kept {
  readonly alert: Pick<Alert, "id" | "identity">;
  readonly said: readonly Statement[];
  /** In order of version. */
  readonly log: readonly Pick<LogEntry, "at" | "decided" | "folded">[];
}

/**
 * Puts the records in order. If a statement led to a log entry, the time at which it came is known; for any other, the time at which it
 * was sent is used. Statements that were folded together came together.
 */
export function recordedAlert({ alert: { id: alertId, identity }, said, log }: Kept): RecordedAlert {
  const folds = new Map<string, Instant[]>();
  for (const { at, folded } of log) for (const name of folded) folds.set(name, [...(folds.get(name) ?? []), at]);
  const observations = said.map((statement): Arrival => {
    const { sentAt, replayed, baseline } = statement;
    const known = folds.get(nameOf(statement)) ?? [];
    // A repeated statement has the same name: a replay comes last, and nothing comes before it was sent.
    const at = (replayed || baseline ? known.at(-1) : known.find((one) => one >= sentAt)) ?? sentAt;
    return { kind: "observation", at, observation: { alertId, identity, statement } };
  });
  const decisions = log.flatMap(({ at, decided }): readonly Arrival[] =>
    decided ? [{ kind: "decision", at, decision: decided }] : [],
  );
  return { alertId, arrivals: [...observations, ...decisions].sort(inOrderOfArrival) };
}

/** How many statements the log names that are not stored any more. */
export function lapsedStatements({ said, log }: Pick<Kept, "said" | "log">, since: Instant): number {
  const kept = new Set(said.map(nameOf));
  const named = log.filter(({ at }) => at >= since).flatMap(({ folded }) => folded);
  return new Set(named.filter((name) => !kept.has(name))).size;
}

/** The names by which log entries refer to what was folded. */
function nameOf({ reporter, at, eventId }: Statement): string {
  return `${reporter} ${at} ${eventId}`;
}

function inOrderOfArrival(a: Arrival, b: Arrival): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return saidAt(a) < saidAt(b) ? -1 : Number(saidAt(a) > saidAt(b));
}

function saidAt(arrival: Arrival): Instant {
  return arrival.kind === "observation" ? arrival.observation.statement.at : arrival.decision.at;
}
