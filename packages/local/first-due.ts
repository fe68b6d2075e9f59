/** What the table says of when `review` next has something to do. */
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { createDueAlerts } from "@tocsin/aws/alerts/due-alerts";
import { createDueWakes } from "@tocsin/aws/groups/due-wakes";
import { readWorldPartition } from "@tocsin/aws/world/world-partition";
import type { WorldSource } from "@tocsin/aws/world/world-source";
import type { Instant } from "@tocsin/core/event/instant";
import { appliedAt, evaluatedAgainAt } from "@tocsin/lambda/handlers/world-changes";
import { boundaryAfter } from "@tocsin/oncall/silence";
import { isReminderDue, remindsAt } from "@tocsin/oncall/silence-reminder";
import { isKnownTime } from "./clock.ts";

/**
 * Gives the first instant by which an alert is to be reviewed or evaluated under another world, on-call to be woken, the author of a silence
 * to be reminded, or the beginning or the end of a silence to be applied; nothing where that is later than asked for.
 */
export function firstDueIn(
  table: Table,
  { world }: Pick<WorldSource, "world">,
  now: () => Instant,
): (at: Instant) => Promise<Instant | undefined> {
  const dueAlerts = createDueAlerts(table);
  const dueWakes = createDueWakes(table);
  return async (at) => {
    const [[alert], [wake], { silences, lookedAt, stale }, { policy }] = await Promise.all([
      dueAlerts(at, 1),
      dueWakes(at, 1),
      readWorldPartition(table),
      world(),
    ]);
    const reminders = silences.filter((silence) => isReminderDue(silence, at)).map(remindsAt);
    const boundary = boundaryAfter(silences, policy.silences, lookedAt ?? now());
    const applied = boundary && (lookedAt === undefined ? firstLook(now(), at) : appliedAt(boundary));
    const worlds = stale.map(({ since }) => evaluatedAgainAt(since, now()));
    return [alert?.reviewAt, wake?.dueAt, ...reminders, applied, ...worlds]
      .filter((due) => due !== undefined && due <= at)
      .sort()[0];
  };
}

/** The first review writes down from when on boundaries are looked for. A clock that nobody has set is set by the first move. */
function firstLook(now: Instant, at: Instant): Instant {
  return isKnownTime(now) ? now : at;
}
