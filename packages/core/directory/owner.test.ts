import { describe, expect, test } from "vitest";
import { compilePattern } from "../pattern/pattern.ts";
import { defaultWorld } from "../policy/world.ts";
import { alertOf, day, sees } from "../testing/timeline.ts";
import { evaluate } from "../transition/evaluate.ts";
import { isAssigned, ownerOf } from "./owner.ts";

const { view } = evaluate(alertOf(sees("acm", day(1))), defaultWorld, day(1));
const unstated = { environment: "unknown", tags: {} };
const stated = { ...unstated, owner: "payments" };
const rule = (name: string, owner: string, match: object) => ({ name, owner, matches: compilePattern(match) });
const network = rule("the network's", "network", { condition: ["threat"] });
const certificates = rule("certificates", "web", { condition: ["certificate-expiry"] });
const regional = rule("Ireland", "dublin", { region: ["eu-west-1"] });

describe("an alert is owned by", () => {
  test.each([
    ["the first rule that matches", [network, certificates, regional], stated, "ops", "web", "rule certificates"],
    ["its account's owner where no rule matches", [network], stated, "ops", "payments", "account tag"],
    ["the fallback where its account has none", [network], unstated, "ops", "ops", "fallback"],
    ["nobody where there is none either", [network], unstated, undefined, "unowned", "nobody"],
    ["its account's owner where there are no rules", [], stated, undefined, "payments", "account tag"],
  ])("%s", (_title, rules, entry, fallback, owner, ownedBy) => {
    expect(ownerOf(view, rules, entry, fallback)).toEqual({ owner, ownedBy });
  });
});

test.each([
  ["a rule", "rule certificates", true],
  ["the account's own tag", "account tag", true],
  ["the fallback, which assigns nobody", "fallback", false],
  ["nobody", "nobody", false],
])("whether somebody has assigned an owner, by %s", (_title, ownedBy, expected) => {
  expect(isAssigned({ owner: "web", ownedBy })).toBe(expected);
});
