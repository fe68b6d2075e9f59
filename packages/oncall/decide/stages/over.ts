import { presentIn } from "../../counts.ts";
import type { Verdict } from "../../verdict.ts";
import {
  believesOpen,
  dampedUntil,
  hasBegun,
  hasEnded,
  hasNews,
  hasPresent,
  type Look,
  minutesAfter,
} from "../look.ts";

/** An alert that came back within the hour is over only after this long without coming back again. */
const QUIET_MINUTES = 5;

/** Every alert of the group is over, or is told elsewhere. That does not ring. */
export function over(look: Look): Verdict | undefined {
  if (hasPresent(look)) return undefined;
  if (!believesOpen(look)) return brief(look) ?? leftOpen(look) ?? nothingOpen(look);
  if (hasEnded(look)) return flapping(look) ?? { outcome: "tell", kind: "over", rings: false, reason: "all-over" };
  return look.circumstances.destination.showsState
    ? { outcome: "tell", kind: "over", rings: false, reason: "moved-away" }
    : nothingOpen(look);
}

/** A short episode that is no worse than the last ring within the hour is told after the hour. */
function brief(look: Look): Verdict | undefined {
  const nextAt = dampedUntil(look);
  const isOwed = nextAt !== undefined && hasNews(look) && hasEnded(look) && !look.subject.isStep;
  return isOwed ? { outcome: "later", reason: "flaps", nextAt } : undefined;
}

/** If an alert that rang moved away, its destination has not heard of an end: it is told once an alert of the group has ended. */
function leftOpen(look: Look): Verdict | undefined {
  const { told } = look;
  const isLeft = told?.rung !== undefined && told.last !== undefined && told.last.kind === undefined;
  return isLeft && hasEnded(look) ? { outcome: "tell", kind: "over", rings: false, reason: "all-over" } : undefined;
}

function flapping(look: Look): Verdict | undefined {
  const { told, circumstances } = look;
  const comesAndGoes = told?.rung?.kind === "reopened" || told?.rung?.isDamped;
  if (!comesAndGoes || dampedUntil(look) === undefined) return undefined;
  const nextAt = minutesAfter(quietSince(look), QUIET_MINUTES);
  return circumstances.now < nextAt ? { outcome: "later", reason: "flaps", nextAt } : undefined;
}

/** Since when nothing was seen open; another end since then means that something was open. */
export function quietSince({ told, counts, circumstances: { now } }: Look) {
  return told?.quiet?.ended === counts.ended ? told.quiet.since : now;
}

/** Alerts that began here and have not ended are told where they moved to. */
function nothingOpen(look: Look): Verdict {
  return { outcome: "nothing", reason: "nothing-open", isTold: presentIn(look.before) > 0 || hasBegun(look) };
}
