/** A renamed schedule is not another destination: what its people know is no news to them. */
import { type Schedule, scheduledIn } from "@tocsin/core/policy/schedule";
import type { Told } from "../group.ts";
import type { Reach } from "../schedule/way-to.ts";

/** Whose part in a group is looked at. */
type Named = { readonly destination: string };

/**
 * Whether `to` is the new name of what the policy had as `from`: `from` no longer exists, and a contact of somebody in the schedule `to`
 * was told last. What counts as told without being sent, as while a stack learns, does so under any name. A schedule with other people is
 * another one.
 * @param told what `from` was told of the group.
 */
export function isSameSchedule(
  from: Named,
  to: Named,
  told: Pick<Told, "last" | "handle"> | undefined,
  policy: Reach & { readonly channels: Readonly<Record<string, unknown>> },
): boolean {
  const { schedules, channels } = policy;
  const scheduled = scheduledIn(to.destination, schedules);
  const isGone = scheduledIn(from.destination, schedules) === undefined && !Object.hasOwn(channels, from.destination);
  if (scheduled === undefined || !isGone || contactIn(from) !== contactIn(to) || told?.last === undefined) return false;
  const by = told.handle?.by;
  return by === undefined || contactsIn(scheduled.schedule, policy).includes(by);
}

/** `/2` of `primary/2`. */
function contactIn({ destination }: Named): string | undefined {
  return /\/[2-9]$/.exec(destination)?.[0];
}

/** Of all whom it may have on call. */
function contactsIn({ name, layers }: Schedule, { people, overrides }: Reach): readonly string[] {
  const inTurn = layers.flatMap((layer) =>
    "shifts" in layer ? layer.shifts.map(({ person }) => person) : layer.people,
  );
  const overriding = overrides.filter(({ schedule }) => schedule === name).map(({ person }) => person);
  return [...new Set([...inTurn, ...overriding])].flatMap((person) =>
    person !== undefined && Object.hasOwn(people, person) ? (people[person]?.contacts ?? []) : [],
  );
}
