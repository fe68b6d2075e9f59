/** A transition is a change that people may care about; it always has a reason. */
import type { Decision } from "../alert/decision.ts";
import { compareSeverity, moreSevere, type Severity } from "../alert/severity.ts";
import type { AlertView, Ending } from "../alert/view.ts";
import { type Standing, standingOf } from "../alert/view.ts";
import type { Instant } from "../event/instant.ts";

export type Transition =
  | { readonly kind: "opened"; readonly reason: "opened" }
  /** `was-worse`: it was, between two statements that came together or late, and is not any more. */
  | { readonly kind: "escalated"; readonly reason: "severity-raised" | "deadline-step" | "was-worse" }
  | {
      readonly kind: "reopened";
      readonly reason: "seen-again" | "acknowledgement-ended" | "suppression-ended" | "decided";
    }
  /** `seen-again`: it came back while a decision on it still holds. */
  | { readonly kind: "acknowledged"; readonly reason: "decided" | "seen-again" }
  | { readonly kind: "suppressed"; readonly reason: "decided" | "seen-again" }
  /** `already-over`: it began and ended before anybody could be notified of it. */
  | { readonly kind: "resolved"; readonly reason: Ending | "already-over" }
  /** Written down for the record, and nobody's notice: a decision that changed nothing, a severity that fell. */
  | { readonly kind: "noted"; readonly reason: "decided" | "severity-lowered" | "already-over" };

export type TransitionKind = Transition["kind"];
export const transitionKinds = [
  "opened",
  "escalated",
  "reopened",
  "acknowledged",
  "suppressed",
  "resolved",
  "noted",
] as const satisfies readonly TransitionKind[];
export type TransitionReason = Transition["reason"];
export const transitionReasons = [
  "opened",
  "severity-raised",
  "deadline-step",
  "was-worse",
  "seen-again",
  "acknowledgement-ended",
  "suppression-ended",
  "decided",
  "cleared",
  "lapsed",
  "already-over",
  "severity-lowered",
] as const satisfies readonly TransitionReason[];

/** What people last heard of an alert. */
export interface Heard extends Standing {
  readonly deadline?: Instant | undefined;
  /** Whether they ever heard of it: a clearing statement that came first opened nothing. */
  readonly wasOpen: boolean;
  /** The highest severity since it was opened. */
  readonly worst: Severity;
  /** The highest severity of other episodes that they heard of as over while this one was open, or just before it. */
  readonly worstOver?: Severity | undefined;
}

/** What people have heard after `view`, of an episode that was `atLeast` so bad. A new episode begins where a resolved alert is open again. */
export function heardOf(view: AlertView, before: Heard | undefined, atLeast: Severity = "INFORMATIONAL"): Heard {
  const isNewEpisode = before?.status === "RESOLVED" && view.status === "OPEN";
  return {
    ...standingOf(view),
    deadline: view.deadline,
    wasOpen: (before?.wasOpen ?? false) || view.status !== "RESOLVED",
    worst: moreSevere(
      atLeast,
      isNewEpisode ? view.severity : moreSevere(before?.worst ?? "INFORMATIONAL", view.severity),
    ),
    worstOver: isNewEpisode ? undefined : before?.worstOver,
  };
}

/**
 * What became of an alert between what people last heard of it and its view now. `newDecision` is one that was made in
 * between.
 */
export function transition(
  heard: Heard | undefined,
  after: AlertView,
  newDecision: Decision | undefined,
): Transition | undefined {
  if (heard === undefined || !heard.wasOpen) {
    return after.status === "RESOLVED" ? undefined : { kind: "opened", reason: "opened" };
  }
  if (heard.status !== after.status) return statusChanged(heard, after, newDecision);
  if (after.status === "RESOLVED") return undefined;
  return severityChanged(heard, after);
}

function statusChanged(heard: Heard, after: AlertView, newDecision: Decision | undefined): Transition {
  // It came back under a decision that still holds, but worse than whoever decided knew it.
  const isWorse = heard.status === "RESOLVED" && !newDecision && compareSeverity(after.severity, heard.worst) > 0;
  switch (after.status) {
    case "RESOLVED":
      if (newDecision?.kind === "resolve") return { kind: "resolved", reason: "decided" };
      return { kind: "resolved", reason: after.ended ?? "cleared" };
    case "ACKNOWLEDGED":
      if (isWorse) return { kind: "escalated", reason: "severity-raised" };
      return { kind: "acknowledged", reason: newDecision ? "decided" : "seen-again" };
    case "SUPPRESSED":
      if (isWorse) return { kind: "escalated", reason: "severity-raised" };
      return { kind: "suppressed", reason: newDecision ? "decided" : "seen-again" };
    case "OPEN":
      if (newDecision?.kind === "reopen") return { kind: "reopened", reason: "decided" };
      if (heard.status === "ACKNOWLEDGED" && compareSeverity(after.severity, heard.severity) > 0) {
        return { kind: "escalated", reason: "severity-raised" };
      }
      if (heard.status === "ACKNOWLEDGED") return { kind: "reopened", reason: "acknowledgement-ended" };
      if (heard.status === "SUPPRESSED") return { kind: "reopened", reason: "suppression-ended" };
      return { kind: "reopened", reason: "seen-again" };
    default:
      return after.status satisfies never;
  }
}

/**
 * A step nearer to the deadline is a transition even where two steps have the same severity; a step back is none, nor is
 * merely learning of a deadline.
 */
function severityChanged(heard: Heard, after: AlertView): Transition | undefined {
  const difference = compareSeverity(after.severity, heard.severity);
  if (difference < 0) return { kind: "noted", reason: "severity-lowered" };
  const isNearer = after.stepDays !== undefined && after.stepDays < (heard.stepDays ?? Number.POSITIVE_INFINITY);
  if (isNearer && heard.deadline !== undefined) return { kind: "escalated", reason: "deadline-step" };
  return difference > 0 ? { kind: "escalated", reason: "severity-raised" } : undefined;
}

/** Whether a transition is logged without a notification: it asks for no action, or the people asked have already decided. */
export function isUnnoticed({ kind, reason }: Transition, heard: Heard | undefined, after: AlertView): boolean {
  if (kind === "noted") return true;
  if (kind === "suppressed" && reason === "seen-again") return true;
  // Under a decision only a rise gets through; a step that raises nothing was to be expected.
  const isDecidedOn = after.status === "SUPPRESSED" || after.status === "ACKNOWLEDGED";
  return isDecidedOn && reason === "deadline-step" && heard?.severity === after.severity;
}
