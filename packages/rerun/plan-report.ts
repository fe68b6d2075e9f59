/** The result of `policy plan` as data, from which every rendering is made. */
import type { Severity } from "@tocsin/core/alert/severity";
import { type Instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import type { TriedRule } from "@tocsin/core/policy/dry-run";
import { type Policy, triedRules } from "@tocsin/core/policy/policy";
import { type MovedShift, movedShifts } from "@tocsin/oncall/schedule/moved-shifts";
import {
  type AtDestination,
  type Difference,
  differenceOf,
  type IdleRule,
  idleRules,
  type Moved,
  toldToNobody,
} from "./difference.ts";
import { type AlertOutcome, isTold, type Outcome } from "./outcome.ts";
import type { Rerun, Span } from "./rerun.ts";

export interface PlanReport
  extends Pick<Difference, "destinations" | "people" | "ringsByHour">,
    Readonly<Record<"earlier" | "later", readonly MovedAlert[]>>,
    Readonly<Record<"noLongerTold" | "newlyTold", readonly AlertAt[]>> {
  readonly format: "tocsin.plan.v1";
  /** True if nobody would have been notified differently, no shift moves, and both policies have the same schedules. */
  readonly isSame: boolean;
  /** True if nobody would have been notified differently: of the same alerts, at the same times, by messages with the same content. */
  readonly isToldSame: boolean;
  readonly from: Instant;
  readonly until: Instant;
  /** The time zone in which hours are counted. */
  readonly timezone: string;
  /** The version of the policy in force. */
  readonly before: number;
  readonly recorded: Recorded;
  /** Alerts that a destination heard of on both sides: `severity` is the highest under the planned policy, and `before` the highest in force. */
  readonly otherSeverity: readonly OtherSeverityAlert[];
  /** How many alerts are left to the weekly digest, which lists every alert: by a route, or because no route takes them. */
  readonly onlyInDigest: { readonly before: number; readonly after: number };
  /** How many alerts nobody would be notified of although no route leaves them to the digest. */
  readonly toldToNobody: readonly UntoldAlert[];
  readonly idleRules: readonly IdleRule[];
  /** Names of schedules that only the planned policy has, and of those that only the policy in force has. */
  readonly newSchedules: readonly string[];
  readonly goneSchedules: readonly string[];
  /** Changes of shifts in the weeks after the span, for schedules that both policies have. */
  readonly movedShifts: readonly MovedShift[];
  /** The use of the planned policy's rules. */
  readonly inDryRun: readonly TriedRule[];
}

/** The records that the past was made of. */
export interface Recorded {
  readonly alerts: number;
  readonly observations: number;
  readonly decisions: number;
  /** How many observations of the span the log names that are no longer stored. */
  readonly lapsed: number;
  /** Unreadable items of the table: heads (each with its whole alert), log entries, observations and silences. */
  readonly unreadable: number;
}

export interface PlannedAlert {
  readonly id: string;
  /** The highest severity under the planned policy. */
  readonly severity: Severity;
  readonly title: string;
  readonly account: string;
}

/** An alert that a destination would no longer have heard of, or would have heard of for the first time. */
export interface AlertAt extends PlannedAlert {
  /** The severity under the policy in force, if it differs. */
  readonly severityBefore?: Severity;
  readonly destination: string;
  /** No other destination hears of it on that side. */
  readonly isOnly: boolean;
}

export interface MovedAlert extends PlannedAlert {
  readonly severityBefore?: Severity;
  readonly destination: string;
  readonly before: Instant;
  readonly after: Instant;
}

export interface OtherSeverityAlert extends PlannedAlert {
  readonly before: Severity;
}

export interface UntoldAlert extends PlannedAlert {
  readonly because: UntoldReason;
}

/** `too-brief`: it was over before its notification was due; `waiting`: its notification is due after the span. */
export type UntoldReason = "no-route" | "silenced" | "suppressed" | "acknowledged" | "too-brief" | "waiting";

export interface Planned {
  readonly span: Span;
  readonly recorded: Recorded;
  readonly inForce: Policy;
  /** The planned policy. */
  readonly policy: Policy;
  readonly before: Rerun;
  readonly after: Rerun;
}

/** As far ahead as most rotations are planned. */
const SHIFTS_DAYS = 28;

export function planReport({ span, recorded, inForce, policy, before, after }: Planned): PlanReport {
  const { isSame, earlier, later, lost, gained, otherSeverity, ...difference } = differenceOf(
    before.outcome,
    after.outcome,
  );
  const [newSchedules, goneSchedules] = [schedulesBeside(policy, inForce), schedulesBeside(inForce, policy)];
  const others = new Set([...newSchedules, ...goneSchedules]);
  const until = shift(span.until, SHIFTS_DAYS * MILLISECONDS_PER_DAY);
  const shifted = movedShifts(inForce, policy, span.until, until).filter(({ schedule }) => !others.has(schedule));
  return {
    format: "tocsin.plan.v1",
    isSame: isSame && shifted.length === 0 && others.size === 0,
    isToldSame: isSame,
    from: span.from,
    until: span.until,
    timezone: policy.timezone,
    before: inForce.version,
    recorded,
    ...difference,
    earlier: earlier.map(movedAlert),
    later: later.map(movedAlert),
    noLongerTold: lost.map((one) => alertAt(one, after.outcome)),
    newlyTold: gained.map((one) => alertAt(one, before.outcome)),
    otherSeverity: otherSeverity.map((one) => ({ ...plannedAlert(one.alert), before: one.before })),
    onlyInDigest: { before: digestOnly(before.outcome), after: digestOnly(after.outcome) },
    toldToNobody: untoldAlerts(after.outcome),
    idleRules: idleRules(after.rules, after.outcome),
    newSchedules,
    goneSchedules,
    movedShifts: shifted,
    inDryRun: triedRules(policy),
  };
}

/** Names that the other policy lacks. */
function schedulesBeside(one: Pick<Policy, "schedules">, other: Pick<Policy, "schedules">): readonly string[] {
  const known = new Set(other.schedules.map(({ name }) => name));
  return one.schedules.map(({ name }) => name).filter((name) => !known.has(name));
}

function digestOnly({ alerts }: Outcome): number {
  return [...alerts.values()].filter((alert) => !isTold(alert) && alert.bucket === undefined).length;
}

/** The most severe first. */
export function untoldAlerts(outcome: Outcome): readonly UntoldAlert[] {
  return toldToNobody(outcome)
    .filter(({ urgency }) => urgency !== "digest")
    .map((alert) => ({ ...plannedAlert(alert), because: becauseOf(alert) }));
}

function becauseOf({ bucket }: AlertOutcome): UntoldReason {
  switch (bucket) {
    case undefined:
      return "no-route";
    case "open":
      return "waiting";
    case "over":
      return "too-brief";
    case "acknowledged":
    case "suppressed":
    case "silenced":
      return bucket;
    default:
      return bucket satisfies never;
  }
}

function plannedAlert({ severity, view: { id, title, account } }: AlertOutcome): PlannedAlert {
  return { id, severity, title, account };
}

function movedAlert({ alert, severityBefore, destination, before, after }: Moved): MovedAlert {
  return { ...plannedAlert(alert), ...(severityBefore && { severityBefore }), destination, before, after };
}

/** @param other the outcome of the policy under which the destination does not hear of it. */
function alertAt({ alert, severityBefore, destination }: AtDestination, { alerts }: Outcome): AlertAt {
  const there = alerts.get(alert.view.id);
  return {
    ...plannedAlert(alert),
    ...(severityBefore && { severityBefore }),
    destination,
    isOnly: there === undefined || !isTold(there),
  };
}
