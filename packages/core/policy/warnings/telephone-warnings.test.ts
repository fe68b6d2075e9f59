import { expect, test } from "vitest";
import { checkPolicy } from "../check-policy.ts";

const channels = {
  text: { type: "sms", phone: "ssm:sms/ada", originationIdentity: "+12065550100" },
  call: { type: "voice", phone: "ssm:voice/ada", originationIdentity: "+12065550100" },
  desk: { type: "console" },
};
const people = { ada: { contacts: ["text", "desk"] }, grace: { contacts: ["call", "text"] } };
const schedule = (...names: readonly string[]) => [
  { name: "primary", layers: [{ people: names, turnWeeks: 1, from: "2026-11-02T09:00" }] },
];
const route = (changed: object) => [{ name: "all", match: { severity: ["HIGH", "CRITICAL"] }, ...changed }];

test.each<[title: string, policy: object, where: readonly string[]]>([
  ["a route to telephones alone", { routes: route({ channels: ["text", "call"] }) }, ["routes[0].channels"]],
  [
    "such a route of which all is for the morning",
    { routes: route({ channels: ["text"], urgency: "morning" }) },
    ["routes[0].channels"],
  ],
  ["such a route of which all rings is fine", { routes: route({ channels: ["text"], urgency: "now" }) }, []],
  ["such a route of which nothing is told is fine", { routes: route({ channels: ["text"], urgency: "digest" }) }, []],
  ["a route that a channel shows beside the telephone is fine", { routes: route({ channels: ["text", "desk"] }) }, []],
  [
    "a route to somebody who has telephones alone",
    { people, schedules: schedule("ada", "grace"), routes: route({ channels: ["primary"] }) },
    ["routes[0].channels"],
  ],
  [
    "a route to people who each have another contact is fine",
    { people, schedules: schedule("ada", "nobody"), routes: route({ channels: ["primary"] }) },
    [],
  ],
  [
    "a step that is a telephone is fine, as only what rings is escalated",
    {
      routes: route({ channels: ["desk"], escalation: "up" }),
      escalations: [{ name: "up", steps: [{ afterMinutes: 5, channels: ["call"] }] }],
    },
    [],
  ],
  ["a fallback that is a telephone", { routes: route({ channels: ["desk"] }), fallback: "call" }, ["fallback"]],
])("%s", (_title, policy, where) => {
  const { errors, warnings } = checkPolicy({
    channels,
    ...(!("fallback" in policy) && { unrouted: "ignore" }),
    ...policy,
  });
  expect(errors).toEqual([]);
  const found = warnings.filter(({ problem }) => problem.includes("by which only what rings is sent"));
  expect(found.map(({ path }) => path)).toEqual(where);
});

test("quiet days of a telephone, which is sent nothing that they would hold", () => {
  const quietDays = ["sat", "sun"];
  const quiet = { text: { ...channels.text, quietDays }, desk: { ...channels.desk, quietDays } };
  const { errors, warnings } = checkPolicy({
    channels: quiet,
    routes: route({ channels: ["desk"] }),
    unrouted: "ignore",
  });
  expect(errors).toEqual([]);
  const found = warnings.filter(({ problem }) => problem.includes("by a telephone only what rings is sent"));
  expect(found.map(({ path }) => path)).toEqual(["channels.text.quietDays"]);
});
