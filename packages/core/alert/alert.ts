/**
 * An alert is one condition on one resource: the merge of all that reporters said and operators decided about it.
 *
 * EventBridge, SQS and streams deliver at least once and in any order, so an alert is never appended to but *joined*: `merge` is
 * commutative, associative and idempotent, and the value depends only on the set of things received. It contains nothing that can be
 * derived; `evaluate` derives.
 */

import { earlier, type Instant, later } from "../event/instant.ts";
import { sameJson } from "../text/json.ts";
import { type Decision, type Decisions, overrules, registered } from "./decision.ts";
import type { AlertId, Identity } from "./identity.ts";
import { type Claim, type Effect, effects, type Observation, type Remark } from "./observation.ts";
import { mergeSubjects, type Subjects, subjectsOf } from "./subjects.ts";
import { laterStatement, mergeVoices, pick, total, type Voice, voiceOf } from "./voice.ts";

export interface Alert {
  readonly id: AlertId;
  readonly identity: Identity;
  /** The minimum over all observations; absent while only decisions are known. */
  readonly firstSeenAt?: Instant | undefined;
  /** The maximum over all observations. */
  readonly lastSeenAt?: Instant | undefined;
  /** The highest count that a service gave. */
  readonly count?: number | undefined;
  /** By name; a family such as `config:<rule>` has at most 15, and the others are one reporter. */
  readonly reporters: Readonly<Record<string, Reporter>>;
  /** The latest statement that cleared the condition for every reporter. */
  readonly settledAt?: Instant | undefined;
  /** The latest remark of each effect, whoever made it. */
  readonly remarks: Remarks;
  readonly decisions: Decisions;
}

export type Remarks = { readonly [E in Effect]?: Remark | undefined } & {
  /**
   * Remarks that count only if the alert is in their author's account, by account and effect. Once the alert's account is known, only those
   * of that account are kept.
   */
  readonly restricted?: Readonly<Record<string, Remark>> | undefined;
};

/** Where a restricted remark is kept. */
export function restrictedKey(account: string, effect: Effect): string {
  return `${account} ${effect}`;
}

/** What one reporter says now, since when it has seen the condition, and when it last cleared it. */
export interface Reporter extends Voice<Claim> {
  /** Only if it speaks of several things of one kind. */
  readonly subjects?: Subjects | undefined;
}

/** The alert that one observation alone would make. */
export function observed({ alertId, identity, statement }: Observation): Alert {
  if (statement.state === "remark") return remarked(alertId, identity, statement);
  const voice = voiceOf<Claim>(statement, statement.since);
  const settles = statement.state === "cleared" && statement.scope === "condition";
  return {
    id: alertId,
    identity,
    firstSeenAt: voice.firstAt,
    lastSeenAt: statement.at,
    count: statement.count,
    reporters: { [statement.reporter]: { ...voice, subjects: subjectsOf(statement) } },
    settledAt: settles ? statement.at : undefined,
    remarks: {},
    decisions: {},
  };
}

function remarked(id: AlertId, identity: Identity, remark: Remark): Alert {
  const { effect, onlyFor } = remark;
  const restricted = onlyFor && ownAlone({ [restrictedKey(onlyFor, effect)]: remark }, identity);
  const remarks: Remarks = onlyFor === undefined ? { [effect]: remark } : { restricted: restricted || undefined };
  return { id, identity, lastSeenAt: remark.at, reporters: {}, remarks, decisions: {} };
}

/** One decision on `alert`, as a state of the same alert to merge into it. */
export function decided({ id, identity }: Alert, decision: Decision): Alert {
  return { id, identity, reporters: {}, remarks: {}, decisions: registered(decision) };
}

/**
 * Joins two states of one alert. Returns `a` itself if `b` adds nothing, so the caller can compare identity to see that there is nothing to
 * write. @throws RangeError when they are different alerts.
 */
export function merge(a: Alert, b: Alert): Alert {
  if (a.id !== b.id) throw new RangeError(`alerts ${a.id} and ${b.id} are not the same`);
  const identity = mergeIdentities(a.identity, b.identity);
  const merged: Alert = {
    id: a.id,
    identity,
    firstSeenAt: pick(earlier, a.firstSeenAt, b.firstSeenAt),
    lastSeenAt: pick(later, a.lastSeenAt, b.lastSeenAt),
    count: pick(Math.max, a.count, b.count),
    reporters: mergeReporters(a.reporters, b.reporters),
    settledAt: pick(later, a.settledAt, b.settledAt),
    remarks: mergeRemarks(a.remarks, b.remarks, identity),
    decisions: mergeDecisions(a.decisions, b.decisions),
  };
  return same(a, merged) ? a : merged;
}

/** Equal except for the account, which not every statement about a finding knows. */
function mergeIdentities(a: Identity, b: Identity): Identity {
  return a.account >= b.account ? a : b;
}

function mergeRemarks(a: Remarks, b: Remarks, identity: Identity): Remarks {
  const restricted = mergeRestricted(a.restricted, b.restricted, identity);
  let merged = restricted === a.restricted ? a : { ...a, restricted };
  for (const effect of effects) {
    const mine = merged[effect];
    const joined = pick(laterRemark, mine, b[effect]);
    if (joined !== mine) merged = { ...merged, [effect]: joined };
  }
  return merged;
}

