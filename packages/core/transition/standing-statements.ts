/** Which statements of an alert still count: which are over, archived, lapsed or doubtful, and since when. */
import type { Actor } from "../alert/actor.ts";
import { type Alert, type Remarks, type Reporter, restrictedKey } from "../alert/alert.ts";
import { conditions } from "../alert/condition.ts";
import type { Identity } from "../alert/identity.ts";
import type { ActiveStatement, Attributes, AttributeValue, Effect, Remark, Statement } from "../alert/observation.ts";
import { compareSeverity, type Severity } from "../alert/severity.ts";
import type { Subject, Subjects } from "../alert/subjects.ts";
import type { AlertView } from "../alert/view.ts";
import type { Ordered, Voice } from "../alert/voice.ts";
import { epochOf, type Instant, later, MILLISECONDS_PER_DAY, shift } from "../event/instant.ts";
import { AFFECTED_LIMIT, compareText, first } from "./joined-statements.ts";

/** The active statements that nothing later has settled. */
export function unsettledStatements(alert: Alert): readonly ActiveStatement[] {
  const standing = standingStatements(alert);
  const passedAt = passedAmong(alert.remarks, standing)?.at;
  const open =
    passedAt === undefined
      ? standing.filter((statement) => !isOvertaken(alert.remarks, statement))
      : standing.filter(({ at }) => at > passedAt);
  return open.map((statement) => attributed(alert, statement));
}

/**
 * An event that happened before its announced date will not happen again at that date: from then on the reporter of the harm counts,
 * without a deadline.
 */
function isOvertaken({ "came-to-pass": passed }: Remarks, { reporter, at }: ActiveStatement): boolean {
  return passed !== undefined && !passed.replayed && reporter === passed.reporter && at <= passed.at;
}

/** The remark that an announced event has happened, if it was announced. */
export function passedBy(alert: Alert): Remark | undefined {
  return passedAmong(alert.remarks, standingStatements(alert));
}

/**
 * Nobody was warned of an event before its date, or without a date. Only its own reporter can have announced it, and no replay ends an open
 * alert.
 */
function passedAmong({ "came-to-pass": passed }: Remarks, standing: readonly ActiveStatement[]): Remark | undefined {
  const isAnnounced = standing.some(
    ({ reporter, at, deadline, replayed }) =>
      !replayed && reporter === passed?.reporter && deadline !== undefined && at < deadline && deadline <= passed.at,
  );
  return isAnnounced ? passed : undefined;
}

/** Consequences of a routine call are only INFORMATIONAL, whoever reports them. */
function attributed(alert: Alert, statement: ActiveStatement): ActiveStatement {
  const isRoutine = callerBehind(alert, statement)?.routine !== undefined;
  return isRoutine ? { ...statement, severity: "INFORMATIONAL" } : statement;
}

/**
 * The actor of the call that caused a statement which names no actor itself. A call that took effect at another time, or was undone since,
 * is not the cause. A tie of instants counts as undone, so that a tie makes nothing routine.
 */
export function callerBehind(alert: Alert, { at, actor, reporter }: Statement): Actor | undefined {
  const call = alert.remarks.attributed;
  if (call?.takesEffect === undefined || actor !== undefined) return undefined;
  const { from, until } = call.takesEffect;
  const isUndone = [settledAtOf(alert), alert.reporters[reporter]?.clearedAt].some(
    (undoneAt) => undoneAt !== undefined && undoneAt >= call.at,
  );
  return from <= at && at <= until && !isUndone ? call.actor : undefined;
}

/** Each statement that counts, for several subjects one by one, as nobody made their joined statement. */
export function eachStandingStatement(alert: Alert): readonly ActiveStatement[] {
  return standingStatements(alert).flatMap((statement) => {
    const subjects = alert.reporters[statement.reporter]?.subjects;
    return subjects === undefined ? [statement] : activeSubjects(alert, subjects).map(({ said }) => said);
  });
}

function standingStatements(alert: Alert): readonly ActiveStatement[] {
  const active: ActiveStatement[] = [];
  const settledAt = settledAtOf(alert);
  for (const name in alert.reporters) {
    const reporter = alert.reporters[name];
    const statement = reporter?.subjects ? heldOfSubjects(alert, reporter.subjects) : held(alert, reporter);
    if (statement?.state !== "active") continue;
    // In a tie of instants it does not count as over.
    if (settledAt !== undefined && statement.at < settledAt) continue;
    active.push(statement);
  }
  return active;
}

