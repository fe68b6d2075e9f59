import type { DeployedMembers, MemberInstance } from "@tocsin/aws/deployed/members";
import { known } from "@tocsin/aws/prerequisites/asked";
import { describe, expect, test } from "vitest";
import { judgeForwarding, judgeStackSet } from "./judge-members.ts";
import { sumNames } from "./parts.ts";

const own = "111122223333";
const instance = (account: string, status = "CURRENT"): MemberInstance => ({ account, region: "eu-central-1", status });

describe("the StackSet", () => {
  const members: DeployedMembers = { status: "ACTIVE", isAutomatic: true, instances: known([instance(own)]) };
  test.each<[string, Partial<DeployedMembers>, string, string]>([
    ["is well where the security account is among its instances, and all have the template", {}, "ok", "1 instance"],
    ["that is deleted fails", { status: "DELETED" }, "failed", "DELETED"],
    ["that passes new accounts over fails", { isAutomatic: false }, "failed", "join later"],
    ["without an instance fails", { instances: known([]) }, "failed", "no account forwards"],
    [
      "that leaves the security account out fails",
      { instances: known([instance("444455556666")]) },
      "failed",
      "security account",
    ],
    [
      "of which some are behind is a warning, which names them",
      { instances: known([instance(own), instance("444455556666", "OUTDATED")]) },
      "warning",
      "444455556666 eu-central-1 OUTDATED",
    ],
    [
      "of which the instances may not be listed cannot be checked",
      { instances: { known: false, why: "denied", permission: "cloudformation:ListStackInstances", problem: "no" } },
      "could-not-check",
      "denied",
    ],
  ])("%s", (_title, changed, state, what) => {
    expect(judgeStackSet({ ...members, ...changed }, own)).toMatchObject({
      state,
      what: expect.stringContaining(what),
    });
  });
});

test.each([
  ["is seen by a sign of life", [["us-east-1", 1]], "ok"],
  ["fails where none came", [], "failed"],
  ["is that of the region alone", [["eu-central-1", 1]], "failed"],
] as const)("forwarding %s", (_title, heard, state) => {
  const sums = new Map(heard.map(([region, times]) => [sumNames.heartbeats(region), times]));
  expect(judgeForwarding(sums, "us-east-1")).toMatchObject({ state });
});
