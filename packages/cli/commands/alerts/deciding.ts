/** The decision that a command makes on one alert, from what its author was shown of it. Pure. */
import { type Decision, type Decisions, inRegisterOf } from "@tocsin/core/alert/decision";
import type { AlertView, Status } from "@tocsin/core/alert/view";
import { earlier, type Instant, later, shift } from "@tocsin/core/event/instant";

/** What a command can decide. */
export type Verb = "ack" | "suppress" | "resolve" | "reopen";

interface Meaning {
  readonly kind: Decision["kind"];
  /** What it does, and what is done then, in words. */
  readonly does: string;
  readonly done: "acknowledged" | "suppressed" | "resolved" | "reopened";
  /** What an alert is afterwards. */
  readonly becomes: Status;
  /** What can be decided on so; of what is in another state, that is said. */
  readonly of: readonly Status[];
  /** What a pattern or an account selects: not what is so already. */
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

/** An alert as the author of a decision was shown it. */
export interface Shown {
  readonly view: AlertView;
  readonly version: number;
  readonly decisions: Decisions;
  /** When time brings the next step of its ladder. */
  readonly nextStepAt?: Instant | undefined;
}

/** What is to be decided on alerts. */
export type Intent =
  | {
      readonly verb: "ack";
      /** Where its author said until when it is to hold. */
      readonly until: Instant | undefined;
      /** Until when it holds otherwise; of what has a deadline, at most until its next step. */
      readonly nextWorkingMorning: Instant;
    }
  | { readonly verb: "suppress"; readonly until: Instant }
  | { readonly verb: "resolve" | "reopen" };

export interface Authorship {
  readonly by: string;
  readonly why: string;
  readonly now: Instant;
}

/** The decision, or the state for which there is nothing to decide. */
export type Deciding =
  | { readonly isNeeded: true; readonly decision: Decision }
  | { readonly isNeeded: false; readonly status: Status; readonly until?: Instant | undefined };

export function deciding(intent: Intent, shown: Shown, authorship: Authorship): Deciding {
  const { status } = shown.view;
  const { of, becomes } = verbs[intent.verb];
  if (!of.includes(status)) return { isNeeded: false, status };
  const decision = decisionOn(intent, shown, authorship);
  const before = inRegisterOf(decision, shown.decisions);
  const until = before && endOf(before);
  if (status !== becomes || until === undefined || !isSettled(intent, until, endOf(decision)))
    return { isNeeded: true, decision };
  return { isNeeded: false, status, until };
}

function decisionOn(intent: Intent, shown: Shown, { by, why, now }: Authorship): Decision {
  const { version, view, nextStepAt } = shown;
  const authored = { at: decidedAt(shown, now), by, why };
  switch (intent.verb) {
    case "ack": {
      const { nextWorkingMorning } = intent;
      const ends = nextStepAt === undefined ? nextWorkingMorning : earlier(nextWorkingMorning, nextStepAt);
      const seen = { version, severity: view.severity };
      return { ...authored, kind: "acknowledge", seen, until: intent.until ?? ends };
    }
    case "suppress":
      return { ...authored, kind: "suppress", until: intent.until };
    case "resolve":
    case "reopen":
      return { ...authored, kind: intent.verb };
    default:
      return intent satisfies never;
  }
}

/** Whoever decides has seen what was said and decided last, even where a reporter's clock or a colleague's is ahead. */
function decidedAt({ view, decisions }: Shown, now: Instant): Instant {
  const before = Object.values(decisions).filter((decision) => decision !== undefined);
  return before.reduce(
    (at, decision) => later(at, shift(decision.at, 1)),
    view.lastSeenAt === undefined ? now : later(now, view.lastSeenAt),
  );
}

/** What holds until then is not decided again; nor does an acknowledgement that was given no end shorten it. */
function isSettled(intent: Intent, until: Instant, ends: Instant | undefined): boolean {
  if (ends === undefined || ends === until) return true;
  return intent.verb === "ack" && intent.until === undefined && ends < until;
}

function endOf(decision: Decision): Instant | undefined {
  return "until" in decision ? decision.until : undefined;
}