/**
 * What the reporter sees in the subjects in which it still sees it: in the words of the worst of them, of equal ones the newest, with
 * what policies match on in any of them. None where it sees it in none.
 */
function heldOfSubjects(alert: Alert, subjects: Subjects): ActiveStatement | undefined {
  const active = [...activeSubjects(alert, subjects), ...activeOthers(alert, subjects)];
  const told = first(active, bySeverity);
  if (told === undefined) return undefined;
  const resources = [...new Set(active.map(({ said }) => said.resource))].sort();
  return {
    ...told.said,
    at: active.reduce((latest, { at }) => later(latest, at), told.at),
    severity: told.severity,
    attributes: active.length > 1 ? attributesOfAll(active) : told.said.attributes,
    affected:
      resources.length > 1
        ? { resources: resources.slice(0, AFFECTED_LIMIT), count: resources.length }
        : told.said.affected,
  };
}

/** A subject in which the condition is still seen, or what is left of those that are not kept apart. */
interface Active {
  readonly said: ActiveStatement;
  readonly at: Instant;
  readonly severity: Severity;
  readonly firstAt: Instant;
}

interface ActiveSubject extends Active {
  readonly subject: Subject;
}

function bySeverity(a: Active, b: Active): number {
  return (
    compareSeverity(b.severity, a.severity) || compareText(b.at, a.at) || compareText(b.said.resource, a.said.resource)
  );
}

/** As many values of one attribute as several subjects have together. */
const VALUES_LIMIT = 50;

/** The values of what was seen first come first, so that no further subject displaces one that a policy matched. */
function attributesOfAll(active: readonly Active[]): Attributes {
  const joined: Record<string, readonly AttributeValue[]> = {};
  const byAge = active.toSorted(
    (a, b) => compareText(a.firstAt, b.firstAt) || compareText(a.said.resource, b.said.resource),
  );
  for (const { said } of byAge) {
    for (const [name, value] of Object.entries(said.attributes)) {
      const values = new Set([...(joined[name] ?? []), ...[value].flat()]);
      joined[name] = [...values].slice(0, VALUES_LIMIT);
    }
  }
  return joined;
}

function activeSubjects(alert: Alert, { named }: Subjects): readonly ActiveSubject[] {
  const settledAt = settledAtOf(alert);
  return Object.values(named).flatMap((subject) => {
    const brief = held(alert, subject);
    const said = subject.sighting?.said;
    if (brief?.state !== "active" || said === undefined || (settledAt !== undefined && brief.at < settledAt)) return [];
    const { at, severity = said.severity } = brief;
    return [{ subject, said, at, severity, firstAt: subject.firstAt }];
  });
}

/** Of what is not kept apart, only a person or the end of the condition shows that it is over. */
function activeOthers(alert: Alert, { others }: Subjects): readonly Active[] {
  const { ruling } = alert.decisions;
  const settledAt = settledAtOf(alert);
  if (others?.activeAt === undefined || (settledAt !== undefined && others.activeAt < settledAt)) return [];
  const { said, activeAt: at, worst = said.severity } = others;
  return ruling?.kind === "resolve" && at <= ruling.at ? [] : [{ said, at, severity: worst, firstAt: at }];
}

/** Whether a statement was made at the very instant of one that cleared it, of whatever it is about. */
export function isTied(alert: Alert, { at, reporter: name }: ActiveStatement): boolean {
  const settledAt = settledAtOf(alert);
  const reporter = alert.reporters[name];
  if (at === settledAt || reporter?.subjects === undefined) return at === settledAt || at === reporter?.clearedAt;
  const { subjects } = reporter;
  return (
    activeOthers(alert, subjects).length === 0 &&
    activeSubjects(alert, subjects).every((active) => active.at === active.subject.clearedAt)
  );
}

/** Whether a reporter has seen the condition ever since `at`, in one subject or another. */
export function hasSeenSince(alert: Alert, { subjects, firstAt, clearedAt }: Reporter, at: Instant): boolean {
  if (subjects === undefined) return firstAt <= at && (clearedAt === undefined || clearedAt <= at);
  const active = new Map(activeSubjects(alert, subjects).map((one) => [one.subject, one.at]));
  const spans = Object.values(subjects.named)
    .flatMap((subject) => spansOf(subject, active.get(subject), at))
    .sort((a, b) => compareText(a.from, b.from));
  let until = at;
  for (const { from, to } of spans) {
    if (from > until) return false;
    if (to === undefined) return true;
    until = later(until, to);
  }
  return activeOthers(alert, subjects).length > 0;
}

