import { describe, expect, test } from "vitest";
import { problemsOfPolicy } from "../parse-policy.ts";

function problemsOf(group: unknown, match: object = { severity: ["HIGH", "CRITICAL"] }) {
  const routes = [{ name: "tried", match, channels: ["console"], group }];
  return Object.fromEntries(
    problemsOfPolicy({ routes, unrouted: "ignore" }).map(({ path, problem }) => [path, problem]),
  );
}

test.each<readonly [string, unknown]>([
  ["each alert by itself", "alert"],
  ["the owner and an attribute", ["owner", "attributes.cve"]],
  ["what is known of the account", ["directory.ou", "directory.environment", "directory.tags.cost-center"]],
  ["what never changes", ["condition", "account", "region", "resource"]],
])("a route groups by %s", (_title, group) => {
  expect(problemsOf(group)).toEqual({});
});

describe("a route does not group by", () => {
  test.each<readonly [string, unknown, string, RegExp]>([
    ["no field", [], "", /^is empty: write alert for each alert by itself$/],
    ["a word that is none", "owner", "", /^expected a list of fields, .* or the word alert/],
    [
      "what changes with time",
      ["owner", "severity"],
      "[1]",
      /^is not a field by which alerts can be told together: condition, /,
    ],
    ["a field that is misspelt", ["ownr"], "[0]", /did you mean "owner"\?$/],
    ["a group of fields", ["directory"], "[0]", /^is not a field by which/],
    ["a tag with a dot, which is no path", ["directory.tags.cost.center"], "[0]", /^is not a field by which/],
    ["an attribute of nothing", ["attributes.colour"], "[0]", /^is no attribute of any condition/],
    ["a number", [7], "", /^expected a list of fields/],
  ])("%s", (_title, group, at, problem) => {
    expect(problemsOf(group)).toEqual({ [`routes[0].group${at}`]: expect.stringMatching(problem) });
  });

  test("an attribute that none of its alerts has, with whose it is", () => {
    expect(problemsOf(["attributes.cve"], { condition: ["threat"] })).toEqual({
      "routes[0].group[0]": expect.stringMatching(/^is no attribute of threat, but of .*vulnerability/),
    });
  });
});
