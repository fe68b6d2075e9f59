/** The decision that a command makes on one alert, from what its author saw. Pure. */
import {
  type Decision,
  type Decisions,
  inRegisterOf,
  isOfAnother,
  type Suppression,
} from "@tocsin/core/alert/decision";
import type { AlertView, Status } from "@tocsin/core/alert/view";
import { earlier, type Instant, later, shift } from "@tocsin/core/event/instant";

/** What a command can decide. */
export type Verb = "ack" | "suppress" | "approve" | "resolve" | "reopen";

interface Meaning {
  readonly kind: Decision["kind"];
  /** The verb, and its past participle, for texts. */
  readonly does: string;
  readonly done: "acknowledged" | "suppressed" | "approved" | "resolved" | "reopened";
  /** What an alert is afterwards. */
  readonly becomes: Status;
  /** The statuses in which this can be decided; in another, the command says so. */
  readonly of: readonly Status[];
  /** The statuses that a pattern or an account selects: not those that have the result already. */
  readonly selects: readonly Status[];
}

export const verbs: Readonly<Record<Verb, Meaning>> = {
  ack: {
    kind: "acknowledge",
    ...{ does: "acknowledge", done: "acknowledged", becomes: "ACKNOWLEDGED" },
    ...{ of: ["OPEN", "ACKNOWLEDGED"], selects: ["OPEN"] },
  },
  suppress: {
    kind: "suppress",
    ...{ does: "suppress", done: "suppressed", becomes: "SUPPRESSED" },
    ...{ of: ["OPEN", "ACKNOWLEDGED", "SUPPRESSED"], selects: ["OPEN", "ACKNOWLEDGED"] },
  },
  approve: {
    kind: "approve",
    ...{ does: "approve", done: "approved", becomes: "SUPPRESSED" },
    // Whoever approves must name each alert, after looking at it.
    ...{ of: ["OPEN", "ACKNOWLEDGED"], selects: [] },
  },
  resolve: {
    kind: "resolve",
    ...{ does: "resolve", done: "resolved", becomes: "RESOLVED" },
    ...{ of: ["OPEN", "ACKNOWLEDGED", "SUPPRESSED"], selects: ["OPEN", "ACKNOWLEDGED", "SUPPRESSED"] },
  },
  reopen: {
    kind: "reopen",
    ...{ does: "reopen", done: "reopened", becomes: "OPEN" },
    ...{ of: ["ACKNOWLEDGED", "SUPPRESSED", "RESOLVED"], selects: ["ACKNOWLEDGED", "SUPPRESSED", "RESOLVED"] },
  },
};

/** An alert as the author of a decision saw it. */
export interface Shown {
  readonly view: AlertView;
  readonly version: number;
  readonly decisions: Decisions;
  /** When time brings the next step of its ladder. */
  readonly nextStepAt?: Instant | undefined;
  /** The suppression that waits for somebody's approval. */
  readonly pending?: Suppression | undefined;
}

/** What is to be decided on alerts. */
export type Intent =
  | {
      readonly verb: "ack";
      /** If its author said until when it holds. */
      readonly until: Instant | undefined;
      /** Until when it holds otherwise; if there is a deadline, at most until its next step. */
      readonly usualEnd: Instant;
    }
  | { readonly verb: "suppress"; readonly until: Instant }
  | { readonly verb: "approve" | "resolve" | "reopen" };

export interface Authorship {
  readonly by: string;
  readonly why: string;
  readonly now: Instant;
}

/** The decision, or the state in which there is nothing to decide, or why its author may not decide. */
export type Deciding =
  | { readonly isNeeded: false; readonly problem: string }
  | { readonly isNeeded: true; readonly decision: Decision }
  | { readonly isNeeded: false; readonly status: Status; readonly until?: Instant | undefined };

export function deciding(intent: Intent, shown: Shown, authorship: Authorship): Deciding {
  const { status } = shown.view;
  const { of, becomes } = verbs[intent.verb];
  if (!of.includes(status)) return { isNeeded: false, status };
  const decision = decisionOn(intent, shown, authorship);
  if (typeof decision === "string") return { isNeeded: false, problem: decision };
  const before = inRegisterOf(decision, shown.decisions);
  const until = before && endOf(before);
  if (status !== becomes || until === undefined || !isSettled(intent, until, endOf(decision)))
    return { isNeeded: true, decision };
  return { isNeeded: false, status, until };
}

/** Why its author may not decide it; nothing if they may. */
function decisionOn(intent: Intent, shown: Shown, { by, why, now }: Authorship): Decision | string {
  const { version, view, nextStepAt, pending } = shown;
  const authored = { at: decidedAt(shown, now), by, why };
  switch (intent.verb) {
    case "ack": {
      const { usualEnd } = intent;
      const ends = nextStepAt === undefined ? usualEnd : earlier(usualEnd, nextStepAt);
      const seen = { version, severity: view.severity };
      return { ...authored, kind: "acknowledge", seen, until: intent.until ?? ends };
    }
    case "suppress":
      return { ...authored, kind: "suppress", until: intent.until };
    case "approve":
      if (pending === undefined) return "no suppression of it awaits approval";
      if (!isOfAnother(pending, authored)) return "another than who suppressed it must approve that";
      return { ...authored, kind: "approve", of: { at: pending.at, by: pending.by } };
    case "resolve":
    case "reopen":
      return { ...authored, kind: intent.verb };
    default:
      return intent satisfies never;
  }
}

/** The author has seen the last statement and decision, even if the clock of a reporter or a colleague is ahead. */
function decidedAt({ view, decisions }: Shown, now: Instant): Instant {
  const before = Object.values(decisions).filter((decision) => decision !== undefined);
  return before.reduce(
    (at, decision) => later(at, shift(decision.at, 1)),
    view.lastSeenAt === undefined ? now : later(now, view.lastSeenAt),
  );
}

/** A decision that holds until then is not made again, and an acknowledgement without an end does not shorten it. */
function isSettled(intent: Intent, until: Instant, ends: Instant | undefined): boolean {
  if (ends === undefined || ends === until) return true;
  return intent.verb === "ack" && intent.until === undefined && ends < until;
}

function endOf(decision: Decision): Instant | undefined {
  return "until" in decision ? decision.until : undefined;
}
