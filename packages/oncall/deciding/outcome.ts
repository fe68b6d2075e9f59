/** The result of a decision on an alert. Pure. */
import { compareSeverity } from "@tocsin/core/alert/severity";
import type { Status } from "@tocsin/core/alert/view";
import type { Instant } from "@tocsin/core/event/instant";
import { pendingSuppression } from "@tocsin/core/policy/approval";
import type { World } from "@tocsin/core/policy/world";
import type { Head } from "@tocsin/core/transition/fold";
import type { LogEntry, RecordedDecision } from "@tocsin/core/transition/log-entry";
import { type Shown, type Verb, verbs } from "./deciding.ts";

export type Done = (typeof verbs)[Verb]["done"];
type Was = "open" | "acknowledged" | "suppressed" | "resolved";

export type Outcome = Decided | AlreadySo | Failure;

export interface Decided {
  readonly outcome: Done | "awaits-approval";
  readonly id: string;
  readonly title: string;
  readonly decided: RecordedDecision;
}

/** There was nothing to decide. */
export interface AlreadySo {
  readonly outcome: `already-${Was}`;
  readonly id: string;
  readonly title: string;
  readonly until?: Instant | undefined;
}

/** Why a named alert cannot be shown, or was not decided on. */
export interface Failure {
  readonly outcome: "failed";
  /** As much of it as was given. */
  readonly id: string;
  readonly problem: string;
}

export function wasOf(status: Status): Was {
  switch (status) {
    case "OPEN":
      return "open";
    case "ACKNOWLEDGED":
      return "acknowledged";
    case "SUPPRESSED":
      return "suppressed";
    case "RESOLVED":
      return "resolved";
    default:
      return status satisfies never;
  }
}

/** What was written of a decision. */
export interface Written {
  readonly head: Head;
  readonly entries: readonly LogEntry[];
}

/** The result for the alert that was `shown`, once the decision and everything that came meanwhile were folded into it. */
export function outcomeOf(verb: Verb, shown: Shown, { head, entries }: Written, { policy }: World): Outcome {
  const { id, title } = shown.view;
  const { kind, done, becomes } = verbs[verb];
  const made = entries.findLast((entry) => entry.decided?.kind === kind)?.decided;
  if (made && head.view.status === becomes) return { outcome: done, id, title, decided: made };
  if (made && pendingSuppression(head.alert.decisions, head.view.severity, policy, made.at))
    return { outcome: "awaits-approval", id, title, decided: made };
  if (!made || (head.view.status === "RESOLVED" && verb !== "reopen"))
    return { outcome: `already-${wasOf(head.view.status)}`, id, title };
  return { outcome: "failed", id, problem: problemOf(shown, head) };
}

/** Why an alert does not have the state that was decided. */
function problemOf({ view: shown }: Shown, { view }: Head): string {
  if (view.status === "RESOLVED") return `it was reported as over meanwhile, at ${view.lastSeenAt}`;
  if (compareSeverity(view.severity, shown.severity) > 0)
    return `it became ${view.severity} meanwhile; you were shown ${shown.severity}`;
  return `it was reported again meanwhile, by ${view.reporters.join(", ")} at ${view.lastSeenAt}`;
}
