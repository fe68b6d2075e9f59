/**
 * On-call in memory: a table that is a few maps, wakes that come in any order, a clock that is moved, policies, silences and pauses that
 * come and go, and destinations that take notifications, refuse them, or leave nobody who knows. What it decides, it decides by the
 * functions that the handlers use.
 */
import { compareSeverity, moreSevere, type Severity } from "@tocsin/core/alert/severity";
import type { AlertView, Status } from "@tocsin/core/alert/view";
import { earlier, type Instant, instant, shift } from "@tocsin/core/event/instant";
import { compilePattern } from "@tocsin/core/pattern/pattern";
import type { Policy } from "@tocsin/core/policy/policy";
import { scheduledIn } from "@tocsin/core/policy/schedule";
import { besideIn, type Change, counted, runningIn } from "../counted.ts";
import { plus, presentIn, total, zero } from "../counts.ts";
import type { Circumstances, SendingWindow, Subject } from "../decide/circumstances.ts";
import { decide } from "../decide/decide.ts";
import { nextTryAt, stillFailing } from "../decide/failing.ts";
import { fallbackTarget, fallenChanges } from "../decide/fallen.ts";
import { earliestOf, lookAt } from "../decide/look.ts";
import { overflowChange, overflowTarget } from "../decide/overflowed.ts";
import { windowAfter } from "../decide/sending-window.ts";
import { delivered, failed, toldAfter } from "../decide/told.ts";
import type { Counts, Memberships, NotificationKind, Target, Told } from "../group.ts";
import { newestWakes } from "../newest-wakes.ts";
import { quietDaysOf } from "../quiet-days.ts";
import { type Way, wayTo } from "../schedule/way-to.ts";
import { whileNobody } from "../schedule/while-nobody.ts";
import { type Boundary, boundariesBetween, endOf, type Silence, silencedBy } from "../silence.ts";
import { fallbackFor } from "../target/fallback-for.ts";
import { type RoutingPolicy, targetsOf } from "../target/targets.ts";
import { urgencyChangesAt } from "../target/urgency-changes.ts";
import type { Verdict } from "../verdict.ts";
import type { Wake } from "../wake.ts";
import { onCallByDay } from "./on-call-by-day.ts";
import { certificateAlert } from "./sample-notification.ts";

export type SimulatedPolicy = RoutingPolicy & Pick<Policy, "silences" | "quietDays">;

export interface Setting {
  readonly policy: SimulatedPolicy;
  /** Whether destinations show a state. */
  readonly showsState?: boolean;
  readonly mode?: Circumstances["mode"];
}

export interface Received {
  readonly at: Instant;
  readonly groupId: string;
  readonly subject: Subject;
  readonly sequence: number;
  readonly kind: NotificationKind;
  readonly rings: boolean;
  readonly counts: Counts;
}

/** A notification that was begun, whether or not it arrived. */
export interface Sent {
  readonly at: Instant;
  readonly groupId: string;
  readonly destination: string;
  readonly sequence: number;
}

/** A verdict with all that it went by. */
export interface Recorded {
  readonly told: Told | undefined;
  readonly subject: Subject;
  readonly counts: Counts;
  readonly circumstances: Circumstances;
  readonly verdict: Verdict;
}

/** What becomes of a notification: who sends it may crash before, or after it arrived, or wait for an answer in vain. */
export type Delivery = "arrives" | "is refused" | "is never sent" | "arrives unrecorded" | "arrives too late";

export interface Group {
  subject: Target;
  counts: Counts;
  told: Told | undefined;
  /** Changes that nobody decided on wait for a look. */
  isDirty: boolean;
  /** The numbers that were decided on last. */
  decided: Counts | undefined;
  /** How often in a row whoever sent a notification of it has crashed. */
  crashes: number;
}

/** An alert as it is, whatever on-call knows of it. */
export interface Truth {
  readonly view: AlertView;
  readonly version: number;
  readonly notified: boolean;
  readonly episodes: number;
  readonly worst: Severity;
  readonly worstOver?: Severity | undefined;
}

export interface NewSilence {
  readonly seconds: number;
  readonly upTo: Severity;
  /** Of one alert; without it, of all. */
  readonly alertId?: string | undefined;
  /** Of what is so severe alone. */
  readonly severity?: Severity | undefined;
}

/** After so many crashes in a row at one group each further one comes twice as late: where all goes on as before, it is the same again. */
const CRASHES = 20;
const CRASH_SECONDS = 30;

export const start = instant("2026-11-23T12:00:00Z");

