/**
 * An alert is one condition on one resource: the merge of all that reporters said and operators decided about it.
 *
 * EventBridge, SQS and streams deliver at least once and in any order, so an alert is never appended to but *joined*:
 * `merge` is commutative, associative and idempotent, and the value depends on the set of things received alone.
 * Nothing that can be derived from it is kept in it; `evaluate` derives.
 */

import { earlier, type Instant, later } from "../event/instant.ts";
import { canonicalJson, sameJson } from "../text/json.ts";
import type { Decision } from "./decision.ts";
import type { AlertId, Identity } from "./identity.ts";
import type { Observation, Statement } from "./observation.ts";

export interface Alert {
  readonly id: AlertId;
  readonly identity: Identity;
  /** The minimum over all observations; absent while only decisions are known. */
  readonly firstSeenAt?: Instant | undefined;
  /** The maximum over all observations. */
  readonly lastSeenAt?: Instant | undefined;
  /** The highest count that a service gave. */
  readonly count?: number | undefined;
  readonly reporters: Readonly<Record<string, Reporter>>;
  /** The latest statement that cleared the condition whoever had reported it. */
  readonly settledAt?: Instant | undefined;
  readonly decision?: Decision | undefined;
}

/** What one reporter says now, since when it has seen it, and when it last said that all was well. */
export interface Reporter {
  readonly latest: Statement;
  /** Where `latest` came from a replay, the latest statement that did not: what holds where a replay may not speak. */
  readonly live?: Statement | undefined;
  readonly firstAt: Instant;
  readonly clearedAt?: Instant | undefined;
}

/** The alert that one observation alone would make. */
export function observed({ alertId, identity, statement }: Observation): Alert {
  const isCleared = statement.state === "cleared";
  const firstAt = statement.since === undefined ? statement.at : earlier(statement.since, statement.at);
  return {
    id: alertId,
    identity,
    firstSeenAt: firstAt,
    lastSeenAt: statement.at,
    count: statement.count,
    reporters: {
      [statement.reporter]: {
        latest: statement,
        firstAt,
        clearedAt: isCleared ? statement.at : undefined,
      },
    },
    settledAt: isCleared && statement.scope === "condition" ? statement.at : undefined,
  };
}

/** One decision on `alert`, as a state of the same alert to merge into it. */
export function decided({ id, identity }: Alert, decision: Decision): Alert {
  return { id, identity, reporters: {}, decision };
}

/**
 * Joins two states of one alert. Gives `a` itself when `b` adds nothing to it, so a caller sees by identity that there is
 * nothing to write. @throws RangeError when they are different alerts.
 */
export function merge(a: Alert, b: Alert): Alert {
  if (a.id !== b.id) throw new RangeError(`alerts ${a.id} and ${b.id} are not the same`);
  const merged: Alert = {
    id: a.id,
    identity: a.identity,
    firstSeenAt: pick(earlier, a.firstSeenAt, b.firstSeenAt),
    lastSeenAt: pick(later, a.lastSeenAt, b.lastSeenAt),
    count: pick(Math.max, a.count, b.count),
    reporters: mergeReporters(a.reporters, b.reporters),
    settledAt: pick(later, a.settledAt, b.settledAt),
    decision: pick(laterDecision, a.decision, b.decision),
  };
  return same(a, merged) ? a : merged;
}

function mergeReporters(a: Alert["reporters"], b: Alert["reporters"]): Alert["reporters"] {
  let merged = a;
  for (const name in b) {
    const mine = a[name];
    const theirs = b[name];
    if (theirs === undefined) continue;
    const joined = mine === undefined ? theirs : mergeReporter(mine, theirs);
    if (joined !== mine) merged = { ...merged, [name]: joined };
  }
  return merged;
}

function mergeReporter(a: Reporter, b: Reporter): Reporter {
  const latest = laterStatement(a.latest, b.latest);
  const merged: Reporter = {
    latest,
    live: latest.replayed ? pick(laterStatement, liveOf(a), liveOf(b)) : undefined,
    firstAt: earlier(a.firstAt, b.firstAt),
    clearedAt: pick(later, a.clearedAt, b.clearedAt),
  };
  const isSame =
    merged.latest === a.latest &&
    merged.live === a.live &&
    merged.firstAt === a.firstAt &&
    merged.clearedAt === a.clearedAt;
  return isSame ? a : merged;
}

function liveOf({ latest, live }: Reporter): Statement | undefined {
  return latest.replayed ? live : latest;
}

/** The latest by `(at, eventId)`. */
function laterStatement(a: Statement, b: Statement): Statement {
  if (a.at !== b.at) return a.at > b.at ? a : b;
  if (a.eventId !== b.eventId) return a.eventId > b.eventId ? a : b;
  // The same event again. What came live outranks its replay, or a replay could take back what was already known.
  if (a.replayed !== b.replayed) return a.replayed ? b : a;
  if (a.baseline !== b.baseline) return a.baseline ? b : a;
  return total(a, b);
}

/** The last writer wins, by `(at, by)`. */
function laterDecision(a: Decision, b: Decision): Decision {
  if (a.at !== b.at) return a.at > b.at ? a : b;
  if (a.by !== b.by) return a.by > b.by ? a : b;
  return total(a, b);
}

/** Ties that no field breaks are broken by the text, so that every order of arrival ends in the same value. */
function total<T>(a: T, b: T): T {
  return sameJson(a, b) || canonicalJson(a) > canonicalJson(b) ? a : b;
}

function pick<T>(join: (a: T, b: T) => T, a: T | undefined, b: T | undefined): T | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : join(a, b);
}

function same(a: Alert, b: Alert): boolean {
  return (
    a.firstSeenAt === b.firstSeenAt &&
    a.lastSeenAt === b.lastSeenAt &&
    a.count === b.count &&
    a.reporters === b.reporters &&
    a.settledAt === b.settledAt &&
    a.decision === b.decision
  );
}
