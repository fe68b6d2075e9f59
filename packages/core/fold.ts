/** Folding joins what arrived into a stored alert and says what is to be written: the one place where both meet. */
import { type Alert, decided, merge, observed } from "./alert.ts";
import type { Decision } from "./decision.ts";
import { type AlertView, evaluate } from "./evaluate.ts";
import type { AlertId } from "./identity.ts";
import { type Instant, later } from "./instant.ts";
import { sameJson } from "./json.ts";
import { type LogEntry, sealed, standingOf } from "./log-entry.ts";
import type { Observation } from "./observation.ts";
import type { EvaluationPolicy } from "./policy.ts";
import { type Transition, type TransitionReason, transition } from "./transition.ts";

/** An alert as stored: its merge, what was derived when it was last written, and where its log stands. */
export interface Head {
  readonly alert: Alert;
  readonly view: AlertView;
  readonly reviewAt?: Instant | undefined;
  /** Counts the writes; each is on condition of the version read. */
  readonly version: number;
  /** Whether the alert has ever been open. */
  readonly wasOpen: boolean;
  readonly lastHash: string;
  /** The time of the evaluation that is stored; none goes back before it. */
  readonly evaluatedAt: Instant;
}

/** What one alert is to be told: observations of it, decisions on it, or nothing but that time has passed. */
export interface Change {
  readonly alertId: AlertId;
  readonly observations: readonly Observation[];
  readonly decisions: readonly Decision[];
}

export interface Folded {
  /** What is to be stored; the same object as the stored head when nothing is to be written. */
  readonly head: Head;
  readonly entry?: LogEntry | undefined;
  /** For each observation of the change, in order, what it did. */
  readonly outcomes: readonly FoldOutcome[];
}

/** `merged` changed what is stored without a transition; `stale` and `duplicate` changed nothing. */
export type FoldOutcome = TransitionReason | "merged" | "stale" | "duplicate";

/**
 * Joins `change` into `stored` and evaluates the result at `now`, or when it was last evaluated if that was later. Pure, and safe to repeat: folding the same change again
 * gives the stored head back. @throws RangeError when there is neither a stored head nor an observation.
 */
export function fold(stored: Head | undefined, change: Change, policy: EvaluationPolicy, now: Instant): Folded {
  const outcomes: FoldOutcome[] = [];
  let alert: Alert | undefined = stored?.alert;
  for (const observation of change.observations) {
    const lifted = observed(observation);
    const joined: Alert = alert === undefined ? lifted : merge(alert, lifted);
    outcomes.push(joined === alert ? outcomeOf(alert, observation) : "merged");
    alert = joined;
  }
  // A person decides on an alert that they were shown, so a decision never comes first.
  if (alert === undefined) throw new RangeError(`nothing is known of alert ${change.alertId}`);
  for (const decision of change.decisions) alert = merge(alert, decided(alert, decision));

  // Whoever loses a race, or has a slow clock, comes with an earlier time; what time has brought, it does not take back.
  const at = stored ? later(now, stored.evaluatedAt) : now;
  const { view, reviewAt } = evaluate(alert, policy, at);
  const newDecision = alert.decision === stored?.alert.decision ? undefined : alert.decision;
  const changed = transition(stored, view, newDecision) ?? (newDecision && noted);
  if (stored && alert === stored.alert && !changed && isSameView(stored, view, reviewAt))
    return { head: stored, outcomes };

  const version = (stored?.version ?? 0) + 1;
  const entry = changed && entryFor({ stored, change, view, changed, newDecision, version, at });
  return {
    head: {
      alert,
      view,
      reviewAt,
      version,
      wasOpen: (stored?.wasOpen ?? false) || view.status !== "RESOLVED",
      lastHash: entry?.hash ?? stored?.lastHash ?? "",
      evaluatedAt: at,
    },
    entry,
    outcomes: changed ? attributed(outcomes, changed.reason) : outcomes,
  };
}

const noted: Transition = { kind: "noted", reason: "decided" };

function entryFor(parts: {
  stored: Head | undefined;
  change: Change;
  view: AlertView;
  changed: Transition;
  newDecision: Decision | undefined;
  version: number;
  at: Instant;
}): LogEntry {
  const { stored, change, view, changed, newDecision, version, at } = parts;
  const { observations } = change;
  return sealed({
    alertId: view.id,
    version,
    at,
    ...changed,
    quiet: isUnnoticed(changed) || isReplay(change),
    from: stored && standingOf(stored.view),
    to: standingOf(view),
    decided: newDecision && {
      by: newDecision.by,
      why: newDecision.why,
      until: newDecision.kind === "suppress" ? newDecision.until : undefined,
    },
    folded: observations.map(({ statement }) => `${statement.reporter} ${statement.at} ${statement.eventId}`),
    view,
    previousHash: stored?.lastHash ?? "",
  });
}

/** A transition is put down to the observation that was last to change anything. */
function attributed(outcomes: readonly FoldOutcome[], reason: TransitionReason): readonly FoldOutcome[] {
  const last = outcomes.lastIndexOf("merged");
  return last < 0 ? outcomes : outcomes.with(last, reason);
}

/** A decision that changed nothing, and a return under a suppression, are nobody's notice. */
function isUnnoticed({ kind, reason }: Transition): boolean {
  return kind === "noted" || (kind === "suppressed" && reason === "seen-again");
}

function isReplay({ observations, decisions }: Change): boolean {
  return observations.length > 0 && decisions.length === 0 && observations.every(({ statement }) => statement.replayed);
}

function outcomeOf(alert: Alert, { statement }: Observation): "stale" | "duplicate" {
  const latest = alert.reporters[statement.reporter]?.latest;
  return latest?.at === statement.at && latest.eventId === statement.eventId ? "duplicate" : "stale";
}

function isSameView(stored: Head, view: AlertView, reviewAt: Instant | undefined): boolean {
  return stored.reviewAt === reviewAt && sameJson(stored.view, view);
}

/** Gathers observations by alert, so that the events of a batch that hit the same one are folded together. */
export function changesOf(observations: readonly Observation[]): readonly Change[] {
  const changes = new Map<AlertId, Change>();
  for (const observation of observations) {
    const { alertId } = observation;
    const change = changes.get(alertId) ?? { alertId, observations: [], decisions: [] };
    changes.set(alertId, { ...change, observations: [...change.observations, observation] });
  }
  return [...changes.values()];
}
