/** What is shown of an alert is derived from its merge, the policy and the time; nothing derived is ever merged. */
import type { Alert, Remarks, Reporter } from "../alert/alert.ts";
import { conditions } from "../alert/condition.ts";
import { type Acknowledgement, type Decision, overrules } from "../alert/decision.ts";
import type { Identity } from "../alert/identity.ts";
import type { ActiveStatement, Affected, AttributeValue, Claim, Remark, Statement } from "../alert/observation.ts";
import { compareSeverity, moreSevere, type Severity } from "../alert/severity.ts";
import type { AlertView, Ending, Status } from "../alert/view.ts";
import { earlier, type Instant, later, MILLISECONDS_PER_DAY, shift } from "../event/instant.ts";
import { nextStepAt, stepReached } from "../policy/ladder.ts";
import { type Deadline, type EvaluationPolicy, ladderFor, severityRuleFor } from "../policy/policy.ts";

export interface Evaluation {
  readonly view: AlertView;
  /** The next instant at which time alone can change the view. */
  readonly reviewAt?: Instant | undefined;
}

/** Derives the view of `alert` at `now`. Pure: the same three values give the same view. */
export function evaluate(alert: Alert, policy: EvaluationPolicy, now: Instant): Evaluation {
  const unsettled = unsettledStatements(alert);
  const active = unsettled.filter((statement) => !hasLapsed(alert.identity, statement, now));
  const isOpen = isOpenBy(alert, active);
  const base = baseView(alert, active);
  if (!isOpen) {
    const ended = endingOf(alert, unsettled, active);
    return {
      view: {
        ...base,
        status: "RESOLVED",
        severity: "INFORMATIONAL",
        ended,
        because: ended === "cleared" ? becauseOf(alert) : undefined,
      },
    };
  }
  const deadline = earliestDeadline(active);
  const view: AlertView = {
    ...base,
    status: statusOfOpen(alert, active, policy, now),
    severity: highestSeverity(active),
    deadline: deadline?.at,
    ambiguous: isAmbiguous(alert, active) || undefined,
    unconfirmed: unconfirmedBy(alert.remarks, active),
  };
  const { view: shown, reviewAt } = raised(view, deadline, policy, now);
  return {
    view: isWorseThanSeen(shown, alert) ? { ...shown, status: "OPEN" } : shown,
    reviewAt: [reviewAt, ...endsOf(alert, policy), ...active.map((statement) => lapsesAt(alert.identity, statement))]
      .filter((at) => at !== undefined && at > now)
      .reduce(earliest, undefined),
  };
}

/** All of the view but what depends on the time and on decisions. */
function baseView(alert: Alert, active: readonly ActiveStatement[]): AlertView {
  const { condition, partition, account, region } = alert.identity;
  const latest = Object.values(alert.reporters).map((reporter) => reporter.latest);
  const said = active.length > 0 ? active : latest;
  const ends = active.length > 0 ? [] : endsIn(alert, latest);
  const spoken = ends.length > 0 ? ends : said;
  const speaker = first(spoken, bySpeaker);
  return {
    id: alert.id,
    condition,
    status: "OPEN",
    severity: "INFORMATIONAL",
    partition,
    account,
    region,
    resource: firstReporters(alert, said)?.resource ?? alert.identity.resource,
    title: speaker?.title ?? titleAmong(spoken) ?? titleAmong(said) ?? conditions[condition].label,
    summary: speaker?.summary ?? "Nothing was reported about it yet.",
    remedy: speaker?.remedy ?? conditions[condition].remedy,
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
      )?.actor,
    affected: joinedAffected(said),
  };
}

/** Of an alert that is over speaks who said so: what others still see was settled by it. */
function endsIn({ remarks }: Alert, latest: readonly Claim[]): readonly Statement[] {
  const ends = latest.filter(({ state }) => state === "cleared");
  const archived = archivedBy(remarks);
  return archived === undefined ? ends : [...ends, archived];
}

function becauseOf({ remarks, reporters }: Alert): AlertView["because"] {
  const ends = Object.values(reporters).flatMap(({ latest }) => (latest.state === "cleared" ? [latest] : []));
  const end = first(ends, bySpeaker);
  const archived = archivedBy(remarks);
  return archived !== undefined && (end === undefined || end.at < archived.at) ? "archived" : end?.because;
}

/** The ladder raises what reporters said; a severity rule has the last word. */
function raised(base: AlertView, deadline: Deadline | undefined, policy: EvaluationPolicy, now: Instant): Evaluation {
  const ladder = ladderFor(policy, base, deadline);
  // While nobody knows whether the deadline still holds, it raises nothing further.
  const asOf = base.unconfirmed ? earlier(base.unconfirmed.since, now) : now;
  const step = deadline && stepReached(ladder, deadline.at, asOf);
  const climbed: AlertView = step
    ? { ...base, stepDays: step.days, severity: moreSevere(base.severity, step.severity) }
    : base;
  const rule = severityRuleFor(policy, climbed);
  return {
    view: rule ? { ...climbed, severity: rule.severity } : climbed,
    reviewAt: deadline && nextStepBefore(base.unconfirmed?.since, nextStepAt(ladder, deadline.at, asOf)),
  };
}

