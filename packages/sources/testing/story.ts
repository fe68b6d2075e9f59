/** For the tests of sources: what becomes of alerts when several events arrive, one after the other. */
import type { ConditionName } from "@tocsin/core/alert/condition";
import type { AlertView } from "@tocsin/core/alert/view";
import { parseEvent } from "@tocsin/core/event/event";
import { type Instant, instant, later } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { changesOf, fold, type Head } from "@tocsin/core/transition/fold";
import type { LogEntry } from "@tocsin/core/transition/log-entry";
import type { Source } from "../source.ts";

/** What people are told, in order: `opened HIGH parameter-expiry`, `resolved deleted secret-deletion`. */
export interface Story {
  readonly told: readonly string[];
  /** The last views of alerts, by condition; if two alerts have one condition, the later one's. */
  readonly views: Partial<Record<ConditionName, AlertView>>;
}

/** Events arrive in the order given, each when it was sent or as late as those before it; `now` is when the alerts are looked at. */
export function storyOf(source: Source, events: readonly unknown[], now: string): Story {
  const heads = new Map<string, Head>();
  const told: string[] = [];
  const tell = (entries: readonly LogEntry[]) =>
    told.push(
      ...entries
        .filter(({ quiet }) => !quiet)
        .map(({ kind, view }) => `${kind} ${view.because ?? view.severity} ${view.condition}`),
    );
  let at: Instant | undefined;
  for (const value of events) {
    const event = parseEvent(value);
    if (!event.ok) throw new Error("no event");
    at = at === undefined ? event.value.time : later(at, event.value.time);
    const reading = source.read(event.value, "unknown");
    if (reading.outcome !== "observed") continue;
    for (const change of changesOf(reading.observations)) {
      const folded = fold(heads.get(change.alertId), change, defaultWorld, at);
      heads.set(change.alertId, folded.head);
      tell(folded.entries);
    }
  }
  const views: Partial<Record<ConditionName, AlertView>> = {};
  for (const [alertId, head] of heads) {
    const change = { alertId: head.alert.id, observations: [], decisions: [] };
    const reviewed = fold(head, change, defaultWorld, instant(now));
    heads.set(alertId, reviewed.head);
    tell(reviewed.entries);
    views[reviewed.head.view.condition] = reviewed.head.view;
  }
  return { told, views };
}
