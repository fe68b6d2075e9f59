/** Folding joins what arrived into a stored alert and says what to write: the only place where both meet. */
import { type Alert, decided, merge, observed } from "../alert/alert.ts";
import { type Decision, inRegisterOf } from "../alert/decision.ts";
import type { AlertId } from "../alert/identity.ts";
import type { Observation } from "../alert/observation.ts";
import { moreSevere } from "../alert/severity.ts";
import { type AlertView, standingOf } from "../alert/view.ts";
import { type Instant, later } from "../event/instant.ts";
import { type World, worldVersion } from "../policy/world.ts";
import { sameJson } from "../text/json.ts";
import { isTold } from "./episodes.ts";
import { evaluate } from "./evaluate.ts";
import { type LogEntry, type RecordedDecision, sealed } from "./log-entry.ts";
import { type AlertHistory, bodiesOf, boundOf, type EntryBody, isWorse, noteOf, pastOf } from "./past.ts";
import { type Heard, heardOf, isUnnoticed, type Transition, type TransitionReason, transition } from "./transition.ts";

/** An alert as stored: its merge, what was derived when it was last written, and the end of its log. */
export interface Head extends UnsealedHead {
  readonly lastHash: string;
}

/** The same but for the chain of its log. */
export interface UnsealedHead {
  readonly alert: Alert;
  readonly view: AlertView;
  readonly reviewAt?: Instant | undefined;
  /** Counts the writes; each is on condition of the version read. */
  readonly version: number;
  /** What people last heard: the view without what only replays have brought. */
  readonly heard?: Heard | undefined;
  /** Whether the alert has ever been open. */
  readonly wasOpen: boolean;
  /** Whether people were ever to be notified of it; not if only a backfill has reported it. */
  readonly notified: boolean;
  /** How many episodes people were to hear of: not those that only a backfill or replays report, or that a decision muted. */
  readonly episodes: number;
  /** The time of the stored evaluation; no later evaluation goes back before it. */
  readonly evaluatedAt: Instant;
  /** The version of the world that the view was derived with; empty if the head was written before worlds had versions. */
  readonly worldVersion: string;
}

/** What to fold into one alert: observations, decisions, or only the passing of time. */
export interface Change {
  readonly alertId: AlertId;
  readonly observations: readonly Observation[];
  readonly decisions: readonly Decision[];
}

export interface Folded {
  /** What to store; the same object as the stored head if nothing has to be written. */
  readonly head: Head;
  /** In order of version; the last has the head's. */
  readonly entries: readonly LogEntry[];
  /** For each observation of the change, in order, what it did. */
  readonly outcomes: readonly FoldOutcome[];
}

/** The same before the log's entries are sealed, one version after another up to the head's. */
export interface Unsealed extends Pick<Folded, "outcomes"> {
  /** The same object as the stored head if nothing has to be written. */
  readonly head: UnsealedHead;
  readonly bodies: readonly EntryBody[];
}

/** `merged` changed what is stored without a transition; `stale` and `duplicate` changed nothing. */
export type FoldOutcome = TransitionReason | "merged" | "stale" | "duplicate";

/**
 * Joins `change` into `stored` and evaluates the result at `now`, or when it was last evaluated if that was later. Pure, and safe to
 * repeat: folding the same change again gives the stored head back. An open alert that was evaluated in another world is written even if
 * nothing else changed, so that nothing stays behind in the index of that world. `history` is given if `needsHistory` requires it.
 * @throws RangeError when there is neither a stored head nor an observation.
 */
export function fold(
  stored: Head | undefined,
  change: Change,
  world: World,
  now: Instant,
  history?: AlertHistory,
): Folded {
  const { head, bodies, outcomes } = foldUnsealed(stored, change, world, now, history);
  if (stored && head === stored) return { head: stored, entries: [], outcomes };
  const entries = sealedAfter(stored, change, head.evaluatedAt, bodies);
  return { head: { ...head, lastHash: entries.at(-1)?.hash ?? stored?.lastHash ?? "" }, entries, outcomes };
}

