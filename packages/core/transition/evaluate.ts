/** The view of an alert is derived from its merge, the world and the time; nothing derived is ever merged. */
import type { Actor } from "../alert/actor.ts";
import type { Alert } from "../alert/alert.ts";
import { conditions } from "../alert/condition.ts";
import { type Acknowledgement, type Decision, overrules, shownAuthor } from "../alert/decision.ts";
import type { ActiveStatement, Claim, Remark, Statement } from "../alert/observation.ts";
import { compareSeverity, moreSevere, type Severity } from "../alert/severity.ts";
import type { AlertView, Decided, Ending, EvaluatedView, Status } from "../alert/view.ts";
import { factsOf } from "../directory/directory.ts";
import { ownerOf } from "../directory/owner.ts";
import { earlier, type Instant, shift } from "../event/instant.ts";
import { awaitsApproval } from "../policy/approval.ts";
import { nextStepAt, stepReached } from "../policy/ladder.ts";
import { type Deadline, type EvaluationPolicy, ladderFor, severityRuleFor } from "../policy/policy.ts";
import type { World } from "../policy/world.ts";
import {
  compareText,
  earliestDeadline,
  first,
  highestSeverity,
  joinedAffected,
  joinedAttributes,
} from "./joined-statements.ts";
import {
  archivedBy,
  callerBehind,
  hasLapsed,
  hasSeenSince,
  isTied,
  lapsesAt,
  passedBy,
  settledAtOf,
  unconfirmedBy,
  unsettledStatements,
} from "./standing-statements.ts";

export interface Evaluation {
  readonly view: EvaluatedView;
  /** The next instant at which time alone can change the view. */
  readonly reviewAt?: Instant | undefined;
  /** When time alone brings the next step of its ladder. */
  readonly nextStepAt?: Instant | undefined;
}

/** Derives the view of `alert` at `now`. Pure: the same three values give the same view. */
export function evaluate(alert: Alert, world: World, now: Instant): Evaluation {
  const unsettled = unsettledStatements(alert);
  const active = unsettled.filter((statement) => !hasLapsed(alert.identity, statement, now));
  const isOpen = isOpenBy(alert, active);
  const base = withOwner(baseView(alert, active, unsettled), world);
  if (!isOpen) {
    const ended = endingOf(alert, unsettled);
    return {
      view: {
        ...base,
        status: "RESOLVED",
        severity: "INFORMATIONAL",
        ended,
        because: ended === "cleared" ? becauseOf(alert) : undefined,
        decided: ended === "decided" ? shownDecision(alert.decisions.ruling) : undefined,
      },
    };
  }
  const deadline = earliestDeadline(active);
  const view: EvaluatedView = {
    ...base,
    status: statusOfOpen(alert, active, now),
    severity: highestSeverity(active),
    deadline: deadline?.at,
    ambiguous: isAmbiguous(alert, active) || undefined,
    unconfirmed: unconfirmedBy(alert.remarks, active),
  };
  const { view: shown, nextStepAt } = raised(view, deadline, world.policy, now);
  const approved = awaitsApproval(alert.decisions, shown.severity, world.policy)
    ? { ...shown, status: statusOfOpen(withoutSuppression(alert), active, now) }
    : shown;
  return {
    view: isWorseThanSeen(approved, alert)
      ? { ...approved, status: "OPEN" }
      : { ...approved, decided: decidedOn(approved, alert) },
    nextStepAt,
    reviewAt: [nextStepAt, ...endsOf(alert), ...active.map((statement) => lapsesAt(alert.identity, statement))]
      .filter((at) => at !== undefined && at > now)
      .reduce(earliest, undefined),
  };
}