/** A replay replaces no live statement: what it withdraws or repeats was already known. */
function laterRemark(a: Remark, b: Remark): Remark {
  if (a.replayed !== b.replayed) return a.replayed ? b : a;
  return laterStatement(a, b);
}

/** Before the account is known: the limit for authors who may guess an id. */
const RESTRICTED_LIMIT = 32;

type Restricted = NonNullable<Remarks["restricted"]>;

function mergeRestricted(a: Restricted | undefined, b: Restricted | undefined, identity: Identity) {
  if (a === undefined && b === undefined) return undefined;
  const joined: Record<string, Remark> = { ...a };
  for (const key in b) {
    const remark = pick(laterRemark, joined[key], b[key]);
    if (remark !== undefined) joined[key] = remark;
  }
  const merged = ownAlone(joined, identity);
  return sameJson(a, merged) ? a : merged;
}

/** If the alert's account is known, only the remarks that count for it; otherwise the first ones by author. */
function ownAlone(restricted: Restricted, { account }: Identity): Restricted | undefined {
  const kept = Object.entries(restricted)
    .filter(([key]) => account === "" || key.startsWith(`${account} `))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, RESTRICTED_LIMIT);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

function mergeReporters(a: Alert["reporters"], b: Alert["reporters"]): Alert["reporters"] {
  let merged = a;
  for (const name in b) {
    const theirs = b[name];
    if (theirs !== undefined) merged = withReporter(merged, name, theirs);
  }
  return merged;
}

/** The most reporters of one family, such as `config:<rule>`, that are kept apart. An item of the table must hold them all. */
const FAMILY_LIMIT = 15;

/**
 * A family keeps its first names apart and folds all others into one reporter, `config:*`. This depends only on the set of names, so every
 * order of arrival ends in the same reporters.
 */
function withReporter(reporters: Alert["reporters"], name: string, reporter: Reporter): Alert["reporters"] {
  const rest = restOf(name);
  const family = rest && name !== rest ? namesOfFamily(reporters, rest) : [];
  const last = family.at(-1);
  if (rest === undefined || last === undefined || family.length < FAMILY_LIMIT || name in reporters) {
    return joinedAs(reporters, name, reporter);
  }
  if (name > last) return joinedAs(reporters, rest, renamed(reporter, rest));
  const { [last]: displaced, ...kept } = reporters;
  const joined = joinedAs(kept, name, reporter);
  return displaced === undefined ? joined : joinedAs(joined, rest, renamed(displaced, rest));
}

function joinedAs(reporters: Alert["reporters"], name: string, theirs: Reporter): Alert["reporters"] {
  const mine = reporters[name];
  const joined = mine === undefined ? theirs : mergeReporter(mine, theirs);
  return joined === mine ? reporters : { ...reporters, [name]: joined };
}

/** The reporter into which the rest of a family is folded; none for a reporter without a family. */
function restOf(name: string): string | undefined {
  const colon = name.indexOf(":");
  return colon < 0 ? undefined : `${name.slice(0, colon)}:*`;
}

function namesOfFamily(reporters: Alert["reporters"], rest: string): readonly string[] {
  return Object.keys(reporters)
    .filter((name) => name !== rest && restOf(name) === rest)
    .sort();
}

function renamed({ latest, live, ...times }: Reporter, reporter: string): Reporter {
  return { ...times, latest: { ...latest, reporter }, live: live && { ...live, reporter } };
}

function mergeReporter(a: Reporter, b: Reporter): Reporter {
  const { subjects: mine, ...voice } = a;
  const { subjects: theirs, ...other } = b;
  const joined = mergeVoices<Claim>(voice, other);
  const subjects = mergeSubjects(mine, theirs);
  return joined === voice && subjects === mine ? a : { ...joined, subjects };
}

function mergeDecisions(a: Decisions, b: Decisions): Decisions {
  const merged: Decisions = {
    acknowledgement: pick(laterDecision, a.acknowledgement, b.acknowledgement),
    suppression: pick(laterDecision, a.suppression, b.suppression),
    ruling: pick(laterDecision, a.ruling, b.ruling),
    approval: pick(laterDecision, a.approval, b.approval),
  };
  const isSame =
    merged.acknowledgement === a.acknowledgement &&
    merged.suppression === a.suppression &&
    merged.ruling === a.ruling &&
    merged.approval === a.approval;
  return isSame ? a : merged;
}

/** The last writer wins, by `(at, by)`. */
function laterDecision<D extends Decision>(a: D, b: D): D {
  if (a.at !== b.at || a.by !== b.by) return overrules(a, b) ? a : b;
  return total(a, b);
}

function same(a: Alert, b: Alert): boolean {
  return (
    a.firstSeenAt === b.firstSeenAt &&
    a.lastSeenAt === b.lastSeenAt &&
    a.identity === b.identity &&
    a.count === b.count &&
    a.remarks === b.remarks &&
    a.reporters === b.reporters &&
    a.settledAt === b.settledAt &&
    a.decisions === b.decisions
  );
}
