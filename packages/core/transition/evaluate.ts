/** What is shown of an alert is derived from its merge, the policy and the time; nothing derived is ever merged. */
import type { Alert, Reporter } from "../alert/alert.ts";
import { conditions } from "../alert/condition.ts";
import { type Acknowledgement, type Decision, overrules } from "../alert/decision.ts";
import type { ActiveStatement, AttributeValue, Statement } from "../alert/observation.ts";
import { compareSeverity, moreSevere, type Severity } from "../alert/severity.ts";
import type { AlertView, Ending, Status } from "../alert/view.ts";
import { earlier, type Instant, MILLISECONDS_PER_DAY, shift } from "../event/instant.ts";
import { nextStepAt, stepReached } from "../policy/ladder.ts";
import { type EvaluationPolicy, ladderFor, severityRuleFor } from "../policy/policy.ts";

export interface Evaluation {
  readonly view: AlertView;
  /** The next instant at which time alone can change the view. */
  readonly reviewAt?: Instant | undefined;
}

/** Derives the view of `alert` at `now`. Pure: the same three values give the same view. */
export function evaluate(alert: Alert, policy: EvaluationPolicy, now: Instant): Evaluation {
  const unsettled = unsettledStatements(alert);
  const active = unsettled.filter((statement) => !hasLapsed(alert, statement, now));
  const isOpen = isOpenBy(alert, active);
  const base = baseView(alert, active);
  if (!isOpen) {
    return {
      view: { ...base, status: "RESOLVED", severity: "INFORMATIONAL", ended: endingOf(alert, unsettled, active) },
    };
  }
  const status = statusOfOpen(alert, active, policy, now);
  const view = { ...base, status, severity: highestSeverity(active), deadline: earliestDeadline(active) };
  const { view: shown, reviewAt } = raised(
    isAmbiguous(alert, active) ? { ...view, ambiguous: true } : view,
    policy,
    now,
  );
  return {
    view: isWorseThanSeen(shown, alert) ? { ...shown, status: "OPEN" } : shown,
    reviewAt: [reviewAt, ...endsOf(alert, policy), ...active.map((statement) => lapsesAt(alert, statement))]
      .filter((at) => at !== undefined && at > now)
      .reduce(earliest, undefined),
  };
}

/** All of the view but what depends on the time and on decisions. */
function baseView(alert: Alert, active: readonly ActiveStatement[]): AlertView {
  const { condition, partition, account, region } = alert.identity;
  const latest = Object.values(alert.reporters).map((reporter) => reporter.latest);
  const said = active.length > 0 ? active : latest;
  // Of an alert that is over speaks who said so: what others still see was settled by it.
  const ends = active.length > 0 ? [] : latest.filter(({ state }) => state === "cleared");
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
  };
}

/** The ladder raises what reporters said; a severity rule has the last word. */
function raised(base: AlertView, policy: EvaluationPolicy, now: Instant): Evaluation {
  const ladder = ladderFor(policy, base);
  const step = base.deadline && stepReached(ladder, base.deadline, now);
  const climbed: AlertView = step
    ? { ...base, stepDays: step.days, severity: moreSevere(base.severity, step.severity) }
    : base;
  const rule = severityRuleFor(policy, climbed);
  return {
    view: rule ? { ...climbed, severity: rule.severity } : climbed,
    reviewAt: base.deadline && nextStepAt(ladder, base.deadline, now),
  };
}

/** What reporters hold to be wrong, and nothing later has settled. */
function unsettledStatements(alert: Alert): readonly ActiveStatement[] {
  const active: ActiveStatement[] = [];
  for (const name in alert.reporters) {
    const statement = held(alert, alert.reporters[name]);
    if (statement?.state !== "active") continue;
    // In a tie of instants it is not known to be over.
    if (alert.settledAt !== undefined && statement.at < alert.settledAt) continue;
    active.push(statement);
  }
  return active;
}

/** A replay may open what was never known, but reopens nothing: where it was over, the last live statement holds. */
function held(alert: Alert, reporter: Reporter | undefined): Statement | undefined {
  if (reporter === undefined) return undefined;
  const { latest, live } = reporter;
  return latest.replayed && latest.state === "active" && wasOver(alert, reporter) ? live : latest;
}

function wasOver(alert: Alert, reporter: Reporter): boolean {
  return (
    reporter.clearedAt !== undefined || alert.settledAt !== undefined || alert.decisions.ruling?.kind === "resolve"
  );
}

/** A reporter that has not repeated its statement for so long has most likely nothing to say any more. */
function lapsesAt({ identity }: Alert, { at }: ActiveStatement): Instant | undefined {
  const { expiresAfterDays } = conditions[identity.condition];
  return expiresAfterDays === undefined ? undefined : shift(at, expiresAfterDays * MILLISECONDS_PER_DAY);
}

function hasLapsed(alert: Alert, statement: ActiveStatement, now: Instant): boolean {
  const end = lapsesAt(alert, statement);
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
function isAmbiguous({ settledAt, reporters }: Alert, active: readonly ActiveStatement[]): boolean {
  return (
    active.length > 0 && active.every(({ at, reporter }) => at === settledAt || at === reporters[reporter]?.clearedAt)
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
  if (alert.settledAt !== undefined && alert.settledAt > decidedAt) return false;
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

function earliestDeadline(active: readonly ActiveStatement[]): Instant | undefined {
  return active.reduce<Instant | undefined>((first, { deadline }) => earliest(first, deadline), undefined);
}

function earliest(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : earlier(a, b);
}
