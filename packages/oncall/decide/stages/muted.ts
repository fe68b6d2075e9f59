import type { NothingReason, Verdict } from "../../verdict.ts";
import { believesOpen, hasPresent, type Look, openIn } from "../look.ts";
import { hasOtherNumbers, pacedUpdate } from "./update.ts";

/**
 * Every open alert is acknowledged, suppressed or silenced, so nobody has to be told. They count as told, so that only worse alerts, or
 * alerts that are open again, are news.
 */
export function muted(look: Look): Verdict | undefined {
  if (openIn(look) > 0 || !hasPresent(look)) return undefined;
  const changed = hasOtherNumbers(look);
  if (changed && believesOpen(look) && look.circumstances.destination.showsState) return pacedUpdate(look);
  return { outcome: "nothing", reason: reasonOf(look), isTold: changed };
}

function reasonOf({ counts: { acknowledged, suppressed } }: Look): NothingReason {
  if (acknowledged > 0) return "acknowledged";
  return suppressed > 0 ? "suppressed" : "silenced";
}
