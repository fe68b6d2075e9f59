/** The outcome of a policy over a span of time: whom it notified, how often and when, and of which alerts. */
import { hash } from "node:crypto";
import { compareSeverity, type Severity, severities } from "@tocsin/core/alert/severity";
import type { AlertView } from "@tocsin/core/alert/view";
import type { Instant } from "@tocsin/core/event/instant";
import { isSentBy } from "@tocsin/core/policy/channels/is-sent-by";
import { runbookFor } from "@tocsin/core/policy/links/runbook";
import type { Policy } from "@tocsin/core/policy/policy";
import type { Urgency } from "@tocsin/core/policy/urgency";
import { sameJson } from "@tocsin/core/text/json";
import type { Telling } from "@tocsin/lambda/handlers/oncall/plan";
import { minus, total, worstOf, zero } from "@tocsin/oncall/counts";
import type { Bucket, SeverityCounts } from "@tocsin/oncall/group";
import { hourOf, isNight } from "@tocsin/oncall/night";
import { routesFor, targetsOf } from "@tocsin/oncall/target/targets";
import { moreUrgent } from "@tocsin/oncall/target/urgency";
import { asOpen, type Wake } from "@tocsin/oncall/wake";
import type { Look } from "./rerun-oncall.ts";

export interface Outcome {
  readonly destinations: ReadonlyMap<string, Sent>;
  /** The same counts by the person who was on call, if a destination is a schedule. */
  readonly people: ReadonlyMap<string, Sent>;
  /** How often somebody's phone rang, by the hour of the day in the policy's time zone: 24 numbers. */
  readonly ringsByHour: readonly number[];
  /** How many of the rings were reminders of something that nobody had acknowledged. */
  readonly remindersByHour: readonly number[];
  /** The first rings for something new, in order of time. */
  readonly firstRings: readonly Ring[];
  readonly alerts: ReadonlyMap<string, AlertOutcome>;
  /** Alerts that somebody was to hear of, or that were left to the digest. */
  readonly routes: ReadonlySet<string>;
  /** A hash of all notifications and their contents: it is equal for two policies that notified the same people of the same at the same times. */
  readonly fingerprint: string;
}

/** A notification that rang for something new. */
export interface Ring {
  readonly at: Instant;
  readonly destination: string;
  /** The title of the worst open alert. */
  readonly severity: Severity | undefined;
  readonly title: string;
  /** How many other alerts are open in the group. */
  readonly others: number;
}

/** How many rings are listed by name; all are counted. */
const FIRST_RINGS = 10;

export interface Sent {
  readonly notifications: number;
  readonly rings: number;
  readonly ringsAtNight: number;
  /** How many of the rings were reminders of something that nobody had acknowledged. */
  readonly reminders: number;
  readonly remindersAtNight: number;
}

export const nothingSent: Sent = { notifications: 0, rings: 0, ringsAtNight: 0, reminders: 0, remindersAtNight: 0 };

function isSent({ reached, verdict, told }: Telling): boolean {
  return isSentBy(reached.kind, { rings: verdict.rings, urgency: told.key.urgency });
}

function noneByHour(): number[] {
  return Array.from({ length: 24 }, () => 0);
}

/** An alert that people were to hear of. */
export interface AlertOutcome {
  /** The alert at its highest severity. */
  readonly severity: Severity;
  readonly view: Pick<AlertView, "id" | "title" | "account" | "condition">;
  /** The shortest time in which somebody was to hear of it; `none` if no route took it. */
  readonly urgency: Urgency | "none";
  /** By destination, the first notification of a group that contained it. */
  readonly toldAt: Readonly<Record<string, Instant>>;
  /** How it last counted in its groups; missing if it was in none. */
  readonly bucket?: Bucket | undefined;
  /** Whether it changed within the span. */
  readonly isOfSpan: boolean;
}

export interface Told {
  readonly telling: Telling;
  readonly first: readonly AlertOutcome[];
}

export interface Tally {
  /** Gives the alerts of each notification that its destination hears of for the first time. */
  add(look: Look): readonly Told[];
  outcome(): Outcome;
}

/** Gives the same object for equal texts. */
export type SharedText = (text: string) => string;

/** The texts of very many alerts are read one by one, and most are equal: each text is kept once. */
export function createSharedText(): SharedText {
  const known = new Map<string, string>();
  return (text) => {
    const shared = known.get(text);
    if (shared !== undefined) return shared;
    known.set(text, text);
    return text;
  };
}

