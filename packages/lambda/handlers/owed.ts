/** Since when somebody should have been told something, and what prevented it. */
import { ItemError } from "@tocsin/aws/alerts/items/items";
import type { DueWake } from "@tocsin/aws/groups/due-wakes";
import type { GroupsRead, GroupsStore } from "@tocsin/aws/groups/groups-store";
import { earlier, type Instant } from "@tocsin/core/event/instant";
import { stillFailing } from "@tocsin/oncall/decide/failing";
import type { Told } from "@tocsin/oncall/group";

export interface Owed {
  /**
   * For any reason: a group that should have been looked at, or a notification that has not arrived. What waits for the morning is not
   * owed.
   */
  readonly since: Instant | undefined;
  /** The part that is no destination's fault: groups that nobody has looked at, and notifications that were begun but never tried. */
  readonly ownSince: Instant | undefined;
  /** Since when some destination of the policy accepts nothing. */
  readonly failingSince: Instant | undefined;
}

/** As many as one request reads. For the alarm it does not matter which fails longest, as long as one fails. */
const LOOKED_AT = 100;

/** @param upcoming what is due now or within the hour, in order. @throws CallError */
export async function owedOf(
  upcoming: readonly DueWake[],
  destinations: readonly string[],
  groups: Pick<GroupsStore, "read">,
  now: Instant,
): Promise<Owed> {
  const first = upcoming.slice(0, LOOKED_AT);
  const places = first.flatMap(({ kind, id }) => (kind === "group" ? [{ groupId: id, shards: 0 }] : []));
  const read = await groups.read({ alertIds: [], groups: places, destinations });
  const failing = (destination: string) => stillFailing(read.destination(destination)?.failing, now)?.since;
  const looked = first.map(({ kind, id, dueAt }) => ({
    dueSince: dueAt <= now ? dueAt : undefined,
    told: kind === "group" ? toldOf(id, read) : undefined,
  }));
  const isUntried = ({ key, sending }: Told) => sending !== undefined && failing(key.destination) === undefined;
  return {
    since: earliest(looked.map(({ dueSince, told }) => told?.failing?.since ?? dueSince)),
    ownSince: earliest(
      looked.flatMap(({ dueSince, told }) => [dueSince, told && isUntried(told) ? told.failing?.since : undefined]),
    ),
    failingSince: earliest(destinations.map(failing)),
  };
}

/** An unreadable group is never told, and so is soon overdue. */
function toldOf(groupId: string, read: GroupsRead): Told | undefined {
  try {
    return read.told(groupId)?.told;
  } catch (error) {
    if (!(error instanceof ItemError)) throw error;
    return undefined;
  }
}

function earliest(instants: readonly (Instant | undefined)[]): Instant | undefined {
  return instants.reduce((a, b) => (a === undefined || b === undefined ? (a ?? b) : earlier(a, b)), undefined);
}
