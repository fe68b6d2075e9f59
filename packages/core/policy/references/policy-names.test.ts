import { describe, expect, test } from "vitest";
import { problemsOfPolicy } from "../parse-policy.ts";

const route = { name: "high", match: { severity: ["HIGH", "CRITICAL"] }, channels: ["console"] };
const step = (channels: readonly string[]) => [{ name: "lead", steps: [{ afterMinutes: 5, channels }] }];

function problems(policy: object) {
  return problemsOfPolicy({ unrouted: "ignore", ...policy });
}

describe("a name that is nobody's is refused, with the one that it is like", () => {
  test.each<readonly [string, object, string, string]>([
    [
      "a route's channel",
      { routes: [{ ...route, channels: ["consol"] }] },
      "routes[0].channels[0]",
      'names channel "consol", which is not defined; did you mean "console"?',
    ],
    [
      "a step's channel",
      { routes: [{ ...route, escalation: "lead" }], escalations: step(["pager"]) },
      "escalations[0].steps[0].channels[0]",
      'names channel "pager", which is not defined',
    ],
    [
      "the fallback",
      { routes: [route], unrouted: undefined, fallback: "desk" },
      "fallback",
      'names channel "desk", which is not defined',
    ],
    [
      "a route's escalation",
      { routes: [{ ...route, escalation: "leads" }], escalations: step(["console"]) },
      "routes[0].escalation",
      'names escalation "leads", which is not defined; did you mean "lead"?',
    ],
  ])("%s", (_title, policy, path, problem) => {
    expect(problems(policy)).toEqual([{ path, problem }]);
  });
});

describe("a name that is not of one thing alone is refused:", () => {
  test("that of two escalations", () => {
    const escalations = [...step(["console"]), ...step(["console"])];
    expect(problems({ routes: [{ ...route, escalation: "lead" }], escalations })).toEqual([
      { path: "escalations[1].name", problem: "is the name of an escalation before it" },
    ]);
  });

  test("that of two routes", () => {
    const routes = [route, { ...route, name: "other" }, { ...route, urgency: "now" }];
    expect(problems({ routes })).toEqual([{ path: "routes[2].name", problem: "is the name of a route before it" }]);
  });

  test("that of a route which is built in", () => {
    expect(problems({ routes: [{ ...route, name: "fallback" }] })).toEqual([
      { path: "routes[0].name", problem: expect.stringMatching(/built in.*take another$/) },
    ]);
    expect(problems({ routes: [{ ...route, name: "Fallback 2" }] })).toEqual([]);
  });
});

describe("a name that tears a line apart, or that nobody can see, is refused", () => {
  const unseen = /^holds what cannot be shown/;

  test.each([
    ["a line break", "so\nc"],
    ["an escape sequence", "\u001b[31msoc"],
    ["a mark that turns the line round", "\u202ecos"],
    ["a separator of paragraphs", "soc\u2029"],
    ["spaces alone", "  "],
  ])("%s", (_title, name) => {
    const channels = { [name]: { type: "console" } };
    expect(problems({ channels, routes: [{ ...route, channels: [name] }] })).toContainEqual({
      path: expect.stringMatching(/^channels\./),
      problem: expect.stringMatching(unseen),
    });
    expect(problems({ routes: [{ ...route, name }] })).toEqual([
      { path: "routes[0].name", problem: expect.stringMatching(unseen) },
    ]);
  });

  test.each(["SOC – Bereitschaft", "当番", "on-call 👩‍🚒", 'what\'s "urgent"'])("%s is none of them", (name) => {
    const channels = { [name]: { type: "console" } };
    expect(problems({ channels, routes: [{ ...route, name, channels: [name] }] })).toEqual([]);
  });
});