/**
 * @param since earlier notifications are not counted, nor alerts that have not changed since.
 * @param shared the texts shared by all policies that run on the same past.
 */
export function createTally(policy: Policy, since: Instant, shared: SharedText): Tally {
  const destinations = new Map<string, Sent>();
  const people = new Map<string, Sent>();
  const ringsByHour = noneByHour();
  const remindersByHour = noneByHour();
  const firstRings: Ring[] = [];
  const alerts = new Map<string, AlertOutcome>();
  /** By group, the alerts that its destination has not heard of. */
  const untold = new Map<string, Set<string>>();
  /** By overflow group, the groups that it stands for. */
  const standsFor = new Map<string, Set<string>>();
  const routes = new Set<string>();
  let fingerprint = "";

  return {
    add({ at, wakes, plan }) {
      for (const { alertId, counted } of plan.change.alerts)
        for (const { groupId, bucket, since: joinedAt } of counted.memberships)
          if (bucket === "open" || (bucket === "over" && joinedAt === at)) heldBy(untold, groupId).add(alertId);
          // A muted alert is in no message.
          else if (bucket !== "over") untold.get(groupId)?.delete(alertId);
      for (const { overflowId, groupId, held } of plan.change.held) {
        if (held === undefined) standsFor.get(overflowId)?.delete(groupId);
        else heldBy(standsFor, overflowId).add(groupId);
      }
      for (const wake of wakes) note(wake, at, plan.change.alerts);
      return plan.tellings.filter(isSent).map((telling) => {
        const first = toldFirst(telling, at);
        if (at >= since) {
          count(telling, at);
          fingerprint = hash("sha256", JSON.stringify([fingerprint, at, ...saidBy(telling, first)]));
        }
        return { telling, first };
      });
    },
    outcome: () => ({
      ...{ destinations, people, ringsByHour, remindersByHour, firstRings, routes, fingerprint },
      alerts: new Map(ofSpan()),
    }),
  };

  /** One by one, since there may be very many. */
  function* ofSpan(): Generator<readonly [string, AlertOutcome]> {
    for (const one of alerts) if (one[1].isOfSpan) yield one;
  }

  function note(wake: Wake, at: Instant, changed: Look["plan"]["change"]["alerts"]): void {
    const alertId = shared(wake.alertId);
    const view = asOpen(wake);
    const before = alerts.get(alertId);
    const memberships = changed.find((one) => one.alertId === alertId)?.counted.memberships ?? [];
    const { severity } = view;
    noteRoutes(wake, view, at, memberships);
    // No notification depends on this: the runbook's rule is asked so that its use is counted.
    runbookFor(wake.view, policy);
    const isMilder = before !== undefined && compareSeverity(severity, before.severity) <= 0;
    alerts.set(alertId, {
      isOfSpan: at >= since,
      severity: isMilder ? before.severity : severity,
      view: isMilder ? before.view : shownOf(view),
      urgency: soonest(before?.urgency, memberships, view),
      bucket: bucketAfter(before?.bucket, memberships.at(-1)?.bucket),
      toldAt: before?.toldAt ?? {},
    });
  }

  function shownOf({ id, title, account, condition }: AlertView): AlertOutcome["view"] {
    return { id: shared(id), title: shared(title), account: shared(account), condition };
  }

  /**
   * A route counts as used if a destination is notified by it, or if the alert would be notified differently without it; so does the first route
   * that takes an alert of which nobody is notified and which the digest lists.
   */
  function noteRoutes(
    wake: Wake,
    view: AlertView,
    at: Instant,
    memberships: readonly { readonly route: string }[],
  ): void {
    for (const { route } of memberships) routes.add(route);
    const [first] = routesFor(view, policy);
    const mayLeave = memberships.length === 0 && first !== undefined && !routes.has(first.name);
    if (mayLeave && targetsOf(wake, policy, at).length === 0) routes.add(first.name);
    for (const route of policy.routes) {
      if (routes.has(route.name) || !route.matches(view)) continue;
      const others = { ...policy, routes: policy.routes.filter((other) => other !== route) };
      if (!sameJson(targetsBy(policy), targetsBy(others))) routes.add(route.name);
    }

    function targetsBy(given: Policy) {
      return targetsOf(wake, given, at).map(({ groupId, waitSeconds, isStep }) => [
        groupId,
        waitSeconds,
        isStep ?? false,
      ]);
    }
  }

  function soonest(
    before: AlertOutcome["urgency"] | undefined,
    memberships: readonly { readonly urgency: Urgency }[],
    view: AlertView,
  ): AlertOutcome["urgency"] {
    const known = before === undefined || before === "none" ? [] : [before];
    const all = [...known, ...memberships.map(({ urgency }) => urgency)];
    if (all.length > 0) return all.reduce(moreUrgent);
    return routesFor(view, policy).length > 0 ? "digest" : "none";
  }

  function toldFirst({ groupId, told }: Telling, at: Instant): readonly AlertOutcome[] {
    const { destination } = told.key;
    return [groupId, ...(standsFor.get(groupId) ?? [])].flatMap(taken).flatMap((alertId) => {
      const known = alerts.get(alertId);
      if (known === undefined || known.toldAt[destination] !== undefined) return [];
      const alert = { ...known, toldAt: { ...known.toldAt, [destination]: at } };
      alerts.set(alertId, alert);
      return [alert];
    });
  }

  function count(telling: Telling, at: Instant): void {
    const { told, verdict, before, counts, reached } = telling;
    const { kind, rings } = verdict;
    const { destination } = told.key;
    const person = reached.onCall?.person;
    const hour = hourOf(at, policy.timezone);
    // A reminder of a list that contains something new is more than a reminder.
    const isReminder = rings && kind === "reminder" && total(counts.begun) === total(before?.begun ?? counts.begun);
    const isAtNight = rings && isNight(at, policy.timezone);
    const is = { rings, isReminder, isAtNight };
    destinations.set(destination, sentOneMore(destinations.get(destination), is));
    if (person !== undefined) people.set(person, sentOneMore(people.get(person), is));
    if (rings) ringsByHour[hour] = (ringsByHour[hour] ?? 0) + 1;
    if (rings && !isReminder && firstRings.length < FIRST_RINGS) {
      const others = Math.max(total(counts.open) - 1, 0);
      firstRings.push({ at, destination, severity: worstOf(counts.open), title: told.title, others });
    }
    if (isReminder) remindersByHour[hour] = (remindersByHour[hour] ?? 0) + 1;
  }

  function taken(groupId: string): readonly string[] {
    const alertIds = untold.get(groupId) ?? [];
    untold.delete(groupId);
    return [...alertIds];
  }
}

