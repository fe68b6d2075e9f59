/** A wake tells on-call that an alert's visible view changed, with everything that on-call needs, so that it reads no head. */
import { moreSevere, type Severity } from "@tocsin/core/alert/severity";
import type { AlertView } from "@tocsin/core/alert/view";
import type { Instant } from "@tocsin/core/event/instant";

export interface Wake {
  readonly alertId: string;
  /** Of the head: a wake with a lower one is older. */
  readonly version: number;
  /** Whether people are to hear of it at all: not if it existed before its cell was first heard of. */
  readonly notified: boolean;
  /** How many episodes so far people were to hear of. */
  readonly episodes: number;
  /** The highest severity of its last episode; if it is over, also of those beside it. */
  readonly worst: Severity;
  /** The highest severity of other episodes that began and ended beside the last one, and that people are to hear of as over. */
  readonly worstOver?: Severity | undefined;
  readonly view: AlertView;
  /** Of a drill, when it was sent. */
  readonly sentAt?: Instant | undefined;
}

/**
 * The alert as routes and silences see it: with the worst severity of its last episode. An alert that is over would match few of them with
 * its present severity, and a brief rise must reach the people whom it concerned.
 */
export function asOpen({ view, worst }: Pick<Wake, "view" | "worst">): AlertView {
  const severity = moreSevere(view.severity, worst);
  return view.status === "RESOLVED" ? { ...view, status: "OPEN", severity } : { ...view, severity };
}