/** The same for callers that write no log: the hashes of its entries take a third of the time. @throws RangeError as `fold` does. */
export function foldUnsealed(
  stored: UnsealedHead | undefined,
  change: Change,
  world: World,
  now: Instant,
  history?: AlertHistory,
): Unsealed {
  const { alert, outcomes } = join(stored, change);
  // A writer that loses a race, or has a slow clock, comes with an earlier time, but must not undo what time has brought.
  const at = stored ? later(now, stored.evaluatedAt) : now;
  const { view, reviewAt } = evaluate(alert, world, at);
  const decision = change.decisions.findLast(
    (made) => !sameJson(made, stored && inRegisterOf(made, stored.alert.decisions)),
  );
  const cause = causeOf(stored, change, outcomes, world, at);
  const before = cause === "replay" ? shown(stored) : stored?.heard;
  const made = decision && sameJson(decision, inRegisterOf(decision, alert.decisions)) ? decision : undefined;
  const told = cause === "nothing" ? undefined : transition(before, view, made);
  // If only replays reported it, and it is over or less severe now, it is no news to people; the log still records it.
  const unheard = told || cause === "nothing" ? undefined : transition(shown(stored), view, made);
  const past = pastOf(alert, change.observations, history, world, { view, changed: told });
  const worst = past.untold?.isLive ? past.untold.worst : undefined;
  const rise = view.status !== "RESOLVED" && isWorse(worst, stored) ? wasWorse : undefined;
  const changed = told?.kind === "noted" ? (rise ?? told) : (told ?? rise ?? unheard ?? (decision && noted));
  const bodies = [...bodiesOf(past, stored, alert, world.policy)];
  const note = past.untold && worst === undefined ? noteOf(past.untold, view) : undefined;
  const isUntouched = alert === stored?.alert && !changed && !note && bodies.length === 0;
  const isOfThisWorld = stored?.worldVersion === worldVersion(world) || view.status === "RESOLVED";
  if (stored && isUntouched && isOfThisWorld && isSameView(stored, view, reviewAt))
    return { head: stored, bodies: [], outcomes };
  const isOfBaseline = changed !== undefined && isBaseline(cause, stored, changed, change);
  // A return that only a backfill reports is left for the next live statement to announce.
  const isHeard =
    cause === "live" ||
    cause === "time" ||
    worst !== undefined ||
    (cause === "baseline" && !isReturn(isOfBaseline, changed));
  const heard = heardOf(view, stored?.heard, worst);
  if (changed) {
    bodies.push({
      ...changed,
      saidAt: saidAtOf(changed),
      quiet: !isHeard || !(told ?? rise) || isOfBaseline || isUnnoticed(changed, before, view),
      from: bodies.at(-1)?.to ?? (stored && standingOf(stored.view)),
      to: standingOf(view),
      worst: heard.worst,
      decided: decision && recorded(decision),
      view,
    });
  }
  if (note && past.untold && !isTold(past.untold, bodies)) bodies.push(note);
  return {
    head: {
      alert,
      view,
      reviewAt,
      version: (stored?.version ?? 0) + Math.max(bodies.length, 1),
      heard: isHeard ? withBrief(heard, bodies) : stored?.heard,
      wasOpen: (stored?.wasOpen ?? false) || view.status !== "RESOLVED" || past.over.length > 0,
      notified: (stored?.notified ?? false) || bodies.some(({ quiet }) => !quiet),
      episodes: (stored?.episodes ?? 0) + bodies.filter(beginsEpisode).length,
      evaluatedAt: at,
      worldVersion: worldVersion(world),
    },
    bodies,
    outcomes: changed ? attributed(outcomes, changed.reason) : outcomes,
  };

  /**
   * For a transition that time causes: the time of writing, whatever came at the same moment. No entry may end before a later statement.
   */
  function saidAtOf(transition: Transition): Instant {
    const notBeforeAll = (instant: Instant) => later(instant, alert.lastSeenAt ?? instant);
    // Time ends nothing but by a lapse.
    const isOfTime = cause === "time" && transition === told && transition.kind !== "resolved";
    if (isOfTime || transition.reason === "lapsed") return notBeforeAll(at);
    const isDecided = decision && (transition.reason === "decided" || change.observations.length === 0);
    const bound = isDecided ? undefined : boundOf(transition, past.last, alert.decisions);
    const saidAt = isDecided ? decision.at : (bound ?? lastSaidAt(change, outcomes) ?? notBeforeAll(at));
    return transition.kind === "resolved" && bound === undefined ? notBeforeAll(saidAt) : saidAt;
  }
}

function join(stored: UnsealedHead | undefined, { alertId, observations, decisions }: Change) {
  const outcomes: FoldOutcome[] = [];
  let alert: Alert | undefined = stored?.alert;
  for (const observation of observations) {
    const lifted = observed(observation);
    const joined: Alert = alert === undefined ? lifted : merge(alert, lifted);
    outcomes.push(joined === alert ? outcomeOf(alert, observation) : "merged");
    alert = joined;
  }
  // A person decides on an alert that they have seen, so a decision never comes first.
  if (alert === undefined) throw new RangeError(`nothing is known of alert ${alertId}`);
  for (const decision of decisions) alert = merge(alert, decided(alert, decision));
  return { alert, outcomes };
}

type Cause = "live" | "time" | "baseline" | "replay" | "nothing";

/**
 * The cause of a write: a live statement or a decision, the passing of time, or only a backfill or replays. The last two are quiet, but
 * must not make a transition quiet that time causes at the same moment.
 */