/** What a notification tells its destination: how many alerts, which are new since the notification before, and which are new to the destination. */
function saidBy(telling: Telling, first: readonly AlertOutcome[]): readonly unknown[] {
  const { groupId, told, verdict, before = zero, counts, recent, reached } = telling;
  const { kind, rings, reason } = verdict;
  const { open, acknowledged, suppressed, silenced } = counts;
  const { begun, ended } = minus(counts, before);
  return [
    ...[told.key.destination, reached.onCall?.person, groupId, kind, rings, reason],
    ...[bySeverities(open), acknowledged, suppressed, silenced, bySeverities(begun), ended],
    first.map(({ view: { id }, severity }) => `${id} ${severity}`).sort(),
    recent.map(({ alertId, severity }) => `${alertId} ${severity}`).sort(),
  ];
}

const bySeverities = (counts: SeverityCounts) => severities.map((severity) => counts[severity]);

function sentOneMore(
  sent: Sent = nothingSent,
  { rings, isReminder, isAtNight }: Readonly<Record<"rings" | "isReminder" | "isAtNight", boolean>>,
): Sent {
  return {
    notifications: sent.notifications + 1,
    rings: sent.rings + (rings ? 1 : 0),
    ringsAtNight: sent.ringsAtNight + (isAtNight ? 1 : 0),
    reminders: sent.reminders + (isReminder ? 1 : 0),
    remindersAtNight: sent.remindersAtNight + (isReminder && isAtNight ? 1 : 0),
  };
}

/** An alert that was muted until it was over counts as muted, whatever it is now. */
function bucketAfter(before: Bucket | undefined, now: Bucket | undefined): Bucket | undefined {
  const wasMuted = before === "acknowledged" || before === "suppressed" || before === "silenced";
  return now === undefined || (now === "over" && wasMuted) ? before : now;
}

function heldBy(sets: Map<string, Set<string>>, name: string): Set<string> {
  const set = sets.get(name) ?? new Set();
  sets.set(name, set);
  return set;
}

/** Whether anybody was notified of it. */
export function isTold({ toldAt }: AlertOutcome): boolean {
  return Object.keys(toldAt).length > 0;
}