function nextStepBefore(end: Instant | undefined, next: Instant | undefined): Instant | undefined {
  return next !== undefined && end !== undefined && next > end ? undefined : next;
}

/** What reporters hold to be wrong, and nothing later has settled. */
function unsettledStatements(alert: Alert): readonly ActiveStatement[] {
  const active: ActiveStatement[] = [];
  const settledAt = settledAtOf(alert);
  for (const name in alert.reporters) {
    const statement = held(alert, alert.reporters[name]);
    if (statement?.state !== "active") continue;
    // In a tie of instants it is not known to be over.
    if (settledAt !== undefined && statement.at < settledAt) continue;
    active.push(statement);
  }
  return active;
}

/** Before when nothing counts that was said: whoever reported it, it was over, or was archived. */
function settledAtOf({ settledAt, remarks }: Alert): Instant | undefined {
  const archivedAt = archivedBy(remarks)?.at;
  if (archivedAt === undefined) return settledAt;
  return settledAt === undefined ? archivedAt : later(settledAt, archivedAt);
}

/** In a tie of instants it is not known to be archived. */
function archivedBy({ archived, unarchived }: Remarks): Remark | undefined {
  if (archived === undefined || unarchived === undefined) return archived;
  return archived.at > unarchived.at ? archived : undefined;
}

/** One change is reported twice, by clocks that differ by seconds: what confirms within this time of a doubt is about the same change. */
const SAME_CHANGE_MILLISECONDS = 60_000;

/** What makes the word of every active statement doubtful. */
function unconfirmedBy(
  { unconfirmed, confirmed }: Remarks,
  active: readonly ActiveStatement[],
): AlertView["unconfirmed"] {
  if (unconfirmed === undefined || active.some(({ at }) => at > unconfirmed.at)) return undefined;
  if (confirmed !== undefined && shift(confirmed.at, SAME_CHANGE_MILLISECONDS) >= unconfirmed.at) return undefined;
  return { since: unconfirmed.at, why: unconfirmed.summary };
}

/** A replay may open what was never known, but reopens nothing: where it was over, the last live statement holds. */
function held(alert: Alert, reporter: Reporter | undefined): Claim | undefined {
  if (reporter === undefined) return undefined;
  const { latest, live } = reporter;
  return latest.replayed && latest.state === "active" && wasOver(alert, reporter) ? live : latest;
}

function wasOver(alert: Alert, reporter: Reporter): boolean {
  return (
    reporter.clearedAt !== undefined || settledAtOf(alert) !== undefined || alert.decisions.ruling?.kind === "resolve"
  );
}

/** A reporter that has not repeated its statement for so long, nor since its deadline, has most likely nothing to say any more. */
function lapsesAt({ condition }: Identity, { at, deadline = at }: ActiveStatement): Instant | undefined {
  const { expiresAfterDays } = conditions[condition];
  if (expiresAfterDays === undefined) return undefined;
  return shift(later(at, deadline), expiresAfterDays * MILLISECONDS_PER_DAY);
}

export function hasLapsed(identity: Identity, statement: ActiveStatement, now: Instant): boolean {
  const end = lapsesAt(identity, statement);
  return end !== undefined && end <= now;
}

function isOpenBy({ decisions: { ruling }, reporters }: Alert, active: readonly ActiveStatement[]): boolean {
  if (ruling?.kind === "resolve") return active.some(({ at }) => at > ruling.at);
  if (active.length > 0) return true;
  // A person knows better than a clearing statement made before the decision, but not than one made after it.
  return ruling !== undefined && Object.values(reporters).every(({ latest }) => latest.at <= ruling.at);
}

function endingOf(
  { decisions: { ruling } }: Alert,
  unsettled: readonly Statement[],
  active: readonly Statement[],
): Ending {
  if (ruling?.kind === "resolve" && active.length > 0) return "decided";
  return unsettled.length > 0 ? "lapsed" : "cleared";
}

/** Whether it is open by statements alone that were made at the very instant of one that cleared them. */
function isAmbiguous(alert: Alert, active: readonly ActiveStatement[]): boolean {
  const settledAt = settledAtOf(alert);
  return (
    active.length > 0 &&
    active.every(({ at, reporter }) => at === settledAt || at === alert.reporters[reporter]?.clearedAt)
  );
}

function statusOfOpen(
  alert: Alert,
  active: readonly ActiveStatement[],
  policy: EvaluationPolicy,
  now: Instant,
): Status {
  const { acknowledgement, suppression, ruling } = alert.decisions;
  const stands = (decision: Decision) => ruling === undefined || overrules(decision, ruling);
  if (suppression && stands(suppression) && now < suppression.until && active.length > 0) return "SUPPRESSED";
  if (acknowledgement && stands(acknowledgement) && now < acknowledgedUntil(acknowledgement, policy)) {
    if (isSameEpisode(alert, active, acknowledgement)) return "ACKNOWLEDGED";
  }
  return "OPEN";
}

