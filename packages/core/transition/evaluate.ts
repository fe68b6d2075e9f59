/** What is shown of an alert is derived from its merge, the policy and the time; nothing derived is ever merged. */
import type { Alert, Reporter } from "../alert/alert.ts";
import { conditions } from "../alert/condition.ts";
import type { Decision } from "../alert/decision.ts";
import type { ActiveStatement, Statement } from "../alert/observation.ts";
import { moreSevere, type Severity } from "../alert/severity.ts";
import type { AlertView, Status } from "../alert/view.ts";
import { earlier, type Instant, shift } from "../event/instant.ts";
import { nextStepAt, stepReached } from "../policy/ladder.ts";
import { type EvaluationPolicy, ladderFor, severityRuleFor } from "../policy/policy.ts";

export interface Evaluation {
  readonly view: AlertView;
  /** The next instant at which time alone can change the view. */
  readonly reviewAt?: Instant | undefined;
}

/** Derives the view of `alert` at `now`. Pure: the same three values give the same view. */
export function evaluate(alert: Alert, policy: EvaluationPolicy, now: Instant): Evaluation {
  const active = activeStatements(alert);
  const status = statusOf(alert, active, policy, now);
  const spoken = speaker(active.length > 0 ? active : Object.values(alert.reporters).map(({ latest }) => latest));
  const deadline = status === "RESOLVED" ? undefined : earliestDeadline(active);
  const { condition, partition, account, region } = alert.identity;

  const base: AlertView = {
    id: alert.id,
    condition,
    status,
    severity: status === "RESOLVED" ? "INFORMATIONAL" : highestSeverity(active),
    partition,
    account,
    region,
    resource: spoken?.resource ?? alert.identity.resource,
    title: spoken?.title ?? conditions[condition].label,
    summary: spoken?.summary ?? "Nothing was reported about it yet.",
    remedy: spoken?.remedy ?? conditions[condition].remedy,
    link: spoken?.link,
    deadline,
    firstSeenAt: alert.firstSeenAt,
    lastSeenAt: alert.lastSeenAt,
    count: alert.count,
    reporters: reporterNames(alert, active),
    attributes: spoken?.attributes ?? {},
  };
  if (status === "RESOLVED") return { view: base };
  return raised(base, alert, policy, now);
}

/** The ladder raises what reporters said; a severity rule has the last word. */
function raised(base: AlertView, alert: Alert, policy: EvaluationPolicy, now: Instant): Evaluation {
  const ladder = ladderFor(policy, base);
  const step = base.deadline && stepReached(ladder, base.deadline, now);
  const climbed: AlertView = step
    ? { ...base, stepDays: step.days, severity: moreSevere(base.severity, step.severity) }
    : base;
  const rule = severityRuleFor(policy, climbed);
  return {
    view: rule ? { ...climbed, severity: rule.severity } : climbed,
    reviewAt: earliest(
      base.deadline && nextStepAt(ladder, base.deadline, now),
      decisionEndsAt(alert.decision, policy, now),
    ),
  };
}

/** What reporters hold to be wrong now. */
function activeStatements(alert: Alert): readonly ActiveStatement[] {
  const active: ActiveStatement[] = [];
  for (const name in alert.reporters) {
    const statement = held(alert, alert.reporters[name]);
    if (statement?.state !== "active") continue;
    if (alert.settledAt !== undefined && statement.at <= alert.settledAt) continue;
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
  return reporter.clearedAt !== undefined || alert.settledAt !== undefined || alert.decision?.kind === "resolve";
}

function statusOf(alert: Alert, active: readonly ActiveStatement[], policy: EvaluationPolicy, now: Instant): Status {
  const { decision } = alert;
  if (decision === undefined) return active.length > 0 ? "OPEN" : "RESOLVED";
  switch (decision.kind) {
    case "resolve":
      return active.some(({ at }) => at > decision.at) ? "OPEN" : "RESOLVED";
    case "reopen":
      // An operator knows better than a clearing statement made before, but not than one made after.
      return active.length > 0 || isUncontested(alert, decision) ? "OPEN" : "RESOLVED";
    case "suppress":
      if (active.length === 0) return "RESOLVED";
      return now < decision.until ? "SUPPRESSED" : "OPEN";
    case "acknowledge":
      if (active.length === 0) return "RESOLVED";
      return now < acknowledgedUntil(decision, policy) && isSameEpisode(alert, active, decision)
        ? "ACKNOWLEDGED"
        : "OPEN";
    default:
      return decision satisfies never;
  }
}

/**
 * An acknowledgement ends with the episode that it was given for: once all was well, a return is news. The episode goes on
 * while some reporter that spoke before the decision has not said since, nor had it said for it, that all was well.
 */
function isSameEpisode(alert: Alert, active: readonly ActiveStatement[], decision: Decision): boolean {
  if (alert.settledAt !== undefined && alert.settledAt > decision.at) return false;
  return active.some(({ reporter: name }) => {
    const reporter = alert.reporters[name];
    if (reporter === undefined || reporter.firstAt > decision.at) return false;
    return reporter.clearedAt === undefined || reporter.clearedAt <= decision.at;
  });
}

function isUncontested(alert: Alert, decision: Decision): boolean {
  return Object.values(alert.reporters).every(({ latest }) => latest.at <= decision.at);
}

function acknowledgedUntil(decision: Decision, policy: EvaluationPolicy): Instant {
  return shift(decision.at, policy.escalation.acknowledgementHours * 3_600_000);
}

/** When time alone takes a decision's effect away; none when it already has, or never will. */
function decisionEndsAt(decision: Decision | undefined, policy: EvaluationPolicy, now: Instant): Instant | undefined {
  if (decision === undefined) return undefined;
  const end =
    decision.kind === "suppress"
      ? decision.until
      : decision.kind === "acknowledge"
        ? acknowledgedUntil(decision, policy)
        : undefined;
  return end !== undefined && now < end ? end : undefined;
}

/** Whose words the view takes: the most severe statement's, of two equal ones the later. */
function speaker(statements: readonly Statement[]): Statement | undefined {
  return statements.reduce<Statement | undefined>((best, next) => {
    if (best === undefined) return next;
    const a = [best.state === "active" ? best.severity : "INFORMATIONAL", best.at, best.reporter] as const;
    const b = [next.state === "active" ? next.severity : "INFORMATIONAL", next.at, next.reporter] as const;
    if (a[0] !== b[0]) return moreSevere(a[0], b[0]) === a[0] ? best : next;
    return a[1] !== b[1] ? (a[1] > b[1] ? best : next) : a[2] > b[2] ? best : next;
  }, undefined);
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

function reporterNames(alert: Alert, active: readonly ActiveStatement[]): readonly string[] {
  const names: string[] = [];
  for (const { reporter } of active) names.push(reporter);
  return (names.length > 0 ? names : Object.keys(alert.reporters)).sort();
}
