/**
 * The episodes of an alert, read from all that was said about it. The merge keeps only the latest statements, so an episode that began and
 * ended within a batch, or that was reported late, is known only from the stored observations.
 */
import { type Alert, merge, observed } from "../alert/alert.ts";
import type { AlertId, Identity } from "../alert/identity.ts";
import type { Statement } from "../alert/observation.ts";
import { compareSeverity, moreSevere, type Severity } from "../alert/severity.ts";
import type { AlertView } from "../alert/view.ts";
import type { Instant } from "../event/instant.ts";
import type { World } from "../policy/world.ts";
import { evaluate } from "./evaluate.ts";
import { highestSeverity } from "./joined-statements.ts";
import type { LogEntry } from "./log-entry.ts";
import { hasLapsed, unsettledStatements } from "./standing-statements.ts";

/** One stretch from open to resolved, according to statements only: decisions and time do not count. */
export interface Episode {
  readonly from: Instant;
  /** When the statement that ended it was made; none while it is open. */
  readonly until?: Instant | undefined;
  readonly worst: Severity;
  /** The highest stated severity, before ladders and severity rules. */
  readonly said: Severity;
  /** Whether live statements alone, without replays and backfills, gave that severity. */
  readonly isLive: boolean;
  /** It began before its cell was first heard of. */
  readonly predates: boolean;
  /** The alert in its worst state. */
  readonly view: AlertView;
}

/** In order of time. `statements` may come in any order; the same set gives the same episodes. */
export function episodesOf(
  id: AlertId,
  identity: Identity,
  statements: readonly Statement[],
  world: World,
): readonly Episode[] {
  const episodes: Episode[] = [];
  let alert: Alert | undefined;
  // The same, without what only replays and backfills said.
  let live: Alert | undefined;
  let current: Episode | undefined;
  for (const statement of statements.toSorted(inOrder)) {
    const next = observed({ alertId: id, identity, statement });
    const joined: Alert = alert === undefined ? next : merge(alert, next);
    if (!statement.replayed && !statement.baseline) {
      live = live === alert ? joined : live === undefined ? next : merge(live, next);
    }
    alert = joined;
    const { view } = evaluate(alert, world, statement.at);
    const liveView = live === alert ? view : live && evaluate(live, world, statement.at).view;
    if (view.status !== "RESOLVED")
      current = extended(current, { view, said: saidOf(alert, statement.at) }, statement, isAsBad(liveView, view));
    else if (current) {
      episodes.push({ ...current, until: statement.at });
      current = undefined;
    }
  }
  return current ? [...episodes, current] : episodes;
}

function isAsBad(live: AlertView | undefined, { severity }: AlertView): boolean {
  return live !== undefined && live.status !== "RESOLVED" && compareSeverity(live.severity, severity) >= 0;
}

function saidOf(alert: Alert, at: Instant): Severity {
  return highestSeverity(unsettledStatements(alert).filter((statement) => !hasLapsed(alert.identity, statement, at)));
}

function extended(
  episode: Episode | undefined,
  { view, said }: Pick<Episode, "view" | "said">,
  { at, predates }: Statement,
  isLive: boolean,
): Episode {
  const { severity: worst } = view;
  if (episode === undefined) return { from: at, worst, said, isLive, predates: predates ?? false, view };
  const longer = { ...episode, said: moreSevere(episode.said, said) };
  const rise = compareSeverity(worst, episode.worst);
  if (rise > 0) return { ...longer, worst, isLive, view };
  return rise === 0 && isLive ? { ...longer, isLive } : longer;
}

/** The order of the merge: in a tie the active statement comes last, and so wins. */
function inOrder(a: Statement, b: Statement): number {
  return (
    compare(a.at, b.at) ||
    compare(a.sentAt, b.sentAt) ||
    compare(a.state === "active" ? 1 : 0, b.state === "active" ? 1 : 0) ||
    compare(a.eventId, b.eventId)
  );
}

function compare<T extends string | number>(a: T, b: T): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** What a log entry tells of an episode. */
export type LoggedFact = Pick<LogEntry, "kind" | "reason" | "saidAt" | "worst">;

/** Whether the log, in order of version, has a time within the episode that was at least as severe. */
export function isTold({ from, until, worst }: Episode, log: readonly LoggedFact[]): boolean {
  let end: Instant | undefined;
  // From the last entry back: each covers the time from its statement to the next end in the log.
  for (const { kind, reason, saidAt, worst: told } of log.toReversed()) {
    if (kind === "resolved") end = saidAt;
    // An entry that a decision changed nothing is about no episode.
    if (kind === "noted" && reason === "decided") continue;
    // Beside an open episode, a note is about the end of another episode, and nothing after it.
    const last = kind === "noted" && reason === "already-over" ? saidAt : end;
    const isWithin = (until === undefined || saidAt <= until) && (last === undefined || last >= from);
    if (isWithin && compareSeverity(told, worst) >= 0) return true;
  }
  return false;
}
