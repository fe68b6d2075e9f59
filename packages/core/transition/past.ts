/** What a change reveals about the past: episodes that began and ended, and rises that fell again, before anybody could see them. */
import type { Alert } from "../alert/alert.ts";
import type { Decisions } from "../alert/decision.ts";
import type { Observation, Statement } from "../alert/observation.ts";
import { compareSeverity, type Severity } from "../alert/severity.ts";
import { type AlertView, standingOf } from "../alert/view.ts";
import { type Instant, later } from "../event/instant.ts";
import { awaitsApproval } from "../policy/approval.ts";
import type { EvaluationPolicy } from "../policy/policy.ts";
import type { World } from "../policy/world.ts";
import { sameJson } from "../text/json.ts";
import { type Episode, episodesOf, isTold, type LoggedFact } from "./episodes.ts";

import type { LogEntry } from "./log-entry.ts";
import { hasLapsed } from "./standing-statements.ts";
import type { Heard, Transition } from "./transition.ts";

/** All earlier statements about an alert, and its whole log. */
export interface AlertHistory {
  readonly said: readonly Statement[];
  /** In order of version. */
  readonly log: readonly LoggedFact[];
}

/** What of a stored head matters here. */
interface Stored {
  readonly alert: Alert;
  readonly view: AlertView;
  readonly heard?: Heard | undefined;
  readonly wasOpen: boolean;
  readonly evaluatedAt: Instant;
}

/**
 * Whether observations can only be folded together with the alert's history: there are several new ones, or one that is not the
 * newest, or one that came so late that it has lapsed or that a person has ruled on the alert since, so that an episode may have
 * begun and ended unnoticed.
 */
export function needsHistory(stored: Stored | undefined, unseen: readonly Observation[], now: Instant): boolean {
  // No evaluation goes back before the one that is stored.
  const at = stored ? later(now, stored.evaluatedAt) : now;
  const ruledAt = stored?.alert.decisions.ruling?.at;
  const isOver = ({ identity, statement }: Observation) =>
    (ruledAt !== undefined && (statement.at <= ruledAt || statement.replayed === true)) ||
    // An alert that it brings back may have lapsed by now.
    (statement.state === "remark" && statement.effect === "unarchived") ||
    (statement.state === "active" && hasLapsed(identity, statement, at));
  if (unseen.some(isOver)) return true;
  if (unseen.length !== 1) return unseen.length > 1;
  const lastSeenAt = stored?.alert.lastSeenAt;
  return lastSeenAt !== undefined && unseen.some(({ statement }) => statement.at <= lastSeenAt);
}

export interface Past {
  /** Episodes that are over, and of which no log entry has the worst severity. */
  readonly over: readonly Episode[];
  /** The latest episode, if it is open, or was open until this change. */
  readonly last?: Episode | undefined;
  /** The same, if it continues or the transition ends it, and no log entry has its worst severity. */
  readonly untold?: Episode | undefined;
}

/** `changed` is the transition to `view`, which covers the latest episode if that continues or ends with it. */
export function pastOf(
  { id, identity, decisions }: Alert,
  observations: readonly Observation[],
  history: AlertHistory | undefined,
  world: World,
  { view, changed }: { readonly view: AlertView; readonly changed: Transition | undefined },
): Past {
  if (history === undefined) return { over: [] };
  const unseen = observations
    .map(({ statement }) => statement)
    .filter((statement) => !history.said.some((known) => sameJson(known, statement)));
  if (unseen.length === 0) return { over: [] };
  // An earlier alert was judged when it was reported: a later change of the policy makes no news of it.
  const before = episodesOf(id, identity, history.said, world);
  const all = episodesOf(id, identity, [...history.said, ...unseen], world);
  const isNew = (episode: Episode) => !before.some((known) => isSame(known, episode)) && !isTold(episode, history.log);
  const latest = all.at(-1);
  const last = latest && wasOverBefore(latest, before.at(-1), decisions) ? undefined : latest;
  const goesOn = last?.until === undefined && view.status !== "RESOLVED";
  const shown = goesOn || changed?.kind === "resolved" ? last : undefined;
  return {
    over: (shown ? all.slice(0, -1) : all).filter(isNew),
    last,
    untold: shown && isNew(shown) ? shown : undefined,
  };
}

/** Whether it was over before a person ruled on the alert, or before the open episode began: then another episode ends. */
function wasOverBefore({ until }: Episode, stood: Episode | undefined, { ruling }: Decisions): boolean {
  if (until === undefined) return false;
  return (ruling !== undefined && until <= ruling.at) || (stood !== undefined && until < stood.from);
}

