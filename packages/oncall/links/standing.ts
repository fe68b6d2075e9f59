/** Whether an offer in a message may still decide on an alert. Pure. */
import { compareSeverity } from "@tocsin/core/alert/severity";
import type { AlertView } from "@tocsin/core/alert/view";
import { type Instant, shift } from "@tocsin/core/event/instant";
import { pendingSuppression } from "@tocsin/core/policy/approval";
import type { World } from "@tocsin/core/policy/world";
import { evaluate } from "@tocsin/core/transition/evaluate";
import type { Head } from "@tocsin/core/transition/fold";
import type { Offer } from "./offer.ts";

/**
 * `open` may be acknowledged. `worse` is more severe than the message's reader saw; `news` has ended and come back since, began since, or
 * was reopened by somebody; `lapsed` was decided on since the message, and that decision has ended. If it is `acknowledged`, `suppressed`
 * or `over`, there is nothing to decide.
 */
export type Standing = "open" | "worse" | "news" | "lapsed" | "acknowledged" | "suppressed" | "over";

export interface Standpoint {
  readonly standing: Standing;
  /** The alert as it is now. */
  readonly view: AlertView;
}

/** An offer stands for the decision that its reader could have made at once: if that would no longer hold, the offer decides nothing. */
export function standingTo(offer: Offer, { alert }: Pick<Head, "alert">, world: World, now: Instant): Standpoint {
  const { view } = evaluate(alert, world, now);
  return { view, standing: standingOf(view, offer, alert, world, now) };
}

function standingOf(view: AlertView, offer: Offer, alert: Head["alert"], world: World, now: Instant): Standing {
  switch (view.status) {
    case "RESOLVED":
      return "over";
    case "ACKNOWLEDGED":
      return "acknowledged";
    case "SUPPRESSED":
      return "suppressed";
    case "OPEN": {
      if (compareSeverity(view.severity, offer.severity) > 0) return "worse";
      const { acknowledgement, suppression } = alert.decisions;
      const awaited = pendingSuppression(alert.decisions, view.severity, world.policy, now);
      const ended = [acknowledgement, awaited === undefined ? suppression : undefined];
      if (ended.some((made) => made !== undefined && made.at > offer.issuedAt)) return "lapsed";
      return wouldHold(offer, alert, world, now) ? "open" : "news";
    }
  }
}

/** Whether it would be acknowledged now if the reader had done so at once, and for long enough. */
function wouldHold(offer: Offer, alert: Head["alert"], world: World, now: Instant): boolean {
  const seen = { version: 0, severity: offer.severity };
  const until = shift(now, 1);
  const acknowledgement = { kind: "acknowledge", at: offer.issuedAt, by: "", why: "", seen, until } as const;
  const decided = { ...alert, decisions: { ...alert.decisions, acknowledgement } };
  return evaluate(decided, world, now).view.status === "ACKNOWLEDGED";
}
