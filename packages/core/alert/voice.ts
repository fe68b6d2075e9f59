/** What one reporter says, about everything or about one subject: its latest statement, in an order that does not depend on arrival. */
import { earlier, type Instant, later } from "../event/instant.ts";
import { canonicalJson, sameJson } from "../text/json.ts";
import type { Statement } from "./observation.ts";

/** The fields that order statements. */
export type Ordered = Pick<Statement, "at" | "sentAt" | "eventId" | "state" | "replayed" | "baseline">;

export interface Voice<S extends Ordered> {
  readonly latest: S;
  /** If `latest` came from a replay: the latest live statement, which counts where replays do not. */
  readonly live?: S | undefined;
  readonly firstAt: Instant;
  readonly clearedAt?: Instant | undefined;
}

/** The voice of one statement alone. */
export function voiceOf<S extends Ordered>(latest: S, since: Instant | undefined): Voice<S> {
  return {
    latest,
    firstAt: since === undefined ? latest.at : earlier(since, latest.at),
    clearedAt: latest.state === "cleared" ? latest.at : undefined,
  };
}

/** Gives `a` itself where `b` adds nothing. */
export function mergeVoices<S extends Ordered>(a: Voice<S>, b: Voice<S>): Voice<S> {
  const latest = laterStatement(a.latest, b.latest);
  const merged: Voice<S> = {
    latest,
    live: latest.replayed ? pick(laterStatement<S>, liveOf(a), liveOf(b)) : undefined,
    firstAt: earlier(a.firstAt, b.firstAt),
    clearedAt: pick(later, a.clearedAt, b.clearedAt),
  };
  const isSame =
    merged.latest === a.latest &&
    merged.live === a.live &&
    merged.firstAt === a.firstAt &&
    merged.clearedAt === a.clearedAt;
  return isSame ? a : merged;
}

function liveOf<S extends Ordered>({ latest, live }: Voice<S>): S | undefined {
  return latest.replayed ? live : latest;
}

/**
 * The latest by `(at, sentAt, active before cleared, eventId)`: if nothing shows which of two came last, the condition counts as active.
 */
export function laterStatement<S extends Ordered>(a: S, b: S): S {
  if (a.at !== b.at) return a.at > b.at ? a : b;
  if (a.sentAt !== b.sentAt) return a.sentAt > b.sentAt ? a : b;
  if (a.state !== b.state) return a.state === "active" ? a : b;
  if (a.eventId !== b.eventId) return a.eventId > b.eventId ? a : b;
  // The same event again. A live event outranks its replay, or a replay could withdraw what was already known.
  if (a.replayed !== b.replayed) return a.replayed ? b : a;
  if (a.baseline !== b.baseline) return a.baseline ? b : a;
  return total(a, b);
}

/** If no field breaks a tie, the text does, so that every order of arrival ends in the same value. */
export function total<T>(a: T, b: T): T {
  return sameJson(a, b) || canonicalJson(a) > canonicalJson(b) ? a : b;
}

/** Joins two values of which either may be missing. */
export function pick<T>(join: (a: T, b: T) => T, a: T | undefined, b: T | undefined): T | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : join(a, b);
}
