/** Which of the statements of an alert still stand: what is over, archived, lapsed or doubtful, and since when. */
import type { Actor } from "../alert/actor.ts";
import { type Alert, type Remarks, type Reporter, restrictedKey } from "../alert/alert.ts";
import { conditions } from "../alert/condition.ts";
import type { Identity } from "../alert/identity.ts";
import type { ActiveStatement, Effect, Remark, Statement } from "../alert/observation.ts";
import { moreSevere } from "../alert/severity.ts";
import type { Brief, Subject, Subjects } from "../alert/subjects.ts";
import type { AlertView } from "../alert/view.ts";
import type { Ordered, Voice } from "../alert/voice.ts";
import { type Instant, later, MILLISECONDS_PER_DAY, shift } from "../event/instant.ts";
import { AFFECTED_LIMIT, compareText, first } from "./joined-statements.ts";

/** What reporters hold to be wrong, and nothing later has settled. */
export function unsettledStatements(alert: Alert): readonly ActiveStatement[] {
  const standing = standingStatements(alert);
  const passedAt = passedAmong(alert.remarks, standing)?.at;
  const open =
    passedAt === undefined
      ? standing.filter((statement) => !isOvertaken(alert.remarks, statement))
      : standing.filter(({ at }) => at > passedAt);
  return open.map((statement) => attributed(alert, statement));
}

/** What happened before its date will not happen again at it: whoever reports the harm speaks from then on, without a deadline. */
function isOvertaken({ "came-to-pass": passed }: Remarks, { reporter, at }: ActiveStatement): boolean {
  return passed !== undefined && !passed.replayed && reporter === passed.reporter && at <= passed.at;
}

/** The remark that what was announced has come to pass, where it was announced. */
export function passedBy(alert: Alert): Remark | undefined {
  return passedAmong(alert.remarks, standingStatements(alert));
}

/** Of what happened before its date, or without one, nobody was warned. Only its own reporter can have announced it, and no replay ends what is open. */
function passedAmong({ "came-to-pass": passed }: Remarks, standing: readonly ActiveStatement[]): Remark | undefined {
  const isAnnounced = standing.some(
    ({ reporter, at, deadline, replayed }) =>
      !replayed && reporter === passed?.reporter && deadline !== undefined && at < deadline && deadline <= passed.at,
  );
  return isAnnounced ? passed : undefined;
}

/** What follows from a routine call is no more than informational, whoever reports it. */
function attributed(alert: Alert, statement: ActiveStatement): ActiveStatement {
  const isRoutine = callerBehind(alert, statement)?.routine !== undefined;
  return isRoutine ? { ...statement, severity: "INFORMATIONAL" } : statement;
}

/**
 * Who made the call that a statement follows from which names nobody itself. It follows from none that took effect at another time, nor
 * from one that was undone since. A tie of instants is taken for that, so that nothing becomes routine by it.
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

function standingStatements(alert: Alert): readonly ActiveStatement[] {
  const active: ActiveStatement[] = [];
  const settledAt = settledAtOf(alert);
  for (const name in alert.reporters) {
    const reporter = alert.reporters[name];
    const statement = reporter?.subjects ? heldOfSubjects(alert, reporter.subjects) : held(alert, reporter);
    if (statement?.state !== "active") continue;
    // In a tie of instants it is not known to be over.
    if (settledAt !== undefined && statement.at < settledAt) continue;
    active.push(statement);
  }
  return active;
}

/**
 * What the reporter last saw, told of the subjects in which it still sees it: of the newest of them, as severe as in the worst. None
 * where it sees it in none.
 */
function heldOfSubjects(alert: Alert, subjects: Subjects): ActiveStatement | undefined {
  const { seen, othersAt } = subjects;
  const active = activeSubjects(alert, subjects).map(({ brief }) => brief);
  const newest = first(active, (a, b) => compareText(b.at, a.at) || compareText(b.resource, a.resource));
  if (seen === undefined) return undefined;
  if (newest === undefined) return othersAt === undefined ? undefined : { ...seen, at: othersAt };
  const severity = active.reduce(
    (worst, brief) => moreSevere(worst, brief.severity ?? worst),
    newest.severity ?? seen.severity,
  );
  const resources = active.map(({ resource }) => resource).sort();
  return {
    ...seen,
    // It leads to what was found in the one that was seen last.
    link: seen.resource === newest.resource ? seen.link : undefined,
    at: othersAt === undefined ? newest.at : later(newest.at, othersAt),
    resource: newest.resource,
    severity,
    affected:
      active.length > 1 ? { resources: resources.slice(0, AFFECTED_LIMIT), count: active.length } : seen.affected,
  };
}

interface ActiveSubject {
  readonly subject: Subject;
  readonly brief: Brief;
}

/** The subjects in which the condition is still seen. */
function activeSubjects(alert: Alert, { named }: Subjects): readonly ActiveSubject[] {
  const settledAt = settledAtOf(alert);
  return Object.values(named).flatMap((subject) => {
    const brief = held(alert, subject);
    if (brief?.state !== "active" || (settledAt !== undefined && brief.at < settledAt)) return [];
    return [{ subject, brief }];
  });
}

/** Whether a statement was made at the very instant of one that cleared it, of whatever it is about. */
export function isTied(alert: Alert, { at, reporter: name }: ActiveStatement): boolean {
  const settledAt = settledAtOf(alert);
  const reporter = alert.reporters[name];
  if (at === settledAt || reporter?.subjects === undefined) return at === settledAt || at === reporter?.clearedAt;
  const { subjects } = reporter;
  return (
    subjects.othersAt === undefined &&
    activeSubjects(alert, subjects).every(({ brief, subject }) => brief.at === subject.clearedAt)
  );
}

/** Whether a reporter has seen the condition ever since `at`, in one subject or another. */
export function hasSeenSince(alert: Alert, { subjects, firstAt, clearedAt }: Reporter, at: Instant): boolean {
  if (subjects === undefined) return firstAt <= at && (clearedAt === undefined || clearedAt <= at);
  const active = new Set(activeSubjects(alert, subjects).map(({ subject }) => subject));
  const spans = Object.values(subjects.named).sort((a, b) => compareText(a.firstAt, b.firstAt));
  let until = at;
  for (const subject of spans) {
    if (subject.firstAt > until) return false;
    if (active.has(subject)) return true;
    if (subject.clearedAt !== undefined) until = later(until, subject.clearedAt);
  }
  return subjects.othersAt !== undefined;
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

/** The latest of those that count for whosever alert it is, and of those that count for its own account alone. */
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
export function lapsesAt({ condition }: Identity, { at, deadline = at }: ActiveStatement): Instant | undefined {
  const { expiresAfterDays } = conditions[condition];
  if (expiresAfterDays === undefined) return undefined;
  return shift(later(at, deadline), expiresAfterDays * MILLISECONDS_PER_DAY);
}

export function hasLapsed(identity: Identity, statement: ActiveStatement, now: Instant): boolean {
  const end = lapsesAt(identity, statement);
  return end !== undefined && end <= now;
}
