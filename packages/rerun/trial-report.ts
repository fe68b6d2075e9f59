/** What `trial` has to say of a policy on somebody's own events: as data, of which every rendering is made. */
import type { Instant } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import { type IdleRule, idleRules } from "./difference.ts";
import type { Outcome, Sent } from "./outcome.ts";
import { type UntoldAlert, untoldAlerts } from "./plan-report.ts";
import type { Rerun, Span } from "./rerun.ts";

export interface TrialReport {
  readonly format: "tocsin.trial.v1";
  readonly from: Instant;
  readonly until: Instant;
  readonly timezone: string;
  readonly destinations: readonly ({ readonly destination: string } & Sent)[];
  /** Of the hours of the day in which anybody's phone rang for something new. */
  readonly ringsByHour: readonly { readonly hour: number; readonly rings: number }[];
  /** How many alerts there were of which people were to hear, by how soon. */
  readonly alerts: Readonly<Record<"now" | "morning" | "digest" | "nobody", number>>;
  /** Of these nobody would hear. */
  readonly toldToNobody: readonly UntoldAlert[];
  readonly idleRules: readonly IdleRule[];
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
    alerts: countsOf(outcome),
    toldToNobody: untoldAlerts(outcome),
    idleRules: idleRules(rules, outcome),
  };
}

function countsOf({ alerts }: Outcome): TrialReport["alerts"] {
  const of = (wanted: string) => [...alerts.values()].filter(({ urgency }) => urgency === wanted).length;
  return { now: of("now"), morning: of("morning"), digest: of("digest"), nobody: of("none") };
}

function byDestination(a: { readonly destination: string }, b: { readonly destination: string }): number {
  return a.destination < b.destination ? -1 : 1;
}
