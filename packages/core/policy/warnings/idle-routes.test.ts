import { describe, expect, test } from "vitest";
import { checkPolicy } from "../check-policy.ts";

const steps = [{ afterMinutes: 5, channels: ["lead"] }];

/** What is said of routes that change nothing, by their places. */
function idleIn(routes: readonly object[]): Readonly<Record<string, string>> {
  const { errors, warnings } = checkPolicy({
    channels: { desk: { type: "console" }, lead: { type: "console" }, last: { type: "console" } },
    escalations: ["short", "long"].map((name) => ({ name, steps })),
    routes: routes.map((one, i) => ({ name: `r${i}`, ...one })),
    fallback: "last",
  });
  expect(errors).toEqual([]);
  return Object.fromEntries(
    warnings
      .filter(({ path, problem }) => /^routes\[\d\]$/.test(path) && problem.startsWith("changes nothing"))
      .map(({ path, problem }) => [path, problem]),
  );
}

describe("a route changes nothing", () => {
  const all = { match: { severity: ["HIGH", "CRITICAL"] }, channels: ["desk", "lead"], urgency: "morning" };
  const threats = { match: { condition: ["threat"], severity: ["CRITICAL"] }, channels: ["desk"], urgency: "morning" };
  const steppedAll = { ...all, escalation: "short" };
  const stepped = { ...threats, escalation: "short" };
  const ofOwners = (...owner: readonly unknown[]) => ({ ...threats, match: { owner } });
  const ofFlag = (...inUse: readonly boolean[]) => ({
    ...threats,
    match: { condition: ["certificate-expiry"], attributes: { inUse } },
  });
  test.each<readonly [string, readonly object[], readonly number[]]>([
    ["where one before it takes all that it takes, and tells its channels", [all, threats], [1]],
    ["and not where it comes first", [threats, all], []],
    ["nor where it has another channel", [all, { ...threats, channels: ["desk", "last"] }], []],
    ["nor where it is more urgent", [all, { ...threats, urgency: "now" }], []],
    ["nor where it may be", [all, { ...threats, urgency: undefined }], []],
    ["where the one before it is as urgent as can be", [{ ...all, urgency: "now" }, threats], [1]],
    [
      "and not where it has steps of its own",
      [
        { ...all, urgency: "now" },
        { ...threats, urgency: "now", escalation: "long" },
      ],
      [],
    ],
    [
      "where several before it take one alternative each",
      [
        { ...all, match: { severity: ["HIGH"] } },
        { ...all, match: { severity: ["CRITICAL"] } },
        { ...threats, match: { $or: [{ severity: ["HIGH"] }, { severity: ["CRITICAL"] }] } },
      ],
      [2],
    ],
    ["and not beside one in dry run", [{ ...all, mode: "dry-run" }, threats], []],
    [
      "where it leaves to the digest what another tells, wherever that stands",
      [{ ...threats, urgency: "digest" }, all],
      [0],
    ],
    [
      "and not where it keeps from the fallback what no other takes",
      [
        { ...threats, urgency: "digest" },
        { ...all, match: { severity: ["HIGH"] } },
      ],
      [],
    ],
    [
      "where another leaves it to the digest before",
      [
        { ...all, urgency: "digest" },
        { ...threats, urgency: "digest" },
      ],
      [1],
    ],
    ["where the one before it has the same steps", [steppedAll, { ...stepped, channels: ["desk", "lead"] }], [1]],
    ["and not where the one before it has other steps", [{ ...steppedAll, escalation: "long" }, stepped], []],
    ["nor where the steps begin from other channels", [steppedAll, stepped], []],
    ["where the one before it has steps too", [steppedAll, threats], [1]],
    [
      "where the one before it matches by a wider prefix",
      [ofOwners({ prefix: "web-" }), ofOwners({ prefix: "web-eu-" })],
      [1],
    ],
    ["and not by a narrower prefix", [ofOwners({ prefix: "web-eu-" }), ofOwners({ prefix: "web-" })], []],
    ["nor by a suffix", [ofOwners({ suffix: "-eu" }), ofOwners({ prefix: "web-eu" })], []],
    [
      "where the one before it matches by a prefix of a name",
      [ofOwners({ prefix: "web-" }), ofOwners("web-eu", "web-us")],
      [1],
    ],
    ["and not of one name of two", [ofOwners({ prefix: "web-" }), ofOwners("web-eu", "data")], []],
    [
      "where the one before it has the same pattern",
      [ofOwners({ "anything-but": ["web"] }), ofOwners({ "anything-but": ["web"] })],
      [1],
    ],
    ["where the one before it asks only that the field is there", [ofOwners({ exists: true }), ofOwners("web")], [1]],
    ["where the one before it takes both values of a flag", [ofFlag(true, false), ofFlag(true)], [1]],
    ["and not one of two values of a flag", [ofFlag(true), ofFlag(true, false)], []],
    [
      "nor where a field may be missing",
      [ofFlag(true, false), { ...threats, match: { condition: ["certificate-expiry"] } }],
      [],
    ],
  ])("%s", (_title, routes, idle) => {
    expect(Object.keys(idleIn(routes))).toEqual(idle.map((nth) => `routes[${nth}]`));
  });

  test("and says which routes make it so", () => {
    const [high, critical] = ["HIGH", "CRITICAL"].map((severity) => ({ ...all, match: { severity: [severity] } }));
    const both = { ...all, match: { $or: [{ severity: ["HIGH"] }, { severity: ["CRITICAL"] }] } };
    expect(idleIn([high ?? {}, critical ?? {}, both])).toEqual({
      "routes[2]": 'changes nothing: "r0" and "r1" before it tells desk, lead of every alert that it matches, as soon',
    });
    expect(idleIn([{ ...threats, urgency: "digest" }, all])).toEqual({
      "routes[0]":
        'changes nothing: "r1" takes every alert that it matches, and every route that matches notifies its channels, whatever others leave to the digest',
    });
  });
});
