/** The alerts table's stream, as `announce` reads it: the log entries are the outbox, and the heads tell on-call what to look at. */
import { isDrill } from "@tocsin/core/alert/condition";
import { moreSevere } from "@tocsin/core/alert/severity";
import type { Instant } from "@tocsin/core/event/instant";
import { sameJsonBut } from "@tocsin/core/text/json";
import type { UnsealedHead } from "@tocsin/core/transition/fold";
import type { LogEntry } from "@tocsin/core/transition/log-entry";
import type { Wake } from "@tocsin/oncall/wake";
import { readMark } from "../world/items/timer-item.ts";
import { HEAD, HEARTBEAT, LOG_PREFIX } from "./alerts-schema.ts";
import { readHead } from "./items/head-item.ts";
import { type Item, keyOf, valueIn } from "./items/items.ts";
import { readEntry } from "./items/log-item.ts";

/** The filters of the event-source mapping: new log entries, heads that were written, and heartbeats. No other item passes. */
export const streamFilters = [
  { eventName: ["INSERT"], dynamodb: { Keys: { sk: { S: [{ prefix: LOG_PREFIX }] } } } },
  { eventName: ["INSERT", "MODIFY"], dynamodb: { Keys: { sk: { S: [HEAD] } } } },
  { eventName: ["INSERT", "MODIFY"], dynamodb: { Keys: { sk: { S: [HEARTBEAT] } } } },
] as const;

/** What to pass on from a stream record. */
export type Streamed =
  | { readonly kind: "entry"; readonly entry: LogEntry }
  | { readonly kind: "wake"; readonly wake: Wake }
  /** All was well at `at`. */
  | { readonly kind: "heartbeat"; readonly at: Instant }
  | { readonly kind: "nothing-visible" };

/** @throws Error, ItemError if the record has no readable item. */
export function streamedBy(before: Item | undefined, after: Item | undefined): Streamed {
  if (after === undefined) throw new Error("a stream record without an item passed the filter");
  const { sk } = keyOf(after);
  if (sk === HEARTBEAT) return { kind: "heartbeat", at: valueIn(readMark(after)) };
  if (sk !== HEAD) return publishedOf(valueIn(readEntry(after)));
  const known = before && readHead(before);
  const wake = wakeAfter(known?.ok ? known.value : undefined, valueIn(readHead(after)));
  return wake === undefined ? { kind: "nothing-visible" } : { kind: "wake", wake };
}

/** The wake for on-call when `after` replaces `before`; nothing if people see no difference or are not to hear of it. */
export function wakeAfter(before: UnsealedHead | undefined, after: UnsealedHead): Wake | undefined {
  return !after.notified || (before && isSameToPeople(before, after)) ? undefined : wakeOf(after);
}

/** The user's own subscribers hear of no drill, which is for one destination only. */
function publishedOf(entry: LogEntry): Streamed {
  return isDrill(entry.view) ? { kind: "nothing-visible" } : { kind: "entry", entry };
}

/** Being seen again changes nothing. Under another policy the same view may be for other destinations. */
function isSameToPeople(before: UnsealedHead, after: UnsealedHead): boolean {
  return (
    before.worldVersion === after.worldVersion &&
    sameJsonBut(wakeOf(before), wakeOf(after), ["version", "view"]) &&
    sameJsonBut(before.view, after.view, ["lastSeenAt"])
  );
}

/** What on-call is told of an alert as it is stored. */
export function wakeOf({ view, version, notified, episodes, heard }: UnsealedHead): Wake {
  const { worst = view.severity, worstOver } = heard ?? {};
  const atWorst = view.status === "RESOLVED" && worstOver !== undefined ? moreSevere(worst, worstOver) : worst;
  return { alertId: view.id, version, notified, episodes, worst: atWorst, worstOver, view };
}
