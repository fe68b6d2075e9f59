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

test("a shard is known before a member is written to it, also one that is taken away", async () => {
  const members = createMemberShards(true);
  expect(await writing(members, { members: [{ groupId: "group", alertId: "a1", member: undefined }] })).toEqual([
    shardOf("a1"),
  ]);
  expect(await writing(members, { held: [{ overflowId: "group", groupId: "b2", held: undefined }] })).toEqual([
    ...new Set([shardOf("a1"), shardOf("b2")]),
  ]);
  expect(members.of("other")).toEqual([]);
});

test("in a table that was there before any shard may have members", () => {
  expect(createMemberShards(false).of("group")).toEqual(shards);
});