/**
 * An acknowledgement ends with the episode that it was given for: once all was well, a return is news. The episode goes on
 * while some reporter that spoke before the decision has not said since, nor had it said for it, that all was well.
 */
function isSameEpisode(alert: Alert, active: readonly ActiveStatement[], { at: decidedAt }: Acknowledgement): boolean {
  if (active.length === 0) return true;
  const settledAt = settledAtOf(alert);
  if (settledAt !== undefined && settledAt > decidedAt) return false;
  return active.some(({ reporter: name }) => {
    const reporter = alert.reporters[name];
    if (reporter === undefined || reporter.firstAt > decidedAt) return false;
    return reporter.clearedAt === undefined || reporter.clearedAt <= decidedAt;
  });
}

/** An acknowledgement of what was HIGH does not stand for what is CRITICAL. */
function isWorseThanSeen({ status, severity }: AlertView, { decisions }: Alert): boolean {
  const seen = decisions.acknowledgement?.seen;
  return status === "ACKNOWLEDGED" && seen !== undefined && compareSeverity(severity, seen.severity) > 0;
}

function acknowledgedUntil({ at }: Acknowledgement, policy: EvaluationPolicy): Instant {
  return shift(at, policy.escalation.acknowledgementHours * 3_600_000);
}

/** When time alone takes the effect of decisions away. */
function endsOf({ decisions }: Alert, policy: EvaluationPolicy): readonly (Instant | undefined)[] {
  const { acknowledgement, suppression } = decisions;
  return [acknowledgement && acknowledgedUntil(acknowledgement, policy), suppression?.until];
}

/** Whose words the view takes: the most severe statement's, of two equal ones the later. */
function bySpeaker(a: Statement, b: Statement): number {
  const severity = compareSeverity(severityIn(b), severityIn(a));
  if (severity !== 0) return severity;
  return compareText(b.at, a.at) || compareText(b.reporter, a.reporter);
}

function severityIn(statement: Statement): Severity {
  return statement.state === "active" ? statement.severity : "INFORMATIONAL";
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function titleAmong(statements: readonly Statement[]): string | undefined {
  const titled = statements.filter(({ title }) => title !== undefined);
  return first(titled, bySpeaker)?.title;
}

/** The statement of the reporter that spoke first: what confirms it later renames nothing. */
function firstReporters({ reporters }: Alert, said: readonly Statement[]): Statement | undefined {
  const firstAt = ({ reporter }: Statement) => reporters[reporter]?.firstAt ?? "";
  return first(said, (a, b) => compareText(firstAt(a), firstAt(b)) || compareText(a.reporter, b.reporter));
}

/** The one that would come first if they were sorted. */
function first<T>(values: readonly T[], compare: (a: T, b: T) => number): T | undefined {
  return values.reduce<T | undefined>(
    (best, next) => (best === undefined || compare(next, best) < 0 ? next : best),
    undefined,
  );
}

/** What any of them says is kept, so that a second reporter takes nothing away that a route matched. */
function joinedAttributes(said: readonly Statement[]): AlertView["attributes"] {
  const joined: Record<string, readonly AttributeValue[]> = {};
  for (const { attributes } of said) {
    for (const name in attributes) {
      const value = attributes[name];
      if (value === undefined) continue;
      const values = isList(value) ? value : [value];
      const known = joined[name];
      joined[name] = known === undefined && values.length === 1 ? values : union(known ?? [], values);
    }
  }
  return joined;
}

/** As many resources as a view shows of those that are affected. */
const AFFECTED_LIMIT = 10;

function union(a: readonly AttributeValue[], b: readonly AttributeValue[]): readonly AttributeValue[] {
  return [...new Set([...a, ...b])].sort(compareValues);
}

function isList(value: AttributeValue | readonly AttributeValue[]): value is readonly AttributeValue[] {
  return Array.isArray(value);
}

function compareValues(a: AttributeValue, b: AttributeValue): number {
  return typeof a === "number" && typeof b === "number" ? a - b : compareText(String(a), String(b));
}

function highestSeverity(active: readonly ActiveStatement[]): Severity {
  return active.reduce<Severity>((highest, { severity }) => moreSevere(highest, severity), "INFORMATIONAL");
}

/** Of two equal ones that whose life is known to be the shorter, so that the order of statements does not matter. */
function earliestDeadline(active: readonly ActiveStatement[]): Deadline | undefined {
  const deadlines = active.flatMap(({ deadline: at, validSince }) => (at === undefined ? [] : [{ at, validSince }]));
  return first(deadlines, (a, b) => compareText(a.at, b.at) || compareText(b.validSince ?? "", a.validSince ?? ""));
}

/** As many as a statement keeps. Which of them are counted twice is not known, so the count is that of the reporter that has most. */
function joinedAffected(said: readonly Statement[]): Affected | undefined {
  const all = said.flatMap(({ affected }) => affected ?? []);
  if (all.length < 2) return all[0];
  const resources = [...new Set(all.flatMap((affected) => affected.resources))].sort();
  const count = Math.max(resources.length, ...all.map((affected) => affected.count));
  return { resources: resources.slice(0, AFFECTED_LIMIT), count };
}

function earliest(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : earlier(a, b);
}
