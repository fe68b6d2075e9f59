/** Going on after the last event of a run by the time of its events, so that what waits then is told. */
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { valuesIn } from "@tocsin/aws/alerts/items/items";
import { createOncallState } from "@tocsin/aws/groups/oncall-state";
import type { Instant } from "@tocsin/core/event/instant";
import { nextMorning } from "@tocsin/oncall/working-time";

/** Moves the clock of a run on by `moveTo` to each instant at which something is owed, but not past the morning after `ended`. */
export type TellWhatWaits = (ended: Instant, moveTo: (at: Instant) => Promise<void>) => Promise<void>;

/** @param timezone of the mornings. */
export function tellingWhatWaits(table: Table, timezone: string): TellWhatWaits {
  return async (ended, moveTo) => {
    const latest = nextMorning(ended, timezone);
    for (let at = await nextAfter(ended, latest); at !== undefined; at = await nextAfter(at, latest)) await moveTo(at);
  };

  async function nextAfter(now: Instant, latest: Instant): Promise<Instant | undefined> {
    const owed = await Array.fromAsync(valuesIn(createOncallState(table).owed()), ({ told }) => told.nextAt);
    return owed.filter((at) => at !== undefined && at > now && at <= latest).sort()[0];
  }
}