/** All that a simulation has come to. */
export interface State {
  readonly policy: SimulatedPolicy;
  readonly showsState: boolean;
  readonly mode: Circumstances["mode"];
  readonly hasLearned: boolean;
  readonly now: Instant;
  readonly delivery: Delivery;
  /** A destination that takes nothing, whatever the others do. */
  readonly silent?: string | undefined;
  readonly pausedUntil?: Instant | undefined;
  /** Whether wakes arrive as soon as they are sent. */
  readonly isPrompt: boolean;
  readonly alerts: ReadonlyMap<string, Truth>;
  readonly wakes: readonly Wake[];
  readonly known: ReadonlyMap<string, Memberships>;
  /** When time alone makes alerts more urgent. */
  readonly turnsAt: ReadonlyMap<string, Instant | undefined>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly windows: ReadonlyMap<string, SendingWindow | undefined>;
  readonly failing: ReadonlyMap<string, { since: Instant; times: number; nextTryAt: Instant }>;
  readonly directory: ReadonlyMap<string, { readonly environment: string; readonly owner: string }>;
  readonly silences: readonly Silence[];
  readonly received: readonly Received[];
  readonly sent: readonly Sent[];
  /** Without it what is decided from now on is not recorded. */
  readonly verdicts?: readonly Recorded[] | undefined;
}

export function createSimulation({ policy, showsState = false, mode = "live" }: Setting) {
  return simulationFrom({
    policy,
    showsState,
    mode,
    hasLearned: mode === "learning",
    now: start,
    delivery: "arrives",
    isPrompt: false,
    alerts: new Map(),
    wakes: [],
    known: new Map(),
    turnsAt: new Map(),
    groups: new Map(),
    windows: new Map(),
    failing: new Map(),
    directory: new Map(),
    silences: [],
    received: [],
    sent: [],
    verdicts: [],
  });
}

