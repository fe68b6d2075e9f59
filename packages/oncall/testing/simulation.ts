/**
 * On-call in memory: a table that is a few maps, wakes that come in any order, a clock that is moved, and destinations that take
 * notifications, refuse them, or leave nobody who knows. What it decides, it decides by the functions that the handlers use.
 */
import { moreSevere, type Severity } from "@tocsin/core/alert/severity";
import type { AlertView, Status } from "@tocsin/core/alert/view";
import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import { counted, runningIn } from "../counted.ts";
import { plus, zero } from "../counts.ts";
import type { Circumstances, SendingWindow, Subject } from "../decide/circumstances.ts";
import { decide } from "../decide/decide.ts";
import { lookAt } from "../decide/look.ts";
import { overflowChange, overflowTarget } from "../decide/overflowed.ts";
import { windowAfter } from "../decide/sending-window.ts";
import { delivered, failed, nextTryAt, toldAfter } from "../decide/told.ts";
import type { Counts, Memberships, NotificationKind, Target, Told } from "../group.ts";
import { boundariesBetween, type Silence, silencedBy } from "../silence.ts";
import { type RoutingPolicy, targetsOf } from "../target/targets.ts";
import type { Verdict } from "../verdict.ts";
import type { Wake } from "../wake.ts";
import { certificateAlert } from "./sample-notification.ts";

export interface Received {
  readonly at: Instant;
  readonly groupId: string;
  readonly subject: Subject;
  readonly sequence: number;
  readonly kind: NotificationKind;
  readonly rings: boolean;
  readonly counts: Counts;
}

/** What becomes of a notification: who sends it may crash before, or after it arrived. */
export type Delivery = "arrives" | "is refused" | "is never sent" | "arrives unrecorded";

export interface Group {
  subject: Target;
  counts: Counts;
  told: Told | undefined;
  /** Changes that nobody decided on wait for a look. */
  isDirty: boolean;
}

export interface Truth {
  view: AlertView;
  version: number;
  episodes: number;
  worst: Severity;
}

export const start = instant("2026-11-23T12:00:00Z");