/** The part of the view that does not depend on the time and on decisions. */
function baseView(alert: Alert, active: readonly ActiveStatement[], unsettled: readonly ActiveStatement[]): AlertView {
  const { condition, partition, account, region } = alert.identity;
  const latest = Object.values(alert.reporters).map((reporter) => reporter.latest);
  // If it lapsed, or a person ended it, no reporter said that it is over: the view then shows the words of those who reported it.
  const standing = active.length > 0 ? active : unsettled;
  const said = standing.length > 0 ? standing : latest;
  const ends = standing.length > 0 ? [] : endsIn(alert, latest);
  const spoken = ends.length > 0 ? ends : said;
  // The actor who caused it did not end it, unless the announced event has just happened.
  const isEnded = ends.length > 0 && passedBy(alert) === undefined;
  const speaker = first(spoken, bySpeaker);
  return {
    id: alert.id,
    condition,
    status: "OPEN",
    severity: "INFORMATIONAL",
    partition,
    account,
    region,
    // For a finding that has only been archived so far, the archiving statement is all that is known.
    resource: firstReporters(alert, said)?.resource ?? (alert.identity.resource || speaker?.resource || ""),
    title: speaker?.title ?? titleAmong(spoken) ?? titleAmong(said) ?? conditions[condition].label,
    summary: speaker?.summary ?? "Nothing was reported about it yet.",
    // A cause once known stays: a reporter that confirms the condition without the cause does not remove its remedy.
    remedy:
      first(
        spoken.filter((statement) => statement.remedy !== undefined),
        bySpeaker,
      )?.remedy ?? conditions[condition].remedy,
    link: speaker?.link,
    firstSeenAt: alert.firstSeenAt,
    lastSeenAt: alert.lastSeenAt,
    count: alert.count,
    reporters: said.map(({ reporter }) => reporter).sort(),
    attributes: joinedAttributes(said),
    actor:
      speaker?.actor ??
      first(
        spoken.filter(({ actor }) => actor !== undefined),
        bySpeaker,
      )?.actor ??
      (isEnded ? undefined : callerAmong(alert, spoken)),
    affected: joinedAffected(said),
  };
}

function callerAmong(alert: Alert, spoken: readonly Statement[]): Actor | undefined {
  return spoken.map((statement) => callerBehind(alert, statement)).find((caller) => caller !== undefined);
}

/** Rules of owners use neither status nor severity, which the view does not have yet: the owner stays the same to the end. */
function withOwner(base: AlertView, { policy, directory }: World): EvaluatedView {
  const entry = directory.of(base.account);
  const known = { ...base, directory: factsOf(entry) };
  return { ...known, ...ownerOf(known, policy.ownerRules, entry, policy.fallbackOwner) };
}

/** For an alert that is over, the view shows the words of the one who ended it: that settled what others still see. */
function endsIn(alert: Alert, latest: readonly Claim[]): readonly Statement[] {
  return [...latest.filter(({ state }) => state === "cleared"), ...endingRemarks(alert)];
}

function endingRemarks(alert: Alert): readonly Remark[] {
  return [archivedBy(alert), passedBy(alert)].filter((remark) => remark !== undefined);
}

function becauseOf(alert: Alert): AlertView["because"] {
  const ends = Object.values(alert.reporters).flatMap(({ latest }) => (latest.state === "cleared" ? [latest] : []));
  const end = first(ends, bySpeaker);
  const remark = first(endingRemarks(alert), bySpeaker);
  if (remark === undefined || (end !== undefined && end.at >= remark.at)) return end?.because;
  return remark.effect === "came-to-pass" ? "deleted-at-date" : "archived";
}

/** The ladder raises what reporters said; a severity rule has the last word. */
function raised(
  base: EvaluatedView,
  deadline: Deadline | undefined,
  policy: EvaluationPolicy,
  now: Instant,
): Evaluation {
  const ladder = ladderFor(policy, base, deadline);
  // While nobody knows whether the deadline still holds, it raises no severity any more.
  const asOf = base.unconfirmed ? earlier(base.unconfirmed.since, now) : now;
  const step = deadline && stepReached(ladder, deadline.at, asOf);
  const climbed: EvaluatedView = step
    ? { ...base, stepDays: step.days, severity: moreSevere(base.severity, step.severity) }
    : base;
  const rule = severityRuleFor(policy, climbed);
  return {
    view: rule ? { ...climbed, severity: rule.severity } : climbed,
    nextStepAt: deadline && nextStepBefore(base.unconfirmed?.since, nextStepAt(ladder, deadline.at, asOf)),
  };
}

function nextStepBefore(end: Instant | undefined, next: Instant | undefined): Instant | undefined {
  return next !== undefined && end !== undefined && next > end ? undefined : next;
}

function isOpenBy({ decisions: { ruling }, reporters }: Alert, active: readonly ActiveStatement[]): boolean {
  if (ruling?.kind === "resolve") return active.some(({ at }) => at > ruling.at);
  if (active.length > 0) return true;
  // A person knows better than a clearing statement made before the decision, but not than one made after it.
  return ruling !== undefined && Object.values(reporters).every(({ latest }) => latest.at <= ruling.at);
}

