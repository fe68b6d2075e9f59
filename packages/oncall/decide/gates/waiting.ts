import { total } from "../../counts.ts";
import type { Verdict } from "../../verdict.ts";
import { type Look, owedSince, secondsAfter } from "../look.ts";
import type { Tell } from "../stage.ts";

/**
 * The first of a group waits for others, since several at once are mostly one problem. A step of an escalation waits with all that is
 * new, since an acknowledgement meanwhile ends it.
 */
export function waiting(look: Look, tell: Tell): Verdict | undefined {
  const { subject } = look;
  const { now } = look.circumstances;
  if (tell.kind === "reminder" || (!tell.rings && tell.reason !== "came-and-went")) return undefined;
  const isFirst = total(look.before.open) === 0 && tell.reason !== "mute-ended";
  if (!isFirst && !subject.isStep) return undefined;
  const nextAt = secondsAfter(owedSince(look), subject.waitSeconds);
  if (now >= nextAt) return undefined;
  return { outcome: "later", reason: subject.isStep ? "step-waits" : "group-waits", nextAt };
}
