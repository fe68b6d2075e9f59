/**
 * One log entry is written with each transition or decision, in one transaction with the head. The entries of an alert
 * are its audit trail, chained by their hashes, and the outbox that announcements are read from.
 */
import { hash } from "node:crypto";
import type { Decision } from "../alert/decision.ts";
import type { Severity } from "../alert/severity.ts";
import type { AlertView, Standing } from "../alert/view.ts";
import type { Instant } from "../event/instant.ts";
import { canonicalJson } from "../text/json.ts";
import type { TransitionKind, TransitionReason } from "./transition.ts";

export interface LogEntry {
  readonly alertId: string;
  /** The head's version that this entry was written with. */
  readonly version: number;
  /** When it was written. */
  readonly at: Instant;
  /** When the statement or the decision was made that brought it about; where that was time, when it was written. */
  readonly saidAt: Instant;
  readonly kind: TransitionKind;
  readonly reason: TransitionReason;
  /** Nobody is notified: everything folded in came from a replay or a backfill, or a decision changed nothing. */
  readonly quiet: boolean;
  readonly from?: Standing | undefined;
  readonly to: Standing;
  /** The highest severity since the alert was opened, with which its end is routed. */
  readonly worst: Severity;
  /** The decision that was folded in, if one was; in a `noted` entry, one that changed nothing. */
  readonly decided?: RecordedDecision | undefined;
  /** What was folded in, as `reporter at eventId`. */
  readonly folded: readonly string[];
  /** The alert at that time, so that an announcement needs no other read. */
  readonly view: AlertView;
  /** The hash of the entry before it; empty for the first. */
  readonly previousHash: string;
  readonly hash: string;
}

/** A decision as it is written down and announced. */
export interface RecordedDecision {
  readonly kind: Decision["kind"];
  readonly at: Instant;
  readonly by: string;
  readonly why: string;
  /** When a suppression ends, or an acknowledgement with a given end. */
  readonly until?: Instant | undefined;
}

/** Closes an entry with its hash, which covers the entry before it. */
export function sealed(entry: Omit<LogEntry, "hash">): LogEntry {
  return { ...entry, hash: hash("sha256", canonicalJson(entry), "hex") };
}

/** The first version at which the chain does not hold; `undefined` when it holds. `entries` in order of version. */
export function brokenAt(entries: readonly LogEntry[]): number | undefined {
  let previousHash = "";
  for (const entry of entries) {
    const { hash: claimed, ...body } = entry;
    if (entry.previousHash !== previousHash || sealed(body).hash !== claimed) return entry.version;
    previousHash = claimed;
  }
  return undefined;
}

/** Whether entries are missing from the end of a log. The chain does not show that; the head has the last hash. */
export function isCutOff(entries: readonly LogEntry[], lastHash: string): boolean {
  return (entries.at(-1)?.hash ?? "") !== lastHash;
}
