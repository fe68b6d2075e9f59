/** The only place that decides whether a destination is notified of a group. */
import type { Counts, Told } from "../group.ts";
import { isOfDrill } from "../target/drill-target.ts";
import type { Verdict } from "../verdict.ts";
import type { Circumstances, Subject } from "./circumstances.ts";
import { destinationFails } from "./gates/destination-fails.ts";
import { overflow } from "./gates/overflow.ts";
import { paused } from "./gates/paused.ts";
import { untilMorning } from "./gates/until-morning.ts";
import { waiting } from "./gates/waiting.ts";
import { type Look, lookAt } from "./look.ts";
import type { Gate, Stage } from "./stage.ts";
import { again } from "./stages/again.ts";
import { beingTold } from "./stages/being-told.ts";
import { doubted } from "./stages/doubted.ts";
import { first } from "./stages/first.ts";
import { growth } from "./stages/growth.ts";
import { muted } from "./stages/muted.ts";
import { over } from "./stages/over.ts";
import { nextReminderAt, repeat } from "./stages/repeat.ts";
import { rise } from "./stages/rise.ts";
import { update } from "./stages/update.ts";

/** The stages that find what to tell: the first with a result decides. */
const stages: readonly Stage[] = [rise, first, over, muted, again, growth, repeat];
/** What stands against telling it now. */
const gates: readonly Gate[] = [waiting, untilMorning, paused, destinationFails, overflow];

/**
 * Whether the destination of `subject` is notified of the group now, or when to look again, or neither; with the reason. Pure: the same
 * inputs give the same verdict, so a verdict can be computed again from its inputs. A group of 100,000 takes as long as a group of one.
 */
export function decide(
  told: Told | undefined,
  subject: Subject,
  counts: Counts,
  circumstances: Circumstances,
): Verdict {
  const look = lookAt(told, subject, counts, circumstances);
  return beingTold(look) ?? throughGates(look, wanted(look));
}

function wanted(look: Look): Verdict {
  for (const stage of stages) {
    const verdict = stage(look);
    if (verdict !== undefined) return certain(look, hushed(look, verdict));
  }
  return certain(look, update(look));
}

/** A drill only rings if that was asked for. */
function hushed({ subject }: Look, verdict: Verdict): Verdict {
  const isSilent = isOfDrill(subject) && subject.urgency !== "now";
  return isSilent && verdict.outcome === "tell" ? { ...verdict, rings: false } : verdict;
}

/** Only if it is known what arrived can nothing more be owed. */
function certain(look: Look, verdict: Verdict): Verdict {
  return verdict.outcome === "nothing" ? (doubted(look) ?? verdict) : verdict;
}

function throughGates(look: Look, verdict: Verdict): Verdict {
  if (verdict.outcome !== "tell") return verdict;
  for (const gate of gates) {
    const held = gate(look, verdict);
    if (held !== undefined) return held;
  }
  const isToldOnce = verdict.kind === "over" || isOfDrill(look.subject);
  return { ...verdict, nextAt: isToldOnce ? undefined : nextReminderAt(look, verdict) };
}