/** Goes on from there, and leaves the state as it is: others may go on from it in other ways. */
export function simulationFrom(state: State) {
  const { showsState, hasLearned } = state;
  let { policy, mode, now, delivery, silent, pausedUntil, isPrompt } = state;
  let ways = { at: now, by: policy, known: new Map<string, Way>() };
  const alerts = new Map(state.alerts);
  const wakes = [...state.wakes];
  const known = new Map(state.known);
  const turnsAt = new Map(state.turnsAt);
  const groups = new Map([...state.groups].map(([groupId, group]): [string, Group] => [groupId, { ...group }]));
  const windows = new Map(state.windows);
  const failing = new Map(state.failing);
  const directory = new Map(state.directory);
  const silences = [...state.silences];
  const received = [...state.received];
  const sent = [...state.sent];
  const verdicts = state.verdicts && [...state.verdicts];

  function circumstances({ subject, told, isDirty, decided }: Group, owedSince?: Instant): Circumstances {
    const { destination } = subject;
    const isOwed = isDirty || told?.owedSince !== undefined || told?.sending !== undefined;
    const decidedOn = told === undefined || isOwed ? undefined : decided;
    const isShown = showsState && wayNow(destination).kind === "channel" && !isOfSchedule(destination);
    const state = { showsState: isShown, window: windows.get(destination), failing: failingNow(destination) };
    const fallback = freeFallback(subject);
    const isInPlace = presentInPlaceOfOthers(subject.groupId) > 0 || undefined;
    const { timezone } = policy;
    const quietDays = quietDaysOf(destination, policy);
    return {
      now,
      mode,
      pausedUntil,
      timezone,
      quietDays,
      decidedOn,
      owedSince,
      isInPlace,
      fallback,
      destination: state,
    };
  }

  /** The fallback, unless the group's alerts are told there anyway: not in the place of others, but by a route. */
  function freeFallback(subject: Subject): string | undefined {
    const fallback = fallbackFor(subject, wayNow(subject.destination), triedInVain(subject.destination), policy, now);
    if (fallback === undefined) return undefined;
    const { groupId } = fallbackTarget(subject, fallback);
    const present = presentIn(groups.get(groupId)?.counts ?? zero);
    return present > presentInPlaceOfOthers(groupId) ? undefined : fallback;
  }

  function presentInPlaceOfOthers(groupId: string): number {
    let sum = 0;
    for (const { subject, told } of groups.values()) {
      const isThere = told?.fallen && fallbackTarget(subject, told.fallen.to).groupId === groupId;
      if (isThere) sum += presentIn(told.fallen.counts);
    }
    return sum;
  }

  function failingNow(destination: string) {
    const way = wayNow(destination);
    return way.kind === "nobody" ? whileNobody(way.until, now) : triedInVain(destination);
  }

  /** Who is on call is asked for at each look, and is the same as long as the clock stands still. */
  function wayNow(destination: string): Way {
    if (ways.at !== now || ways.by !== policy) ways = { at: now, by: policy, known: new Map() };
    const way = ways.known.get(destination) ?? wayTo(destination, policy, now);
    ways.known.set(destination, way);
    return way;
  }

  function triedInVain(destination: string) {
    return stillFailing(failing.get(destination), now);
  }

  function verdictOn(group: Group): Verdict {
    return decide(group.told, group.subject, group.counts, circumstances(group));
  }

  function groupOf(subject: Target): Group {
    const group = groups.get(subject.groupId) ?? {
      subject,
      counts: zero,
      told: undefined,
      isDirty: false,
      decided: undefined,
      crashes: 0,
    };
    group.subject = subject;
    groups.set(subject.groupId, group);
    return group;
  }

  function lookAtGroup(group: Group, owedSince?: Instant): void {
    const { subject, counts, told } = group;
    const around = circumstances(group, owedSince);
    const verdict = decide(told, subject, counts, around);
    const look = lookAt(told, subject, counts, around);
    verdicts?.push({ told, subject, counts, circumstances: around, verdict });
    group.isDirty = verdict.reason === "being-told";
    if (group.isDirty) return;
    group.decided = counts;
    const change = overflowChange(look, verdict);
    const fallen = fallenChanges(look, verdict);
    windows.set(subject.destination, windowAfter(look, verdict));
    group.told = toldAfter(look, verdict, "title");
    if (verdict.outcome === "tell") send(group, verdict);
    if (change !== undefined) addTo(overflowTarget(subject), change);
    for (const one of fallen) addTo(one.target, one.change);
  }

  function addTo(target: Target, change: Counts): void {
    const group = groupOf(target);
    group.counts = plus(group.counts, change);
    lookAtGroup(group);
  }

  function send(group: Group, { kind, rings }: Extract<Verdict, { outcome: "tell" }>): void {
    const { told, subject, counts } = group;
    if (told === undefined) return;
    const { groupId, destination } = subject;
    const { sequence } = told;
    const becomes = destination === silent ? "is refused" : delivery;
    sent.push({ at: now, groupId, destination, sequence });
    if (becomes !== "is refused" && becomes !== "is never sent") {
      received.push({ at: now, groupId, subject, sequence, kind, rings, counts });
    }
    group.crashes = becomes === "is never sent" || becomes === "arrives unrecorded" ? group.crashes + 1 : 0;
    if (becomes === "arrives") {
      group.told = delivered(told);
      failing.delete(destination);
    }
    if (becomes === "is refused" || becomes === "arrives too late") {
      group.told = failed(told, now);
      const { times: before, since } = triedInVain(destination) ?? { times: 0, since: now };
      const times = before + 1;
      failing.set(destination, { since, times, nextTryAt: nextTryAt(times, now) });
    }
  }

  function isOwed(groupId: string): boolean {
    const group = groups.get(groupId);
    return group?.told === undefined || group.isDirty || group.told.owedSince !== undefined;
  }

  function isSilenced(alert: Pick<Truth, "view" | "worst">): boolean {
    return silencedBy(alert, silences, policy.silences, now) !== undefined;
  }

  /** All that come at once are counted before anybody looks at their groups. */
  function count(all: readonly Wake[]): void {
    const changed = new Map<Group, Instant | undefined>();
    for (const ofAlert of Map.groupBy(all, ({ alertId }) => alertId).values()) {
      const begun = new Set<string>();
      for (const wake of newestWakes(ofAlert))
        for (const { target, delta, movedFrom } of changesBy(
          wake,
          (groupId) => begun.has(groupId) || isOwed(groupId),
        )) {
          const group = groupOf(target);
          group.counts = plus(group.counts, delta);
          changed.set(group, earliestOf(changed.get(group), groups.get(movedFrom ?? "")?.told?.owedSince));
          if (total(delta.begun) > 0) begun.add(target.groupId);
        }
    }
    for (const [group, owedSince] of changed) lookAtGroup(group, owedSince);
  }

  function changesBy(wake: Wake, isOwed: (groupId: string) => boolean): readonly Change[] {
    const before = known.get(wake.alertId);
    const targets = targetsOf(wake, policy, now, runningIn(before, wake));
    const beside = besideIn(before, wake);
    const besideTargets = beside && !isSilenced(beside) ? targetsOf(beside, policy, now) : [];
    const result = counted(before, wake, targets, { now, mode, isSilenced: isSilenced(wake), isOwed, besideTargets });
    if (result === undefined) return [];
    known.set(wake.alertId, result.memberships);
    turnsAt.set(wake.alertId, urgencyChangesAt(wake, policy, now, runningIn(result.memberships, wake)));
    return result.changes;
  }

  function wakeUp(alertId: string): void {
    const truth = alerts.get(alertId);
    if (truth === undefined) return;
    const { view, worst, worstOver = worst } = truth;
    const wake: Wake = { alertId, ...truth, worst: view.status === "RESOLVED" ? moreSevere(worst, worstOver) : worst };
    if (isPrompt) count([wake]);
    else wakes.push(wake);
  }

  function wakeAll(): void {
    for (const wake of wakes.splice(0)) count([wake]);
  }

  function isOver({ view }: Truth): boolean {
    return view.status === "RESOLVED";
  }

  /** Whoever looks at all that is open evaluates it again, and writes it where that has changed it. */
  function evaluateAgain(change: (view: AlertView) => AlertView): void {
    for (const [alertId, truth] of alerts) {
      if (isOver(truth)) continue;
      alerts.set(alertId, { ...truth, view: change(truth.view), version: truth.version + 1 });
      wakeUp(alertId);
    }
  }

  /** When time alone makes somebody look at the group, at the `end` of the time that passes at the latest if it is due by then. */
  function dueAt({ told, isDirty, crashes }: Group, end: Instant): Instant | undefined {
    if (isDirty) return told?.sending?.until ?? now;
    if (told?.nextAt === undefined || told.nextAt >= end || crashes <= CRASHES) return told?.nextAt;
    return earlier(end, shift(told.nextAt, CRASH_SECONDS * 1000 * (2 ** (crashes - CRASHES) - 1)));
  }

  function deliveriesFrom(what: Delivery): void {
    delivery = what;
    for (const group of groups.values()) group.crashes = 0;
  }

  /** Moves the clock, stopping wherever it is time to look at a group or an alert again, or a silence begins or ends. */
  function pass(seconds: number): void {
    const end = shift(now, seconds * 1000);
    const boundaries = [...boundariesBetween(silences, policy.silences, now, end)];
    for (;;) {
      now = nextStop(end, boundaries[0]?.at);
      for (const [alertId, at] of turnsAt) if (at !== undefined && at <= now) turn(alertId);
      while (boundaries[0] !== undefined && boundaries[0].at <= now) lookAgain(boundaries.splice(0, 1));
      for (const group of groups.values()) if (needsLook(group, end)) lookAtGroup(group);
      if (now >= end) return;
    }
  }

  function nextStop(end: Instant, boundaryAt = end): Instant {
    let next = earlier(end, boundaryAt);
    for (const group of groups.values()) {
      const at = dueAt(group, end);
      if (at !== undefined && at > now && at < next) next = at;
    }
    for (const at of turnsAt.values()) if (at !== undefined && at > now && at < next) next = at;
    return next;
  }

  function turn(alertId: string): void {
    turnsAt.delete(alertId);
    wakeUp(alertId);
  }

  function lookAgain(boundaries: readonly Boundary[]): void {
    for (const [alertId, truth] of alerts) {
      if (!isOver(truth) && boundaries.some(({ concerns }) => concerns(truth))) wakeUp(alertId);
    }
  }

  function needsLook(group: Group, end: Instant): boolean {
    const at = dueAt(group, end);
    return group.isDirty || (at !== undefined && at <= now);
  }

  return {
    alerts,
    groups,
    known,
    received,
    sent,
    verdicts,
    /** What another simulation can go on from, once this one does no more. */
    get state(): State {
      const here = { policy, showsState, mode, hasLearned, now, delivery, silent, pausedUntil, isPrompt };
      const there = { alerts, wakes, known, turnsAt, groups, windows, failing, directory, silences };
      return { ...here, ...there, received, sent, verdicts };
    },
    get now() {
      return now;
    },
    get policy() {
      return policy;
    },
    /** Whether it began as a stack that learns. */
    hasLearned,
    verdictOn,
    /** Where the policy would have the alert told now. */
    targetsOf(alertId: string): readonly Target[] {
      const truth = alerts.get(alertId);
      if (truth === undefined) return [];
      return targetsOf(truth, policy, now, runningIn(known.get(alertId), truth));
    },
    deliveriesFrom,
    /** From now on this one alone takes nothing, whatever becomes of other notifications; without a name, none. */
    silentFrom(destination: string | undefined): void {
      silent = destination;
    },
    silence({ seconds, upTo, alertId, severity }: NewSilence): void {
      const until = shift(now, seconds * 1000);
      const matches = severity === undefined ? () => true : compilePattern({ severity: [severity] });
      const of = alertId === undefined ? { matches } : { alertId };
      const made = { id: `s${silences.length}`, by: "ada", why: "work", upTo, evenIfWorse: false };
      const silence: Silence = { ...made, of, madeAt: now, from: now, until };
      silences.push(silence);
      lookAgain(boundariesBetween([silence], [], shift(now, -1), now));
    },
    /** Somebody ends all silences early. */
    endSilences(): void {
      for (const [i, silence] of silences.entries())
        if (endOf(silence) > now) silences[i] = { ...silence, expiredAt: now };
      lookAgain(boundariesBetween(silences, [], shift(now, -1), now));
    },
    /** Whether something mutes the alert now. */
    isSilenced(alertId: string): boolean {
      const truth = alerts.get(alertId);
      return truth !== undefined && isSilenced(truth);
    },
    pause(seconds: number): void {
      pausedUntil = shift(now, seconds * 1000);
    },
    resume(): void {
      pausedUntil = undefined;
    },
    goLive(): void {
      mode = "live";
    },
    /** A version of the policy is pushed, and what is open is evaluated again under it. */
    push(next: SimulatedPolicy): void {
      policy = next;
      evaluateAgain((view) => view);
    },
    /** The directory says something else of an account. */
    describe(account: string, environment: string, owner: string): void {
      directory.set(account, { environment, owner });
      evaluateAgain((view) => described(view));
    },
    /** An alert is from now on as it is said; its wake is on its way. What is `old` stood before anybody was to hear of it. */
    say(alertId: string, status: Status, severity: Severity, shown: Partial<AlertView> = {}, isOld = false): void {
      const before = alerts.get(alertId);
      const begins = status !== "RESOLVED" && (before === undefined || isOver(before));
      if (before === undefined && !begins) return;
      const isNew = before === undefined;
      const view = described({
        ...certificateAlert,
        deadline: undefined,
        condition: "threat",
        account: "111122223333",
        attributes: {},
        ...before?.view,
        ...shown,
        id: alertId,
        status,
        severity: status === "RESOLVED" ? "INFORMATIONAL" : severity,
      });
      const rises = before !== undefined && !isOver(before) && compareSeverity(view.severity, before.view.severity) > 0;
      alerts.set(alertId, {
        view,
        version: (before?.version ?? 0) + 1,
        // What stood before is news as soon as it rises, or comes back.
        notified: isNew ? !isOld : before.notified || begins || rises,
        episodes: (before?.episodes ?? 0) + (begins && !(isNew && isOld) ? 1 : 0),
        worst: begins || isNew ? severity : moreSevere(before.worst, view.severity),
        worstOver: begins ? undefined : before?.worstOver,
      });
      wakeUp(alertId);
    },
    /** What was said late of an open alert: that it was worse once, and that this was over before. */
    wasOver(alertId: string, severity: Severity): void {
      const before = alerts.get(alertId);
      if (before === undefined || isOver(before) || compareSeverity(severity, before.worst) <= 0) return;
      alerts.set(alertId, {
        ...before,
        version: before.version + 1,
        episodes: before.episodes + 1,
        worstOver: moreSevere(before.worstOver ?? severity, severity),
      });
      wakeUp(alertId);
    },
    /** One of the wakes that are on their way arrives, and maybe will again. */
    wake(index: number, isTwice = false): void {
      const [wake] = isTwice ? wakes.slice(index % wakes.length) : wakes.splice(index % Math.max(wakes.length, 1), 1);
      if (wake !== undefined) count([wake]);
    },
    wakeAll,
    /** All of them arrive, in one batch. */
    wakeTogether(): void {
      count(wakes.splice(0));
    },
    /** From now on wakes are on their way for some time. */
    delayWakes(): void {
      isPrompt = false;
    },
    pass,
    /** From now on nothing stands in the way of any wake or notification. */
    clear(): void {
      deliveriesFrom("arrives");
      pausedUntil = undefined;
      isPrompt = true;
      wakeAll();
    },
    /** Everything arrives, for as long as it takes: longer than any silence, flapping and the nights. */
    settle(): void {
      this.clear();
      pass(4 * 24 * 3600);
    },
  };

  function described(view: AlertView): AlertView {
    const facts = directory.get(view.account);
    if (facts === undefined) return view;
    return { ...view, directory: { environment: facts.environment, tags: {} }, owner: facts.owner };
  }
}

/** Where the policy has no schedule of that name any more, there is no channel of it either. */
function isOfSchedule(destination: string): boolean {
  return scheduledIn(destination, onCallByDay.schedules) !== undefined;
}

export type Simulation = ReturnType<typeof createSimulation>;