/** A time in which a subject is known to have had the condition; without an end where it still has. */
interface Span {
  readonly from: Instant;
  readonly to?: Instant | undefined;
}

/** What was cleared after `at` and is active again is known to be so only since it was last said: `activeAt`. */
function spansOf({ firstAt, clearedAt }: Subject, activeAt: Instant | undefined, at: Instant): readonly Span[] {
  if (activeAt !== undefined && (clearedAt === undefined || clearedAt <= at)) return [{ from: firstAt }];
  const known = { from: firstAt, to: clearedAt ?? firstAt };
  return activeAt === undefined ? [known] : [known, { from: activeAt }];
}

/** Before when nothing counts that was said: whoever reported it, it was over, or was archived. */
export function settledAtOf(alert: Alert): Instant | undefined {
  const { settledAt } = alert;
  const archivedAt = archivedBy(alert)?.at;
  if (archivedAt === undefined) return settledAt;
  return settledAt === undefined ? archivedAt : later(settledAt, archivedAt);
}

/** In a tie of instants it is not known to be archived. A replay takes no archiving back, as it reopens nothing. */
export function archivedBy(alert: Alert): Remark | undefined {
  const [archived, unarchived] = [remarkOf(alert, "archived"), remarkOf(alert, "unarchived")];
  if (archived === undefined || unarchived === undefined || unarchived.replayed) return archived;
  return archived.at > unarchived.at ? archived : undefined;
}

/** The latest of the remarks that count for every account, and of those that count for the alert's own account alone. */
function remarkOf({ remarks, identity }: Alert, effect: Effect): Remark | undefined {
  const general = remarks[effect];
  const own = remarks.restricted?.[restrictedKey(identity.account, effect)];
  if (general === undefined || own === undefined) return general ?? own;
  return own.at > general.at ? own : general;
}

/** One change is reported twice, by clocks that differ by seconds: what confirms within this time of a doubt is about the same change. */
const SAME_CHANGE_MILLISECONDS = 60_000;

/** What makes the word of every active statement doubtful. */
export function unconfirmedBy(
  { unconfirmed, confirmed }: Remarks,
  active: readonly ActiveStatement[],
): AlertView["unconfirmed"] {
  if (unconfirmed === undefined || active.some(({ at }) => at > unconfirmed.at)) return undefined;
  if (confirmed !== undefined && shift(confirmed.at, SAME_CHANGE_MILLISECONDS) >= unconfirmed.at) return undefined;
  return { since: unconfirmed.at, why: unconfirmed.summary };
}

/** A replay may open what was never known, but reopens nothing: where it was over, the last live statement holds. */
function held<S extends Ordered>(alert: Alert, voice: Voice<S> | undefined): S | undefined {
  if (voice === undefined) return undefined;
  const { latest, live } = voice;
  return latest.replayed && latest.state === "active" && wasOver(alert, voice) ? live : latest;
}

function wasOver(alert: Alert, voice: Voice<Ordered>): boolean {
  return (
    voice.clearedAt !== undefined || settledAtOf(alert) !== undefined || alert.decisions.ruling?.kind === "resolve"
  );
}

/** A reporter that has not repeated its statement for so long, nor since its deadline, has most likely nothing to say any more. */
export function lapsesAt({ condition }: Identity, statement: ActiveStatement): Instant | undefined {
  const { expiresAfterDays } = conditions[condition];
  if (expiresAfterDays === undefined) return undefined;
  return shift(lastExpected(statement), expiresAfterDays * MILLISECONDS_PER_DAY);
}

/** By numbers: to write an instant takes longer than all else here, and each fold asks this of every statement several times. */
export function hasLapsed({ condition }: Identity, statement: ActiveStatement, now: Instant): boolean {
  const { expiresAfterDays = Number.POSITIVE_INFINITY } = conditions[condition];
  return epochOf(now) - epochOf(lastExpected(statement)) >= expiresAfterDays * MILLISECONDS_PER_DAY;
}

function lastExpected({ at, deadline = at }: ActiveStatement): Instant {
  return later(at, deadline);
}
