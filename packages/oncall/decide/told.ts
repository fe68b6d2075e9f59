/** What is known of a destination's knowledge of a group, after each step of telling it. */
import { type Instant, shift } from "@tocsin/core/event/instant";
import { total, worseOf, worstBegunSince, worstNewSince, worstOf } from "../counts.ts";
import type { Counts, NotificationKind, Ring, Sending, Telling, Told } from "../group.ts";
import type { LaterReason, Verdict } from "../verdict.ts";
import type { Subject } from "./circumstances.ts";
import { nextTryAt } from "./failing.ts";
import { fallenAfter } from "./fallen.ts";
import { doubtIn, hasBegun, hasPresent, type Look, newsFrom, owedSince } from "./look.ts";
import { overflowedAfter } from "./overflowed.ts";
import { quietSince } from "./stages/over.ts";

/** Longer than sending a notification takes, including retries: after that the sender has crashed. */
const SENDING_SECONDS = 30;

/**
 * What to store once a verdict on the group is known. `title` is the group's title in a notification sent now. While a notification is on
 * its way, nothing changes.
 */
export function toldAfter(look: Look, verdict: Verdict, title: string): Told {
  const { told } = look;
  const kept = { ...(told ?? untold(look.subject, title)), ...heldElsewhere(look, verdict) };
  switch (verdict.outcome) {
    case "tell":
      return { ...kept, ...begun(look, verdict), title, sequence: kept.sequence + 1 };
    case "later":
      if (verdict.reason === "being-told") return kept;
      return {
        ...kept,
        doubt: doubtIn(told),
        sending: undefined,
        ...owedAfter(look, verdict.reason),
        quiet: verdict.reason === "flaps" && !hasPresent(look) ? quietOf(look) : undefined,
        nextAt: verdict.nextAt,
      };
    case "nothing":
      return {
        ...kept,
        last: verdict.isTold ? countedAsTold(look, verdict.reason) : kept.last,
        rung: rungBefore(kept.rung, look.counts, verdict.reason),
        doubt: doubtIn(told),
        decidedOn: undefined,
        sending: undefined,
        owedSince: undefined,
        failing: undefined,
        quiet: undefined,
        nextAt: verdict.nextAt,
      };
  }
}

/** News stays news while it waits. */
function owedAfter(look: Look, reason: LaterReason): Pick<Told, "owedSince" | "decidedOn"> {
  return isNews(look, reason)
    ? { owedSince: owedSince(look), decidedOn: newsBefore(look) }
    : { owedSince: undefined, decidedOn: undefined };
}

function newsBefore(look: Look): Told["decidedOn"] {
  const from = newsFrom(look);
  return from === look.before ? undefined : from;
}

function heldElsewhere(look: Look, verdict: Verdict): Pick<Told, "overflowed" | "fallen"> {
  return { overflowed: overflowedAfter(look, verdict), fallen: fallenAfter(look, verdict) };
}

/** What to store once the notification on its way was delivered. */
export function delivered(told: Told): Told {
  const { sending } = told;
  if (sending === undefined) return told;
  const { until: _, nextAt, ...last } = sending;
  return {
    ...told,
    last,
    decidedOn: undefined,
    doubt: undefined,
    rung: rungAfter(told, sending),
    sending: undefined,
    owedSince: undefined,
    failing: undefined,
    // The destination that was told in place of this one must hear that this one answers again.
    nextAt: told.fallen ? sending.at : nextAt,
  };
}

/** What to store once it is known that the notification on its way did not arrive. */
export function failed(told: Told, now: Instant): Told {
  const failing = { since: told.failing?.since ?? now, times: (told.failing?.times ?? 0) + 1 };
  return {
    ...told,
    doubt: doubtIn(told),
    sending: undefined,
    failing,
    nextAt: nextTryAt(failing.times, now),
  };
}

function untold(subject: Subject, title: string): Told {
  const { destination, urgency, grouping, route, waitSeconds, isStep, firstWaitSeconds } = subject;
  const key = { destination, urgency, grouping };
  return { key, route, waitSeconds, isStep, firstWaitSeconds, title, sequence: 0 };
}