function causeOf(
  stored: UnsealedHead | undefined,
  { observations, decisions }: Change,
  outcomes: readonly FoldOutcome[],
  world: World,
  at: Instant,
): Cause {
  const news = observations.filter((_, i) => outcomes[i] === "merged");
  if (decisions.length > 0 || news.some(({ statement: { replayed, baseline } }) => !replayed && !baseline))
    return "live";
  if (stored && transition(shown(stored), evaluate(stored.alert, world, at).view, undefined)) return "time";
  if (news.some(({ statement }) => statement.baseline)) return "baseline";
  return news.length > 0 ? "replay" : "nothing";
}

/**
 * While only a backfill has reported an alert, or everything known of it existed before its cell was first heard of, nobody is notified of
 * it, nor of its end. A rise is a change, whoever reports it.
 */
function isBaseline(
  cause: Cause,
  stored: UnsealedHead | undefined,
  { kind }: Transition,
  { observations }: Change,
): boolean {
  if (stored?.notified) return false;
  if (kind === "opened" && stored === undefined && isOfBefore(observations)) return true;
  return (cause === "baseline" && kind !== "escalated") || kind === "resolved";
}

/** Whether the statements only say that it existed before its cell was first heard of: a rise or a return among them is news. */
function isOfBefore(observations: readonly Observation[]): boolean {
  const [first, ...others] = observations.map(({ statement }) => statement);
  if (first?.state !== "active" || !first.predates) return false;
  return others.every((other) => other.state === "active" && other.predates && other.severity === first.severity);
}

function isReturn(isOfBaseline: boolean, changed: Transition | undefined): boolean {
  return isOfBaseline && changed?.reason === "seen-again";
}

/** People know the severity of an episode that they heard of as over, even if another one is open beside it. */
function withBrief(heard: Heard, bodies: readonly EntryBody[]): Heard {
  const told = bodies.filter(({ reason, quiet }) => reason === "already-over" && !quiet).map(({ worst }) => worst);
  if (told.length === 0) return heard;
  if (heard.status === "RESOLVED") return { ...heard, worst: told.reduce(moreSevere), worstOver: undefined };
  return { ...heard, worstOver: told.reduce(moreSevere, heard.worstOver ?? "INFORMATIONAL") };
}

const noted: Transition = { kind: "noted", reason: "decided" };
const wasWorse: Transition = { kind: "escalated", reason: "was-worse" };

/** The observations that changed anything, if any did: others may be copies of what was known. */
function lastSaidAt({ observations }: Change, outcomes: readonly FoldOutcome[]): Instant | undefined {
  const merged = observations.filter((_, i) => outcomes[i] === "merged");
  return (merged.length > 0 ? merged : observations)
    .map(({ statement }) => statement.at)
    .reduce<Instant | undefined>((last, at) => (last === undefined ? at : later(last, at)), undefined);
}

/** What the stored view shows, whether or not people have heard of it. */
function shown(stored: UnsealedHead | undefined): Heard | undefined {
  return stored && { ...heardOf(stored.view, stored.heard), wasOpen: stored.wasOpen };
}

/** The entries of `bodies`, each one version and one hash after the one before it. */
function sealedAfter(
  stored: Head | undefined,
  { alertId, observations }: Change,
  at: Instant,
  bodies: readonly EntryBody[],
): readonly LogEntry[] {
  const folded = observations.map(({ statement }) => `${statement.reporter} ${statement.at} ${statement.eventId}`);
  const entries: LogEntry[] = [];
  for (const body of bodies) {
    const version = (entries.at(-1)?.version ?? stored?.version ?? 0) + 1;
    const previousHash = entries.at(-1)?.hash ?? stored?.lastHash ?? "";
    entries.push(sealed({ alertId, version, at, ...body, folded, previousHash }));
  }
  return entries;
}

/** Whether people hear of an episode for the first time through this entry: that it began, or began and is over. */
function beginsEpisode({ quiet, kind, reason }: EntryBody): boolean {
  if (quiet) return false;
  return kind === "opened" || (kind === "reopened" && reason === "seen-again") || reason === "already-over";
}

function recorded(decision: Decision): RecordedDecision {
  const { kind, at, by, why } = decision;
  return { kind, at, by, why, until: "until" in decision ? decision.until : undefined };
}

/** The last observation that changed anything counts as the cause of a transition. */
function attributed(outcomes: readonly FoldOutcome[], reason: TransitionReason): readonly FoldOutcome[] {
  const last = outcomes.lastIndexOf("merged");
  return last < 0 ? outcomes : outcomes.with(last, reason);
}

function outcomeOf(alert: Alert, { statement }: Observation): "stale" | "duplicate" {
  const latest = alert.reporters[statement.reporter]?.latest;
  const isSame =
    latest?.at === statement.at && latest.eventId === statement.eventId && latest.state === statement.state;
  return isSame ? "duplicate" : "stale";
}

function isSameView(stored: UnsealedHead, view: AlertView, reviewAt: Instant | undefined): boolean {
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
