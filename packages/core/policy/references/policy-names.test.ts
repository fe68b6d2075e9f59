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

test("two escalations cannot share a name", () => {
  const escalations = [...step(["console"]), ...step(["console"])];
  expect(problems({ routes: [{ ...route, escalation: "lead" }], escalations })).toEqual([
    { path: "escalations[1].name", problem: "is the name of an escalation before it" },
  ]);
});
