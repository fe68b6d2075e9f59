import { severities } from "@tocsin/core/alert/severity";
import { earlier, type Instant } from "@tocsin/core/event/instant";
import { isWorse, worstOf } from "../../counts.ts";
import type { Verdict } from "../../verdict.ts";
import { believesOpen, earliestOf, hasBegun, isOverflow, type Look, minutesAfter, secondsAfter } from "../look.ts";
import { growthDueAt } from "./growth.ts";
import { reminderDueAt } from "./repeat.ts";

/** Between two notifications that only show how a group is by now. */
export const PAUSE_SECONDS = 60;
const OVERFLOW_PAUSE_MINUTES = 10;

/** Changes that are no news, such as new numbers: only a destination that shows a state is shown them. */
export function update(look: Look): Verdict {
  const changed = hasOtherNumbers(look);
  if (changed && believesOpen(look) && look.circumstances.destination.showsState) return pacedUpdate(look);
  const nextAt = nextRingAt(look);
  if (!changed && !hasBegun(look)) return { outcome: "nothing", reason: "already-told", isTold: false, nextAt };
  return { outcome: "nothing", reason: "no-state-shown", isTold: hasEased(look), nextAt };
}

/** When time alone makes somebody ring. */
function nextRingAt(look: Look): Instant | undefined {
  return earliestOf(reminderDueAt(look), growthDueAt(look));
}

/** At most once a minute, so that a storm does not become one of updates. */
export function pacedUpdate(look: Look): Verdict {
  const { subject, told, circumstances } = look;
  const { now } = circumstances;
  const since = told?.last?.at ?? now;
  const dueAt = isOverflow(subject) ? minutesAfter(since, OVERFLOW_PAUSE_MINUTES) : secondsAfter(since, PAUSE_SECONDS);
  if (now < dueAt)
    return { outcome: "later", reason: "updates-wait", nextAt: earlier(dueAt, nextRingAt(look) ?? dueAt) };
  return { outcome: "tell", kind: "updated", rings: false, reason: "updated" };
}

/** Whether a message about the group now would show other numbers. */
export function hasOtherNumbers({ before, counts }: Look): boolean {
  return (
    severities.some((severity) => counts.open[severity] !== before.open[severity]) ||
    counts.acknowledged !== before.acknowledged ||
    counts.suppressed !== before.suppressed ||
    counts.silenced !== before.silenced
  );
}

/** Whether the worst alert is no longer open. That counts as told, so that another one like it is a rise again. */
function hasEased({ before, counts }: Look): boolean {
  return isWorse(worstOf(before.open), worstOf(counts.open));
}
