/** Going on after the last event of a run by the time of its events, so that what waits then is told. */
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { valuesIn } from "@tocsin/aws/alerts/items/items";
import { createOncallState } from "@tocsin/aws/groups/oncall-state";
import { type Instant, later } from "@tocsin/core/event/instant";
import type { Policy } from "@tocsin/core/policy/policy";
import { nextMorning } from "@tocsin/oncall/working-time";

/** Moves the clock of a run on by `moveTo` to each instant at which something is owed, but not past the morning after `ended`, of each destination. */
export type TellWhatWaits = (ended: Instant, moveTo: (at: Instant) => Promise<void>) => Promise<void>;

export function tellingWhatWaits(table: Table, policy: Pick<Policy, "timezone" | "quietDays">): TellWhatWaits {
  return async (ended, moveTo) => {
    const latest = lastMorning(ended, policy);
    for (let at = await nextAfter(ended, latest); at !== undefined; at = await nextAfter(at, latest)) await moveTo(at);
  };

  async function nextAfter(now: Instant, latest: Instant): Promise<Instant | undefined> {
    const owed = await Array.fromAsync(valuesIn(createOncallState(table).owed()), ({ told }) => told.nextAt);
    return owed.filter((at) => at !== undefined && at > now && at <= latest).sort()[0];
  }
}

/** The morning by which each destination has had one. */
function lastMorning(ended: Instant, { timezone, quietDays }: Pick<Policy, "timezone" | "quietDays">): Instant {
  const mornings = [...quietDays.values()].map((days) => nextMorning(ended, { timezone, quietDays: days }));
  return mornings.reduce(later, nextMorning(ended, { timezone }));
}
