import type { Verdict } from "../../verdict.ts";
import type { Look } from "../look.ts";

/** A destination that does not answer is not tried more often because more is owed. */
export function destinationFails({ circumstances: { now, destination } }: Look): Verdict | undefined {
  const nextAt = destination.failing?.nextTryAt;
  return nextAt !== undefined && now < nextAt ? { outcome: "later", reason: "destination-fails", nextAt } : undefined;
}