export function createSimulation(policy: RoutingPolicy, showsState = false) {
  let now = start;
  let delivery: Delivery = "arrives";
  const alerts = new Map<string, Truth>();
  const wakes: Wake[] = [];
  const known = new Map<string, Memberships>();
  const groups = new Map<string, Group>();
  const windows = new Map<string, SendingWindow | undefined>();
  const failing = new Map<string, { times: number; nextTryAt: Instant }>();
  const silences: Silence[] = [];
  const received: Received[] = [];
  const sent: { groupId: string; sequence: number }[] = [];

  function circumstances(destination: string): Circumstances {
    const state = { showsState, window: windows.get(destination), failing: failing.get(destination) };
    return { now, mode: "live", timezone: policy.timezone, destination: state };
  }

  function verdictOn({ told, subject, counts }: Group): Verdict {
    return decide(told, subject, counts, circumstances(subject.destination));
  }

  function groupOf(subject: Target): Group {
    const group = groups.get(subject.groupId) ?? { subject, counts: zero, told: undefined, isDirty: false };
    groups.set(subject.groupId, group);
    return group;
  }

  function lookAtGroup(group: Group): void {
    const { subject, counts } = group;
    const verdict = verdictOn(group);
    const look = lookAt(group.told, subject, counts, circumstances(subject.destination));
    group.isDirty = verdict.reason === "being-told";
    if (group.isDirty) return;
    const change = overflowChange(look, verdict);
    windows.set(subject.destination, windowAfter(look, verdict));
    group.told = toldAfter(look, verdict, "title");
    if (verdict.outcome === "tell") send(group, verdict);
    if (change !== undefined) {
      const overflow = groupOf(overflowTarget(subject));
      overflow.counts = plus(overflow.counts, change);
      lookAtGroup(overflow);
    }
  }

  function send(group: Group, { kind, rings }: Extract<Verdict, { outcome: "tell" }>): void {
    const { told, subject, counts } = group;
    if (told === undefined) return;
    const { groupId, destination } = subject;
    sent.push({ groupId, sequence: told.sequence });
    if (delivery === "arrives" || delivery === "arrives unrecorded") {
      received.push({ at: now, groupId, subject, sequence: told.sequence, kind, rings, counts });
    }
    if (delivery === "arrives") {
      group.told = delivered(told);
      failing.delete(destination);
    }
    if (delivery === "is refused") {
      group.told = failed(told, now);
      const times = (failing.get(destination)?.times ?? 0) + 1;
      failing.set(destination, { times, nextTryAt: nextTryAt(times, now) });
    }
  }

  function isOwed(groupId: string): boolean {
    const group = groups.get(groupId);
    return group?.told === undefined || group.isDirty || group.told.owedSince !== undefined;
  }

  function count(wake: Wake): void {
    const before = known.get(wake.alertId);
    const targets = targetsOf(wake, policy, now, runningIn(before, wake));
    const isSilenced = silencedBy(wake, silences, [], now) !== undefined;
    const result = counted(before, wake, targets, { now, mode: "live", isSilenced, isOwed });
    if (result === undefined) return;
    known.set(wake.alertId, result.memberships);
    for (const { target, delta } of result.changes) {
      const group = groupOf(target);
      group.counts = plus(group.counts, delta);
      lookAtGroup(group);
    }
  }

  function wakeOf(alertId: string, { view, version, episodes, worst }: Truth): Wake {
    return { alertId, version, notified: true, episodes, worst, view };
  }

  function dueAt({ told, isDirty }: Group): Instant | undefined {
    return isDirty ? now : told?.nextAt;
  }

  /** Moves the clock, stopping wherever it is time to look at a group again, or a silence begins or ends. */
  function pass(seconds: number): void {
    const end = shift(now, seconds * 1000);
    for (;;) {
      const boundary = boundariesBetween(silences, [], now, end)[0]?.at;
      const dues = [...groups.values()].flatMap((group) => dueAt(group) ?? []).filter((at) => at > now);
      const next = [...dues, boundary ?? end, end].reduce((a, b) => (a < b ? a : b));
      now = next;
      if (boundary !== undefined && boundary <= now) {
        for (const [id, truth] of alerts) if (known.has(id)) wakes.push(wakeOf(id, truth));
      }
      for (const group of groups.values()) if ((dueAt(group) ?? end) <= now && needsLook(group)) lookAtGroup(group);
      if (now >= end) return;
    }
  }

  function needsLook({ told, isDirty }: Group): boolean {
    return isDirty || (told?.nextAt !== undefined && told.nextAt <= now);
  }

  return {
    alerts,
    groups,
    known,
    received,
    sent,
    get now() {
      return now;
    },
    verdictOn,
    deliveriesFrom(what: Delivery): void {
      delivery = what;
    },
    silence(seconds: number, upTo: Severity): void {
      const until = shift(now, seconds * 1000);
      const made = { id: `s${silences.length}`, by: "ada", why: "work", upTo, evenIfWorse: false };
      silences.push({ ...made, of: { matches: () => true }, madeAt: now, from: now, until });
      for (const [id, truth] of alerts) if (known.has(id)) wakes.push(wakeOf(id, truth));
    },
    /** An alert is from now on as it is said; its wake is on its way. */
    say(alertId: string, status: Status, severity: Severity, shown: Partial<AlertView> = {}): void {
      const before = alerts.get(alertId);
      const begins = status !== "RESOLVED" && (before === undefined || before.view.status === "RESOLVED");
      if (before === undefined && !begins) return;
      const view: AlertView = {
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
      };
      const truth = {
        view,
        version: (before?.version ?? 0) + 1,
        episodes: (before?.episodes ?? 0) + (begins ? 1 : 0),
        worst: begins || before === undefined ? severity : moreSevere(before.worst, view.severity),
      };
      alerts.set(alertId, truth);
      wakes.push(wakeOf(alertId, truth));
    },
    /** One of the wakes that are on their way arrives, and maybe will again. */
    wake(index: number, isTwice = false): void {
      const [wake] = isTwice ? wakes.slice(index % wakes.length) : wakes.splice(index % Math.max(wakes.length, 1), 1);
      if (wake !== undefined) count(wake);
    },
    wakeAll(): void {
      for (const wake of wakes.splice(0)) count(wake);
    },
    pass,
    /** Everything arrives, for as long as it takes. */
    settle(): void {
      delivery = "arrives";
      this.wakeAll();
      pass(3600);
      this.wakeAll();
      // Longer than any silence, flapping and the nights.
      pass(2 * 24 * 3600);
      this.wakeAll();
      pass(2 * 24 * 3600);
    },
  };
}

export type Simulation = ReturnType<typeof createSimulation>;