function begun(look: Look, verdict: Extract<Verdict, { outcome: "tell" }>): Partial<Told> {
  const { told, counts } = look;
  const { now } = look.circumstances;
  const { kind, rings, nextAt } = verdict;
  const until = shift(now, SENDING_SECONDS * 1000);
  const sending: Sending = { at: now, kind, rings, counts, until, nextAt };
  return {
    sending,
    owedSince: rings && kind !== "reminder" ? owedSince(look) : undefined,
    decidedOn: newsBefore(look),
    doubt: doubtIn(told),
    failing: failingBefore(told),
    quiet: undefined,
    nextAt: until,
  };
}

/** If a notification is still on its way when the next one begins, nobody knows whether it arrived. */
function failingBefore(told: Told | undefined): Told["failing"] {
  if (told?.sending === undefined) return told?.failing;
  return { ...told.failing, since: told.failing?.since ?? told.sending.at, times: (told.failing?.times ?? 0) + 1 };
}

/** Whether the waiting notification is more than new numbers, a reminder, or an end. */
function isNews(look: Look, reason: LaterReason): boolean {
  switch (reason) {
    case "group-waits":
    case "until-morning":
    case "step-waits":
      return true;
    case "being-told":
    case "updates-wait":
      return false;
    case "flaps":
    case "destination-fails":
    case "paused":
      return hasBegun(look);
    default:
      return reason satisfies never;
  }
}

/**
 * Alerts that moved here count as told, as they were told elsewhere; those that moved away, or ended silently, are no longer believed open.
 * While other alerts remain, nobody is told of the ended ones: that comes when the whole group is over.
 */
function countedAsTold({ told, before, counts, circumstances: { now } }: Look, reason: string): Telling {
  const ended = reason === "nothing-open" ? counts.ended : before.ended;
  return { at: now, kind: kindAfter(reason, told), rings: false, counts: { ...counts, ended } };
}

/** A destination that heard of the group before all of it moved away must hear of its end, if some alerts came back and are muted. */
function kindAfter(reason: string, told: Told | undefined): NotificationKind | undefined {
  if (reason === "nothing-open") return undefined;
  const isHeardOf = told !== undefined && told.sequence > 0;
  return reason === "moved-here" || (isHeardOf && told.last?.kind === undefined) ? "updated" : told?.last?.kind;
}

function rungAfter(told: Told, sending: Sending): Ring | undefined {
  if (sending.rings) return ringOf(told, sending);
  return told.rung && sending.kind === "reopened" ? { ...told.rung, isDamped: true } : told.rung;
}

function ringOf({ rung, last, decidedOn }: Told, { at, kind, counts }: Sending): Ring {
  if (kind === "reminder" && rung !== undefined)
    return {
      ...rung,
      begun: growsFrom(rung, counts),
      reminders: rung.reminders + 1,
      remindedAt: at,
      remindedOf: total(counts.begun),
      isDamped: undefined,
    };
  const from = decidedOn ?? last?.counts;
  const worst = worseOf(worstBegunSince(last?.counts, counts), worstOf(counts.open));
  const isReturn =
    kind !== "reminder" && worstBegunSince(from, counts) !== undefined && worstNewSince(from, counts) === undefined;
  const reminders = kind === "reminder" ? 1 : 0;
  const [open, begun] = [total(counts.open), total(counts.begun)];
  return { at, kind, open, begun, worst, isReturn: isReturn || undefined, reminders };
}

/** If nothing is left, everything that comes back by a move has been told elsewhere. */
function rungBefore(rung: Ring | undefined, counts: Counts, reason: string): Ring | undefined {
  return rung && reason === "nothing-open" ? { ...rung, begun: growsFrom(rung, counts) } : rung;
}

/** If fewer are open than began since the ring, some have gone: if these come back by a move, the group has not grown. */
function growsFrom({ open, begun }: Ring, counts: Counts): Ring["begun"] {
  if (begun === undefined) return undefined;
  const now = total(counts.begun);
  return total(counts.open) < open + now - begun ? now : begun;
}

function quietOf(look: Look): Told["quiet"] {
  return { since: quietSince(look), ended: look.counts.ended };
}
