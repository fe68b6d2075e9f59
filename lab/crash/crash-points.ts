/** Crash points of every handler: no alert, transition or notification is lost, and every destination ends up with what is. */

import type { Outcome } from "../outcome.ts";
import type { Servers } from "../world/world.ts";
import { type CrashReport, crashEverywhere } from "./crash.ts";
import { announcing } from "./crash-announce.ts";
import { reporting } from "./crash-digest.ts";
import { ingesting } from "./crash-ingest.ts";
import { deliverUndertaking, oncallUndertaking } from "./crash-oncall.ts";
import { reviewing } from "./crash-review.ts";

export const handlers = ["ingest", "announce", "oncall", "deliver", "review", "digest"] as const;
export type HandlerName = (typeof handlers)[number];

/** Tries every crash point of one handler. */
export function crashPoints(handler: HandlerName, servers: Servers): Promise<CrashReport> {
  switch (handler) {
    case "ingest":
      return crashEverywhere(ingesting(servers));
    case "announce":
      return crashEverywhere(announcing(servers));
    case "oncall":
      return crashEverywhere(oncallUndertaking(servers));
    case "deliver":
      return crashEverywhere(deliverUndertaking(servers));
    case "review":
      return crashEverywhere(reviewing(servers));
    case "digest":
      return crashEverywhere(reporting(servers));
    default:
      return handler satisfies never;
  }
}

export function outcomeOf({ handler, crashPoints: tried, calls, ...found }: CrashReport): Outcome {
  return {
    promise: 3,
    experiment: `a crash at any call of ${handler}`,
    tried: `${tried} crash points: ${calls.length} calls × ${tried / calls.length} faults`,
    ...found,
  };
}
