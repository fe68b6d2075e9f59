import { total } from "../../counts.ts";
import type { Verdict } from "../../verdict.ts";
import { isOverflow, type Look, owedSince, secondsAfter } from "../look.ts";
import type { Tell } from "../stage.ts";

/**
 * The first alert of a group waits for others, since several at once are usually one problem. A step of an escalation waits with everything
 * that is new, since an acknowledgement meanwhile ends the step; its time begins when those before it have been told. What is for the
 * morning waits only for the morning.
 */
export function waiting(look: Look, tell: Tell): Verdict | undefined {
  const { subject, circumstances } = look;
  if (subject.urgency === "morning" && !isOverflow(subject)) return undefined;
  if (tell.kind === "reminder" || (!tell.rings && tell.reason !== "came-and-went")) return undefined;
  const waitSeconds = waitOf(look, tell);
  if (waitSeconds === undefined) return undefined;
  const nextAt = secondsAfter(owedSince(look), waitSeconds);
  if (circumstances.now >= nextAt) return undefined;
  return { outcome: "later", reason: subject.isStep ? "step-waits" : "group-waits", nextAt };
}

function waitOf({ subject, before }: Look, { reason }: Tell): number | undefined {
  const { waitSeconds, isStep, firstWaitSeconds = 0 } = subject;
  if (total(before.open) === 0 && reason !== "mute-ended") return waitSeconds + firstWaitSeconds;
  return isStep ? waitSeconds : undefined;
}