/** Even if a passed deadline makes everything CRITICAL, a statement of CRITICAL is new. */
function isSame(a: Episode, b: Episode): boolean {
  return a.from === b.from && a.until === b.until && a.worst === b.worst && a.said === b.said;
}

/** A log entry without its place in the log. */
export type EntryBody = Omit<LogEntry, "alertId" | "version" | "at" | "folded" | "previousHash" | "hash">;

/** The log entries for episodes that are over. People are notified once, as over, of each that may concern them. */
export function bodiesOf(
  { over }: Past,
  stored: Stored | undefined,
  alert: Alert,
  policy: EvaluationPolicy,
): readonly EntryBody[] {
  return over.flatMap((episode) => {
    const isNews = isWorse(episode.worst, stored);
    if (stored && stored.view.status !== "RESOLVED")
      return [besideOpen(episode, stored.view, episode.isLive && isNews)];
    const isOfBefore = episode.predates && !stored?.wasOpen;
    return beganAndEnded(
      episode,
      stored,
      alert,
      episode.isLive && !isOfBefore && (isNews || !isMuted(episode, alert, policy)),
    );
  });
}

/** Another episode is open, and people know of it: this entry stands beside that one, and does not change it. */
function besideOpen({ from, until = from, worst, view }: Episode, shown: AlertView, isNews: boolean): EntryBody {
  const standing = standingOf(shown);
  const transition: Transition = { kind: "noted", reason: "already-over" };
  return { ...transition, saidAt: until, quiet: !isNews, from: standing, to: standing, worst, view };
}

function beganAndEnded(
  { from, until, worst, view }: Episode,
  stored: Stored | undefined,
  { decisions: { ruling } }: Alert,
  isNews: boolean,
): readonly EntryBody[] {
  const before = stored && standingOf(stored.view);
  const how = until !== undefined ? "cleared" : ruling?.kind === "resolve" ? "decided" : "lapsed";
  const ended: AlertView = {
    ...view,
    ...{ status: "RESOLVED", severity: "INFORMATIONAL", ended: how },
    // What is over has none of these.
    ...{ deadline: undefined, stepDays: undefined, ambiguous: undefined, unconfirmed: undefined },
  };
  const began: Transition = stored?.wasOpen
    ? { kind: "reopened", reason: "seen-again" }
    : { kind: "opened", reason: "opened" };
  const isOver: Transition = { kind: "resolved", reason: "already-over" };
  return [
    { ...began, saidAt: from, quiet: true, from: before, to: standingOf(view), worst, view },
    {
      ...isOver,
      saidAt: until ?? from,
      quiet: !isNews,
      from: standingOf(view),
      to: standingOf(ended),
      worst,
      view: ended,
    },
  ];
}

/**
 * An entry for the case that only replays and backfills give the severity of the episode that `view` shows or ends: for the log only;
 * nobody is notified.
 */
export function noteOf({ from, worst }: Episode, view: AlertView): EntryBody {
  const standing = standingOf(view);
  return {
    kind: "noted",
    reason: "already-over",
    saidAt: from,
    quiet: true,
    from: standing,
    to: standing,
    worst,
    view,
  };
}

/** Whether a suppression was in force when it ended. */
function isMuted({ until, worst }: Episode, { decisions }: Alert, policy: EvaluationPolicy): boolean {
  const { suppression } = decisions;
  if (awaitsApproval(decisions, worst, policy)) return false;
  return suppression !== undefined && until !== undefined && suppression.at <= until && until < suppression.until;
}

/** Whether it is worse than what people have heard of the alert. */
export function isWorse(worst: Severity | undefined, stored: Pick<Stored, "heard"> | undefined): boolean {
  return worst !== undefined && compareSeverity(worst, stored?.heard?.worst ?? "INFORMATIONAL") > 0;
}

/** When the episode that a transition opens began, or the one that it resolves ended. */
export function boundOf({ kind }: Transition, episode: Episode | undefined, decisions: Decisions): Instant | undefined {
  const { ruling } = decisions;
  if (episode === undefined) return undefined;
  if (kind === "resolved") return episode.until;
  // An episode may continue over a person's ruling, after which a later statement opened the alert.
  if (ruling !== undefined && episode.from <= ruling.at) return undefined;
  return kind === "opened" || kind === "reopened" ? episode.from : undefined;
}
