/** How an alert stands to a link that was made for it: whether the link may still acknowledge it. Pure. */
import { compareSeverity } from "@tocsin/core/alert/severity";
import type { AlertView } from "@tocsin/core/alert/view";
import type { Instant } from "@tocsin/core/event/instant";
import { pendingSuppression } from "@tocsin/core/policy/approval";
import type { World } from "@tocsin/core/policy/world";
import { evaluate } from "@tocsin/core/transition/evaluate";
import type { Head } from "@tocsin/core/transition/fold";
import { authorshipOf, type Link } from "./link.ts";

/**
 * `open` may be acknowledged. `worse` is more severe than the link's reader was shown; `news` was open before and has ended since, or began
 * since, or somebody has opened it again; `lapsed` was decided on since the message, and that has ended. Of what is `acknowledged`, `suppressed`
 * or `over` there is nothing to decide.
 */
export type Standing = "open" | "worse" | "news" | "lapsed" | "acknowledged" | "suppressed" | "over";

export interface Standpoint {
  readonly standing: Standing;
  /** The alert as it is now. */
  readonly view: AlertView;
}

/** A link stands for what its reader would have decided on reading: where that would hold no more, it decides nothing. */
export function standingTo(link: Link, { alert }: Pick<Head, "alert">, world: World, now: Instant): Standpoint {
  const { view } = evaluate(alert, world, now);
  return { view, standing: standingOf(view, link, alert, world, now) };
}

function standingOf(view: AlertView, link: Link, alert: Head["alert"], world: World, now: Instant): Standing {
  switch (view.status) {
    case "RESOLVED":
      return "over";
    case "ACKNOWLEDGED":
      return "acknowledged";
    case "SUPPRESSED":
      return "suppressed";
    case "OPEN": {
      if (compareSeverity(view.severity, link.severity) > 0) return "worse";
      const { acknowledgement, suppression } = alert.decisions;
      const awaited = pendingSuppression(alert.decisions, view.severity, world.policy, now);
      const ended = [acknowledgement, awaited === undefined ? suppression : undefined];
      if (ended.some((made) => made !== undefined && made.at > link.issuedAt)) return "lapsed";
      return wouldHold(link, alert, world, now) ? "open" : "news";
    }
  }
}

/** Whether it would be acknowledged now, had the reader done so at once. */
function wouldHold(link: Link, alert: Head["alert"], world: World, now: Instant): boolean {
  const { by, why } = authorshipOf(link, now);
  const seen = { version: 0, severity: link.severity };
  const acknowledgement = { kind: "acknowledge", at: link.issuedAt, by, why, seen, until: link.expiresAt } as const;
  const decided = { ...alert, decisions: { ...alert.decisions, acknowledgement } };
  return evaluate(decided, world, now).view.status === "ACKNOWLEDGED";
}
