import type { Verdict } from "../../verdict.ts";
import type { Look } from "../look.ts";

/** Only one notification at a time: changes meanwhile are told once it is known whether this one arrived. */
export function beingTold({ told, circumstances: { now } }: Look): Verdict | undefined {
  const until = told?.sending?.until;
  if (until === undefined || now >= until) return undefined;
  return { outcome: "later", reason: "being-told", nextAt: until };
}
