/** A wake is what on-call is told of an alert whose visible view changed: all that it needs, so that it reads no head. */
import { moreSevere, type Severity } from "@tocsin/core/alert/severity";
import type { AlertView } from "@tocsin/core/alert/view";
import type { Instant } from "@tocsin/core/event/instant";

export interface Wake {
  readonly alertId: string;
  /** Of the head: a wake with a lower one is older. */
  readonly version: number;
  /** Whether people are to hear of it at all: of what stood before its cell was first heard of they are not. */
  readonly notified: boolean;
  /** How many episodes people were to hear of so far. */
  readonly episodes: number;
  /** The highest severity of its last episode; of what is over, also of those beside it. */
  readonly worst: Severity;
  /** The highest severity of other episodes that began and were over beside the last one, of which people are to hear as over. */
  readonly worstOver?: Severity | undefined;
  readonly view: AlertView;
  /** Of a drill, when it was sent. */
  readonly sentAt?: Instant | undefined;
}

/**
 * The alert as routes and silences see it: as severe as it was at its worst in its last episode. What is over would match few of them as
 * it is, and what rose for a moment is to be heard of by whom it concerned then.
 */
export function asOpen({ view, worst }: Pick<Wake, "view" | "worst">): AlertView {
  const severity = moreSevere(view.severity, worst);
  return view.status === "RESOLVED" ? { ...view, status: "OPEN", severity } : { ...view, severity };
}
