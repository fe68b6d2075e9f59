import type { Verdict } from "../../verdict.ts";
import { believesOpen, type Look } from "../look.ts";
import type { Tell } from "../stage.ts";

/** A step calls further people to what goes on. What was over before its minutes had passed needs none, as if it had been acknowledged. */
export function stepInTime(look: Look, tell: Tell): Verdict | undefined {
  if (!look.subject.isStep || tell.reason !== "came-and-went" || believesOpen(look)) return undefined;
  return { outcome: "nothing", reason: "nothing-open", isTold: true };
}
