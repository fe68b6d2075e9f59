/** The places in the table that say when `review` next has something to do. */
import { alertsSchema, duePartition, reviewPartition, shards, WORLD } from "@tocsin/aws/alerts/alerts-schema";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import type { Item } from "@tocsin/aws/alerts/items/items";
import { pagesOf } from "@tocsin/aws/alerts/paging";
import { queryPage } from "@tocsin/aws/alerts/query";
import { type DueWakes, dueItemsIn, dueWakesAmong } from "@tocsin/aws/groups/due-wakes";
import type { WorldSource } from "@tocsin/aws/world/world-source";
import type { Instant } from "@tocsin/core/event/instant";
import { appliedAt, evaluatedAgainAt } from "@tocsin/lambda/handlers/world-changes";
import { boundaryAfter } from "@tocsin/oncall/silence";
import { isReminderDue, remindsAt } from "@tocsin/oncall/silence-reminder";
import { isKnownTime } from "./clock.ts";
import type { AskedPlace, DueIndex, DueItem, NextReview } from "./next-review.ts";

export interface DuePlaces {
  /** By shard. */
  readonly alerts: readonly DueIndex[];
  readonly wakes: readonly DueIndex[];
  /** Handles a change of the policy, the directory or silences. */
  readonly inForce: AskedPlace;
}

/** @param isNew whether nothing was in the table when the process began. */
export function duePlaces(
  table: Table,
  { reload }: Pick<WorldSource, "reload">,
  now: () => Instant,
  isNew: boolean,
): DuePlaces {
  return {
    alerts: shards.map((shard) => dueIndex(table, "review", reviewPartition(shard), isNew)),
    wakes: shards.map((shard) => dueIndex(table, "due", duePartition(shard), isNew)),
    inForce: inForce(reload, now),
  };
}

/** The groups for which `review` must wake on-call; reads the index only if they are not known already. */
export function dueWakesKnown(
  table: Table,
  { wakes }: Pick<DuePlaces, "wakes">,
  { dueBy }: Pick<NextReview, "dueBy">,
): DueWakes {
  const asked = dueItemsIn(table);
  return dueWakesAmong(async (shard, until, limit) => {
    const place = wakes[shard];
    const known = place && dueBy(place, until);
    return known?.slice(0, limit).map(inDueIndex) ?? asked(shard, until, limit);
  });
}

function inDueIndex({ keys, due }: DueItem): Item {
  return { ...keys, [alertsSchema.indexes.due.sort]: { S: due } };
}

function dueIndex(table: Table, index: "review" | "due", partition: string, isNew: boolean): DueIndex {
  const keys = alertsSchema.indexes[index];
  return {
    dueOf: (item) => (item[keys.partition]?.S === partition ? item[keys.sort]?.S : undefined),
    read: isNew ? undefined : () => pagesOf((start) => queryPage(table, { index, partition }, start)),
  };
}

/** Alerts are evaluated under another world, beginnings and ends of silences are applied, and their authors are reminded. */
function inForce(reload: WorldSource["reload"], now: () => Instant): AskedPlace {
  return {
    has: ({ pk }) => pk?.S === WORLD,
    async firstDue(at) {
      const { policy, partition } = await reload();
      const { silences, lookedAt, stale } = partition;
      const reminders = silences.filter((silence) => isReminderDue(silence, at)).map(remindsAt);
      const boundary = boundaryAfter(silences, policy.silences, lookedAt ?? now());
      const applied = boundary && (lookedAt === undefined ? firstLook(now(), at) : appliedAt(boundary));
      const worlds = stale.map(({ since }) => evaluatedAgainAt(since, now()));
      return [...reminders, applied, ...worlds].filter((due) => due !== undefined && due <= at).sort()[0];
    },
  };
}

/** The first review records from when on boundaries are looked for. The first move sets a clock that nobody has set. */
function firstLook(now: Instant, at: Instant): Instant {
  return isKnownTime(now) ? now : at;
}
