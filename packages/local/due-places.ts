/** Where in the table it says when `review` next has something to do. */
import { alertsSchema, duePartition, reviewPartition, shards, WORLD } from "@tocsin/aws/alerts/alerts-schema";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { createDueAlerts, type DueAlerts } from "@tocsin/aws/alerts/due-alerts";
import { pagesOf } from "@tocsin/aws/alerts/paging";
import { queryPage } from "@tocsin/aws/alerts/query";
import { createDueWakes, type DueWakes } from "@tocsin/aws/groups/due-wakes";
import { readWorldPartition } from "@tocsin/aws/world/world-partition";
import type { WorldSource } from "@tocsin/aws/world/world-source";
import type { Instant } from "@tocsin/core/event/instant";
import { appliedAt, evaluatedAgainAt } from "@tocsin/lambda/handlers/world-changes";
import { boundaryAfter } from "@tocsin/oncall/silence";
import { isReminderDue, remindsAt } from "@tocsin/oncall/silence-reminder";
import { isKnownTime } from "./clock.ts";
import type { AskedPlace, DueIndex, NextReview } from "./next-review.ts";

export interface DuePlaces {
  /** By shard. */
  readonly alerts: readonly DueIndex[];
  readonly wakes: readonly DueIndex[];
  /** What follows from a change of what is in force. */
  readonly inForce: AskedPlace;
}

/** @param isNew whether nothing was in the table when the process began. */
export function duePlaces(
  table: Table,
  { world }: Pick<WorldSource, "world">,
  now: () => Instant,
  isNew: boolean,
): DuePlaces {
  return {
    alerts: shards.map((shard) => dueIndex(table, "review", reviewPartition(shard), isNew)),
    wakes: shards.map((shard) => dueIndex(table, "due", duePartition(shard), isNew)),
    inForce: inForce(table, world, now),
  };
}

/** What `review` asks, of the shards alone in which something can be due. */
export function dueIn(
  table: Table,
  { alerts, wakes }: DuePlaces,
  { mayBeDue }: Pick<NextReview, "mayBeDue">,
): { readonly dueAlerts: DueAlerts; readonly dueWakes: DueWakes } {
  const among = (places: readonly DueIndex[], at: Instant) =>
    shards.filter((shard) => {
      const place = places[shard];
      return place === undefined || mayBeDue(place, at);
    });
  return {
    dueAlerts: (now, limit) => createDueAlerts(table, among(alerts, now))(now, limit),
    dueWakes: (now, limit) => createDueWakes(table, among(wakes, now))(now, limit),
  };
}

function dueIndex(table: Table, index: "review" | "due", partition: string, isNew: boolean): DueIndex {
  const keys = alertsSchema.indexes[index];
  return {
    dueOf: (item) => (item[keys.partition]?.S === partition ? item[keys.sort]?.S : undefined),
    read: isNew ? undefined : () => pagesOf((start) => queryPage(table, { index, partition }, start)),
  };
}

/** Alerts are evaluated under another world, beginnings and ends of silences are applied, and their authors are reminded. */
function inForce(table: Table, world: WorldSource["world"], now: () => Instant): AskedPlace {
  return {
    has: ({ pk }) => pk?.S === WORLD,
    async firstDue(at) {
      const [{ silences, lookedAt, stale }, { policy }] = await Promise.all([readWorldPartition(table), world()]);
      const reminders = silences.filter((silence) => isReminderDue(silence, at)).map(remindsAt);
      const boundary = boundaryAfter(silences, policy.silences, lookedAt ?? now());
      const applied = boundary && (lookedAt === undefined ? firstLook(now(), at) : appliedAt(boundary));
      const worlds = stale.map(({ since }) => evaluatedAgainAt(since, now()));
      return [...reminders, applied, ...worlds].filter((due) => due !== undefined && due <= at).sort()[0];
    },
  };
}

/** The first review writes down from when on boundaries are looked for. A clock that nobody has set is set by the first move. */
function firstLook(now: Instant, at: Instant): Instant {
  return isKnownTime(now) ? now : at;
}
