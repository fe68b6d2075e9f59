import type { Verdict } from "../../verdict.ts";
import type { Look } from "../look.ts";

/** One notification at a time: what has changed meanwhile is told when it is known whether this one arrived. */
export function beingTold({ told, circumstances: { now } }: Look): Verdict | undefined {
  const until = told?.sending?.until;
  if (until === undefined || now >= until) return undefined;
  return { outcome: "later", reason: "being-told", nextAt: until };
}
