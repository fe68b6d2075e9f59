/** A transition is a change that people may care about; it always has a reason. */
import type { Decision } from "./decision.ts";
import type { AlertView } from "./evaluate.ts";
import { compareSeverity } from "./severity.ts";

export type Transition =
  | { readonly kind: "opened"; readonly reason: "opened" }
  | { readonly kind: "escalated"; readonly reason: "severity-raised" | "deadline-step" }
  | {
      readonly kind: "reopened";
      readonly reason: "seen-again" | "acknowledgement-ended" | "suppression-ended" | "decided";
    }
  /** `seen-again`: it came back while a decision on it still holds. */
  | { readonly kind: "acknowledged"; readonly reason: "decided" | "seen-again" }
  | { readonly kind: "suppressed"; readonly reason: "decided" | "seen-again" }
  | { readonly kind: "resolved"; readonly reason: "cleared" | "decided" }
  /** A decision that changed nothing that people see: written down, and announced to nobody's notice. */
  | { readonly kind: "noted"; readonly reason: "decided" };

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

/**
 * What became of an alert between two views of it. A view that was RESOLVED from the start (a clearing statement arrived
 * first) has never been open, so `before` says whether it ever was. `newDecision` is one that was made in between.
 */
export function transition(
  before: { readonly view: AlertView; readonly wasOpen: boolean } | undefined,
  after: AlertView,
  newDecision: Decision | undefined,
): Transition | undefined {
  if (before === undefined || !before.wasOpen) {
    return after.status === "RESOLVED" ? undefined : { kind: "opened", reason: "opened" };
  }
  if (before.view.status !== after.status) return statusChanged(before.view, after, newDecision);
  if (after.status === "RESOLVED") return undefined;
  return escalated(before.view, after);
}

function statusChanged(before: AlertView, after: AlertView, newDecision: Decision | undefined): Transition {
  switch (after.status) {
    case "RESOLVED":
      return { kind: "resolved", reason: newDecision?.kind === "resolve" ? "decided" : "cleared" };
    case "ACKNOWLEDGED":
      return { kind: "acknowledged", reason: newDecision ? "decided" : "seen-again" };
    case "SUPPRESSED":
      return { kind: "suppressed", reason: newDecision ? "decided" : "seen-again" };
    case "OPEN":
      if (newDecision?.kind === "reopen") return { kind: "reopened", reason: "decided" };
      if (before.status === "ACKNOWLEDGED") return { kind: "reopened", reason: "acknowledgement-ended" };
      if (before.status === "SUPPRESSED") return { kind: "reopened", reason: "suppression-ended" };
      return { kind: "reopened", reason: "seen-again" };
    default:
      return after.status satisfies never;
  }
}

/**
 * A step nearer to the deadline is a transition even where two steps have the same severity; a step back is none, nor is
 * merely learning of a deadline.
 */
function escalated(before: AlertView, after: AlertView): Transition | undefined {
  const isNearer = after.stepDays !== undefined && after.stepDays < (before.stepDays ?? Number.POSITIVE_INFINITY);
  if (isNearer && before.deadline !== undefined) return { kind: "escalated", reason: "deadline-step" };
  if (compareSeverity(after.severity, before.severity) > 0) return { kind: "escalated", reason: "severity-raised" };
  return undefined;
}
