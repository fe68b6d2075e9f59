/** What a report must say, computed from each step of each alert: slow, plain, and without the code that it checks. */
import { type Severity, severities } from "@tocsin/core/alert/severity";
import type { AlertView } from "@tocsin/core/alert/view";
import { epochOf, type Instant, instantOfEpoch, shift } from "@tocsin/core/event/instant";
import type { Edition } from "../report/format.ts";
import type { Step } from "./histories.ts";

const DAY = 86_400_000;
const WEEK = 7 * DAY;
const QUARTER_WEEKS = 12;

/** An alert, told step by step. */
export interface Told {
  readonly base: AlertView;
  readonly steps: readonly Step[];
}

export interface Moment {
  readonly start: Instant;
  readonly end: Instant;
  readonly now: Instant;
  readonly timezone: string;
  readonly slaDays: Readonly<Record<string, number | undefined>>;
}

export function isTold(edition: Edition, { base: { account, owner, directory } }: Told): boolean {
  const path = directory?.ou;
  if (edition.kind === "owner") return (owner ?? "unowned") === edition.name;
  if (edition.kind === "account") return account === edition.name;
  return edition.kind === "organization" || path === edition.name || path?.startsWith(`${edition.name}/`) === true;
}

function standingAt({ steps }: Told, at: Instant): Step | undefined {
  const step = steps.findLast((candidate) => candidate.at <= at);
  return step?.status === "RESOLVED" ? undefined : step;
}

/** The last instant that counts. */
function lastOf({ end, now }: Moment): Instant {
  return now < end ? now : shift(end, -1);
}

/** The instant that ages and deadlines refer to. */
function asOf({ end, now }: Moment): Instant {
  return now < end ? now : end;
}

interface Change {
  readonly at: Instant;
  readonly from: Step | undefined;
  readonly to: Step;
  readonly isFirst: boolean;
}

/** The steps that changed something, in order. */
function changesOf({ steps }: Told): readonly Change[] {
  const changes: Change[] = [];
  let before: Step | undefined;
  let wasOpen = false;
  for (const to of steps) {
    const from = before?.status === "RESOLVED" ? undefined : before;
    const isResolved = to.status === "RESOLVED";
    const same = from?.status === to.status && from.severity === to.severity;
    if (!same && !(from === undefined && isResolved)) changes.push({ at: to.at, from, to, isFirst: !wasOpen });
    wasOpen ||= !isResolved;
    before = to;
  }
  return changes;
}

export function countsOf(alerts: readonly Told[], moment: Moment) {
  const { start } = moment;
  const last = lastOf(moment);
  const counts = { openBefore: 0, opened: 0, reopened: 0, resolved: 0, open: 0, escalated: 0, baseline: 0 };
  for (const alert of alerts) {
    let rose = false;
    if (standingAt(alert, shift(start, -1))) counts.openBefore += 1;
    if (standingAt(alert, last)) counts.open += 1;
    for (const { at, from, to, isFirst } of changesOf(alert)) {
      if (at < start || at > last) continue;
      const isOpen = to.status !== "RESOLVED";
      if (!from && isFirst) counts[to.quiet ? "baseline" : "opened"] += 1;
      if (!from && !isFirst) counts.reopened += 1;
      if (from && !isOpen) counts.resolved += 1;
      rose ||= from !== undefined && isOpen && rank(to.severity) > rank(from.severity);
    }
    if (rose) counts.escalated += 1;
  }
  return counts;
}

function rank(severity: Severity): number {
  return severities.indexOf(severity);
}

export function bySeverityAt(alerts: readonly Told[], at: Instant) {
  const counts = { INFORMATIONAL: 0, LOW: 0, MEDIUM: 0, HIGH: 0, CRITICAL: 0 };
  for (const alert of alerts) {
    const step = standingAt(alert, at);
    if (step) counts[step.severity] += 1;
  }
  return counts;
}

