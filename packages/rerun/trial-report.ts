/** The result of `trial` as data, from which every rendering is made. */
import type { Instant } from "@tocsin/core/event/instant";
import type { TriedRule } from "@tocsin/core/policy/dry-run";
import { type Policy, triedRules } from "@tocsin/core/policy/policy";
import type { Urgency } from "@tocsin/core/policy/urgency";
import { type IdleRule, idleRules } from "./difference.ts";
import type { AlertOutcome, Outcome, Ring, Sent } from "./outcome.ts";
import { type UntoldAlert, untoldAlerts } from "./plan-report.ts";
import type { Rerun, Span } from "./rerun.ts";

export interface TrialReport {
  readonly format: "tocsin.trial.v1";
  readonly from: Instant;
  readonly until: Instant;
  readonly timezone: string;
  readonly destinations: readonly ({ readonly destination: string } & Sent)[];
  /** The hours of the day in which anybody's phone rang for something new. */
  readonly ringsByHour: readonly { readonly hour: number; readonly rings: number }[];
  /** The first rings for something new, by name. */
  readonly firstRings: readonly Ring[];
  /** How many alerts there were, by how soon somebody was to be notified; nobody is notified of those of `digest`, which the digest lists. */
  readonly alerts: Readonly<Record<Urgency, number>>;
  /** How many of these nobody would be notified of although no route leaves them to the digest. */
  readonly toldToNobody: readonly UntoldAlert[];
  readonly idleRules: readonly IdleRule[];
  readonly inDryRun: readonly TriedRule[];
}

export function trialReport({ outcome, rules }: Rerun, policy: Policy, { from, until }: Span): TrialReport {
  return {
    ...{ format: "tocsin.trial.v1", from, until, timezone: policy.timezone },
    destinations: [...outcome.destinations]
      .map(([destination, sent]) => ({ destination, ...sent }))
      .sort(byDestination),
    ringsByHour: outcome.ringsByHour
      .map((rings, hour) => ({ hour, rings: rings - (outcome.remindersByHour[hour] ?? 0) }))
      .filter(({ rings }) => rings > 0),
    firstRings: outcome.firstRings,
    alerts: countsOf(outcome),
    toldToNobody: untoldAlerts(outcome),
    idleRules: idleRules(rules, outcome),
    inDryRun: triedRules(policy),
  };
}

function countsOf({ alerts }: Outcome): TrialReport["alerts"] {
  const of = (...wanted: readonly AlertOutcome["urgency"][]) =>
    [...alerts.values()].filter(({ urgency }) => wanted.includes(urgency)).length;
  return { now: of("now"), morning: of("morning"), digest: of("digest", "none") };
}

function byDestination(a: { readonly destination: string }, b: { readonly destination: string }): number {
  return a.destination < b.destination ? -1 : 1;
}
