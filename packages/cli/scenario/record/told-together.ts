/** Which alerts people were told of together, message by message: a record of some of them alone expects what only all of them bring about. */
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { READ_LIMIT, readItems, type Table } from "@tocsin/aws/alerts/alerts-table";
import { valueIn } from "@tocsin/aws/alerts/items/items";
import { inChunks, sideBySide } from "@tocsin/aws/alerts/paging";
import { membershipsKey, readMemberships } from "@tocsin/aws/groups/items/membership-item";

const WIDTH = 8;

/**
 * The other alerts that are or were in a group with one of these, or with one that was with one of these, and so on: in order of their ids. Reads what every
 * alert is in, so it is for a person at a terminal. @throws CallError, ItemError
 */
export async function toldTogetherWith(alertIds: readonly string[], table: Table): Promise<readonly string[]> {
  const groupsOf = await groupsByAlert(table);
  const membersOf = new Map<string, string[]>();
  for (const [alertId, groupIds] of groupsOf)
    for (const groupId of groupIds) membersOf.set(groupId, [...(membersOf.get(groupId) ?? []), alertId]);
  const found = new Set(alertIds);
  // A set gives also what is added to it on the way.
  for (const alertId of found)
    for (const groupId of groupsOf.get(alertId) ?? []) {
      for (const member of membersOf.get(groupId) ?? []) found.add(member);
      membersOf.delete(groupId);
    }
  return [...found].slice(alertIds.length).toSorted();
}

async function groupsByAlert(table: Table): Promise<ReadonlyMap<string, readonly string[]>> {
  const chunks = inChunks(createAlertsReader(table).ids(0, 1), READ_LIMIT);
  const groups = new Map<string, readonly string[]>();
  const reading = sideBySide(chunks, WIDTH, async (ids) => {
    const items = await readItems(table, ids.map(membershipsKey));
    for (const id of ids) {
      const item = items.get(membershipsKey(id));
      if (item === undefined) continue;
      const { memberships, past = [] } = valueIn(readMemberships(item));
      groups.set(
        id,
        [...memberships, ...past].map(({ groupId }) => groupId),
      );
    }
  });
  for await (const _ of reading);
  return groups;
}