/** The severities at the ends of the quarter's weeks, the oldest first. */
export function weekEndsOf(alerts: readonly Told[], moment: Moment) {
  return Array.from({ length: QUARTER_WEEKS }, (_, i) => {
    const weekEnd = shift(moment.end, -(QUARTER_WEEKS - 1 - i) * WEEK - 1);
    return bySeverityAt(alerts, weekEnd < lastOf(moment) ? weekEnd : lastOf(moment));
  });
}

/** The minutes that acknowledging and resolving took, in the week and in the earlier weeks of the quarter. */
export function minutesOf(alerts: readonly Told[], moment: Moment) {
  const minutes = {
    acknowledge: { week: [] as number[], before: [] as number[] },
    resolve: { week: [] as number[], before: [] as number[] },
  };
  const quarterStart = shift(moment.start, -(QUARTER_WEEKS - 1) * WEEK);
  for (const alert of alerts) {
    let since = alert.base.firstSeenAt;
    let isCounted = true;
    let isAcknowledged = standingAt(alert, shift(quarterStart, -1))?.status === "ACKNOWLEDGED";
    for (const { at, from, to, isFirst } of changesOf(alert)) {
      if (at < quarterStart || at > lastOf(moment)) continue;
      if (!from) {
        since = at;
        isCounted = !(isFirst && to.quiet === true);
        isAcknowledged = to.status === "ACKNOWLEDGED";
        continue;
      }
      const took = Math.floor((epochOf(at) - epochOf(since ?? at)) / 60_000);
      const when = at >= moment.start ? "week" : "before";
      if (to.status === "ACKNOWLEDGED" && !isAcknowledged) {
        if (isCounted) minutes.acknowledge[when].push(took);
        isAcknowledged = true;
      }
      if (to.status === "RESOLVED" && isCounted) minutes.resolve[when].push(took);
    }
  }
  return minutes;
}

export function summaryOf(minutes: readonly number[]) {
  if (minutes.length === 0) return { count: 0 };
  const sorted = minutes.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const middle = sorted.length % 2 === 1 ? [sorted[Math.floor(half)]] : [sorted[half - 1], sorted[half]];
  const sum = middle.reduce<number>((all, one) => all + (one ?? 0), 0);
  const atMost = (value: number) => sorted.filter((one) => one <= value).length;
  const p90 = sorted.find((value) => atMost(value) * 10 >= sorted.length * 9);
  return { count: sorted.length, medianMinutes: sum / middle.length, p90Minutes: p90 };
}

export interface Standing {
  readonly base: AlertView;
  readonly step: Step;
  readonly openedAt: Instant;
  readonly problem: string;
  readonly due: "overdue" | "within7" | "within14" | "within30" | "within45" | undefined;
  readonly isLate: boolean;
  readonly isToDecide: boolean;
  readonly hasMoved: boolean;
}

/** The alerts that are open at the end. */
export function standingsOf(alerts: readonly Told[], moment: Moment): readonly Standing[] {
  const now = asOf(moment);
  const quarterStart = shift(moment.start, -(QUARTER_WEEKS - 1) * WEEK);
  return alerts.flatMap((alert) => {
    const { base } = alert;
    const step = standingAt(alert, lastOf(moment));
    if (step === undefined) return [];
    const changes = changesOf(alert).filter(({ at }) => at <= lastOf(moment));
    const began = changes.findLast(({ from }) => from === undefined)?.at ?? now;
    const openedAt = began < quarterStart ? (base.firstSeenAt ?? now) : began;
    const allowed = moment.slaDays[step.severity];
    const decided = alert.steps.findLast(({ at, status }) => at <= lastOf(moment) && status !== "RESOLVED");
    return {
      base,
      step,
      openedAt,
      problem: problemOf(base, moment.timezone),
      due: step.status === "SUPPRESSED" ? undefined : dueOf(base.deadline, now),
      isLate: step.status !== "SUPPRESSED" && allowed !== undefined && epochOf(now) - epochOf(openedAt) > allowed * DAY,
      isToDecide: step.status !== "OPEN" && lapses(decided, moment),
      hasMoved: changes.some(
        ({ at, from, to, isFirst }) =>
          at >= moment.start && (from ? rank(to.severity) > rank(from.severity) : !(isFirst && to.quiet)),
      ),
    };
  });
}

