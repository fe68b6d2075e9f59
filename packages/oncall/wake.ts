/** A wake is what on-call is told of an alert whose visible view changed: all that it needs, so that it reads no head. */
import type { Severity } from "@tocsin/core/alert/severity";
import type { AlertView } from "@tocsin/core/alert/view";

export interface Wake {
  readonly alertId: string;
  /** Of the head: a wake with a lower one is older. */
  readonly version: number;
  /** Whether people are to hear of it at all: of what stood before its cell was first heard of they are not. */
  readonly notified: boolean;
  /** How many episodes people were to hear of so far. */
  readonly episodes: number;
  /** The highest severity of its last episode. */
  readonly worst: Severity;
  readonly view: AlertView;
}

/**
 * The alert as routes and silences see it. What is over is INFORMATIONAL, and would match few of them: it counts as what it was at
 * its worst while it was open.
 */
export function asOpen({ view, worst }: Pick<Wake, "view" | "worst">): AlertView {
  return view.status === "RESOLVED" ? { ...view, status: "OPEN", severity: worst } : view;
}