/** An alert that a person has ended does not lapse any more. */
function endingOf({ decisions: { ruling } }: Alert, unsettled: readonly Statement[]): Ending {
  if (unsettled.length === 0) return "cleared";
  return ruling?.kind === "resolve" && unsettled.every(({ at }) => at <= ruling.at) ? "decided" : "lapsed";
}

/** Whether it is open only because of statements with the same instant as one that cleared them. */
function isAmbiguous(alert: Alert, active: readonly ActiveStatement[]): boolean {
  return active.length > 0 && active.every((statement) => isTied(alert, statement));
}

function statusOfOpen(alert: Alert, active: readonly ActiveStatement[], now: Instant): Status {
  const { acknowledgement, suppression, ruling } = alert.decisions;
  const stands = (decision: Decision) => ruling === undefined || overrules(decision, ruling);
  if (suppression && stands(suppression) && now < suppression.until && active.length > 0) return "SUPPRESSED";
  if (acknowledgement && stands(acknowledgement) && now < acknowledgedUntil(acknowledgement)) {
    if (isSameEpisode(alert, active, acknowledgement)) return "ACKNOWLEDGED";
  }
  return "OPEN";
}

/**
 * An acknowledgement ends with its episode: once all was well, a return is news. The episode continues while a reporter that spoke before
 * the decision has not been cleared since, by itself or by another.
 */
function isSameEpisode(alert: Alert, active: readonly ActiveStatement[], { at: decidedAt }: Acknowledgement): boolean {
  if (active.length === 0) return true;
  const settledAt = settledAtOf(alert);
  if (settledAt !== undefined && settledAt > decidedAt) return false;
  return active.some(({ reporter: name }) => {
    const reporter = alert.reporters[name];
    return reporter !== undefined && hasSeenSince(alert, reporter, decidedAt);
  });
}

function withoutSuppression(alert: Alert): Alert {
  return { ...alert, decisions: { ...alert.decisions, suppression: undefined } };
}

/** An acknowledgement of a HIGH alert does not cover a CRITICAL one. */
function isWorseThanSeen({ status, severity }: AlertView, { decisions }: Alert): boolean {
  const seen = decisions.acknowledgement?.seen;
  return status === "ACKNOWLEDGED" && seen !== undefined && compareSeverity(severity, seen.severity) > 0;
}

/** The decision by which an open alert has its status. */
function decidedOn({ status }: AlertView, { decisions }: Alert): Decided | undefined {
  const { acknowledgement, suppression } = decisions;
  if (status === "SUPPRESSED") return shownDecision(suppression, suppression?.until);
  return status === "ACKNOWLEDGED"
    ? shownDecision(acknowledgement, acknowledgement && acknowledgedUntil(acknowledgement))
    : undefined;
}

function shownDecision(decision: Decision | undefined, until?: Instant): Decided | undefined {
  return decision && { by: shownAuthor(decision.by), at: decision.at, why: decision.why, until };
}

/** How long an acknowledgement lasts that does not say until when it holds. */
const ACKNOWLEDGEMENT_HOURS = 24;

/** When an acknowledgement ends by time alone. */
export function acknowledgedUntil({ at, until }: Acknowledgement): Instant {
  return until ?? shift(at, ACKNOWLEDGEMENT_HOURS * 3_600_000);
}

/** When time alone takes the effect of decisions away. */
function endsOf({ decisions }: Alert): readonly (Instant | undefined)[] {
  const { acknowledgement, suppression } = decisions;
  return [acknowledgement && acknowledgedUntil(acknowledgement), suppression?.until];
}

/** The statement whose texts the view shows: the most severe, of two equal ones the later. */
function bySpeaker(a: Statement, b: Statement): number {
  const severity = compareSeverity(severityIn(b), severityIn(a));
  if (severity !== 0) return severity;
  return compareText(b.at, a.at) || compareText(b.reporter, a.reporter);
}

function severityIn(statement: Statement): Severity {
  return statement.state === "active" ? statement.severity : "INFORMATIONAL";
}

function titleAmong(statements: readonly Statement[]): string | undefined {
  const titled = statements.filter(({ title }) => title !== undefined);
  return first(titled, bySpeaker)?.title;
}

/** The statement of the reporter that spoke first: later confirmations rename nothing. */
function firstReporters({ reporters }: Alert, said: readonly Statement[]): Statement | undefined {
  const firstAt = ({ reporter }: Statement) => reporters[reporter]?.firstAt ?? "";
  return first(said, (a, b) => compareText(firstAt(a), firstAt(b)) || compareText(a.reporter, b.reporter));
}

function earliest(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : earlier(a, b);
}
