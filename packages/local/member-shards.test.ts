import { shardOf, shards } from "@tocsin/aws/alerts/alerts-schema";
import type { GroupsChange } from "@tocsin/aws/groups/groups-store";
import { instant } from "@tocsin/core/event/instant";
import { expect, test } from "vitest";
import { createMemberShards, type MemberShards } from "./member-shards.ts";

const nothing: GroupsChange = {
  at: instant("2026-11-24T08:00:00Z"),
  ...{ alerts: [], members: [], held: [], counts: [], lookedAt: [], told: [], destinations: [] },
};

/** What is known when it is written. */
async function writing(members: MemberShards, change: Partial<GroupsChange>): Promise<readonly number[]> {
  let known: readonly number[] = [];
  const store = members.noting({
    read: () => Promise.reject(new Error("is not asked")),
    async write() {
      known = members.of("group");
      return "written";
    },
  });
  await store.write({ ...nothing, ...change });
  return known;
}

test("of a group to which nothing was written there is nothing to ask", () => {
  expect(createMemberShards(true).of("group")).toEqual([]);
});

test("a shard is known before a member is written to it, also one that is taken away, in the order of shards", async () => {
  const members = createMemberShards(true);
  const ids = Array.from({ length: 12 }, (_, n) => `a${n}`);
  const known = new Set<number>();
  for (const [n, id] of ids.entries()) {
    const gone = { members: [{ groupId: "group", alertId: id, member: undefined }] };
    const released = { held: [{ overflowId: "group", groupId: id, held: undefined }] };
    known.add(shardOf(id));
    expect(await writing(members, n % 2 === 0 ? gone : released)).toEqual(shards.filter((shard) => known.has(shard)));
  }
  expect(known.size).toBeGreaterThan(3);
  expect(members.of("other")).toEqual([]);
});

test("in a table that was there before any shard may have members", () => {
  expect(createMemberShards(false).of("group")).toEqual(shards);
});