function lapses(step: Step | undefined, { end }: Moment): boolean {
  if (step?.until === undefined) return step?.status === "ACKNOWLEDGED";
  return step.until <= shift(end, WEEK);
}

export function problemOf({ condition, attributes, deadline, owner, account }: AlertView, timezone: string): string {
  const [cve] = attributes.cve ?? [];
  if (condition === "vulnerability" && cve !== undefined) return `vulnerability:${cve}`;
  if (deadline === undefined) return `condition:${condition}:${account}`;
  const day = new Intl.DateTimeFormat("sv", { timeZone: timezone }).format(new Date(deadline));
  return `deadlines:${day}:${owner ?? "unowned"}`;
}

function dueOf(deadline: Instant | undefined, now: Instant): Standing["due"] {
  if (deadline === undefined) return undefined;
  if (deadline <= now) return "overdue";
  for (const [name, days] of [
    ["within7", 7],
    ["within14", 14],
    ["within30", 30],
    ["within45", 45],
  ] as const)
    if (deadline <= instantOfEpoch(epochOf(now) + days * DAY)) return name;
  return undefined;
}

const reasons = ["overdue", "critical", "due-within-7-days", "past-its-days", "high"] as const;

function reasonOf({ step: { status, severity }, due, isLate }: Standing): number {
  const holds = [due === "overdue", severity === "CRITICAL", due === "within7", isLate, severity === "HIGH"];
  if (status === "SUPPRESSED") return reasons.length;
  if (status === "ACKNOWLEDGED") return holds[0] ? 0 : reasons.length;
  const first = holds.indexOf(true);
  return first < 0 ? reasons.length : first;
}

/** The keys and reasons of the problems to do first, in their order. */
export function doFirstOf(standings: readonly Standing[]) {
  const problems = Map.groupBy(standings, ({ problem }) => problem);
  const all = [...problems].map(([key, members]) => ({
    key,
    reason: Math.min(...members.map(reasonOf)),
    order: [
      Math.min(...members.map(reasonOf)),
      -Math.max(...members.map(({ step }) => rank(step.severity))),
      members.some(({ base }) => /^(?:prod|unknown)/.test(base.directory?.environment ?? "unknown")) ? 0 : 1,
      Math.min(
        ...members.map(({ base }) => (base.deadline === undefined ? Number.POSITIVE_INFINITY : epochOf(base.deadline))),
      ),
      Math.min(...members.map(({ base }) => (base.firstSeenAt === undefined ? 0 : epochOf(base.firstSeenAt)))),
      -members.length,
    ],
  }));
  return all
    .filter(({ reason }) => reason < reasons.length)
    .sort((a, b) => {
      const place = a.order.findIndex((value, i) => value !== b.order[i]);
      if (place < 0) return a.key < b.key ? -1 : 1;
      return (a.order[place] ?? 0) < (b.order[place] ?? 0) ? -1 : 1;
    })
    .map(({ key, reason }) => ({ key, because: reasons[reason] }));
}

/** Problems with an alert that was CRITICAL when the week began. */
export function criticalBefore(alerts: readonly Told[], moment: Moment): number {
  const critical = alerts.filter((alert) => {
    const step = standingAt(alert, shift(moment.start, -1));
    return step?.severity === "CRITICAL" && step.status !== "SUPPRESSED";
  });
  return new Set(critical.map(({ base }) => problemOf(base, moment.timezone))).size;
}

export function overdueBefore(alerts: readonly Told[], moment: Moment): number {
  const waiting = alerts.filter((alert) =>
    ["OPEN", "ACKNOWLEDGED"].includes(standingAt(alert, shift(moment.start, -1))?.status ?? ""),
  );
  return waiting.filter(({ base: { deadline } }) => deadline !== undefined && deadline <= moment.start).length;
}
