/** What `policy plan` has to say: as data, of which every rendering is made. */
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
  /** Nobody would have been notified otherwise, nobody's shift moves, and there are the same schedules. */
  readonly isSame: boolean;
  /** Nobody would have been notified otherwise: of the same, at the same times, by messages that say the same. */
  readonly isToldSame: boolean;
  readonly from: Instant;
  readonly until: Instant;
  /** In which hours of the day are counted. */
  readonly timezone: string;
  /** The version that is in force. */
  readonly before: number;
  readonly recorded: Recorded;
  /** Of which a destination heard on both sides: with `severity` as it would have been at its worst, and `before` as it was. */
  readonly otherSeverity: readonly OtherSeverityAlert[];
  /** How many alerts are left to the weekly digest, which has every alert: by a route, or because none takes them. */
  readonly onlyInDigest: { readonly before: number; readonly after: number };
  /** Of these nobody would be notified, and no route leaves them to the digest. */
  readonly toldToNobody: readonly UntoldAlert[];
  readonly idleRules: readonly IdleRule[];
  /** Schedules that the policy in force has not, by their names, and those that the other has not. */
  readonly newSchedules: readonly string[];
  readonly goneSchedules: readonly string[];
  /** In the weeks after the span: when somebody else would be on call by a schedule that both have. */
  readonly movedShifts: readonly MovedShift[];
  /** Of the policy that is planned. */
  readonly inDryRun: readonly TriedRule[];
}

/** What the past was made of. */
export interface Recorded {
  readonly alerts: number;
  readonly observations: number;
  readonly decisions: number;
  /** Observations of this span that the log names, and that are not kept any more. */
  readonly lapsed: number;
  /** Items of the table that cannot be read: heads, each with all of its alert, entries of logs, observations and silences. */
  readonly unreadable: number;
}

export interface PlannedAlert {
  readonly id: string;
  /** By the policy that is planned, as it would have been at its worst. */
  readonly severity: Severity;
  readonly title: string;
  readonly account: string;
}

/** An alert of which a destination would no longer have heard, or for the first time. */
export interface AlertAt extends PlannedAlert {
  /** By the policy in force, where that is another. */
  readonly severityBefore?: Severity;
  readonly destination: string;
  /** Nobody else hears of it on that side. */
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

/** `too-brief`: it was over before its time to be told; `waiting`: its time comes after the span. */
export type UntoldReason = "no-route" | "silenced" | "suppressed" | "acknowledged" | "too-brief" | "waiting";

export interface Planned {
  readonly span: Span;
  readonly recorded: Recorded;
  readonly inForce: Policy;
  /** The policy that is planned. */
  readonly policy: Policy;
  readonly before: Rerun;
  readonly after: Rerun;
}

/** As far as rotations are planned ahead by most. */
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

/** The names of those that the other has not. */
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

/** @param other what came of the policy by which the destination does not hear of it. */
function alertAt({ alert, severityBefore, destination }: AtDestination, { alerts }: Outcome): AlertAt {
  const there = alerts.get(alert.view.id);
  return {
    ...plannedAlert(alert),
    ...(severityBefore && { severityBefore }),
    destination,
    isOnly: there === undefined || !isTold(there),
  };
}
