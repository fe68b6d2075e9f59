import { describe, expect, test } from "vitest";
import { checkPolicy } from "./check-policy.ts";
import { destinationsIn } from "./destinations.ts";
import { parsePolicy } from "./parse-policy.ts";

const layer = { people: ["ada", "grace"], turnWeeks: 1, from: "2026-11-02T09:00" };
const people = { ada: { contacts: ["phone", "mail"] }, grace: { contacts: ["phone"] } };
const policy = (changed: object = {}) => ({
  channels: { phone: { type: "sns" }, mail: { type: "console" }, desk: { type: "console" } },
  people,
  schedules: [{ name: "primary", layers: [layer] }],
  escalations: [{ name: "up", steps: [{ afterMinutes: 5, channels: ["primary/2"] }] }],
  routes: [{ name: "all", match: { severity: ["CRITICAL"] }, channels: ["primary"], escalation: "up" }],
  fallback: "desk",
  ...changed,
});
const withLayers = (layers: readonly unknown[]) => policy({ schedules: [{ name: "primary", layers }] });
const planned = [
  { person: "ada", from: "2026-11-02T08:00:00Z", until: "2026-11-09T08:00:00Z" },
  { person: "grace", from: "2026-11-09T08:00:00Z", until: "2026-11-16T08:00:00Z" },
];
const snapshot = { sha256: "0".repeat(64), readAt: "2026-11-01T00:00:00Z", shifts: planned };
const withCalendar = (changed: object) => withLayers([{ calendar: "oncall.ics", snapshot, ...changed }]);
const withLayer = (changed: object) => policy({ schedules: [{ name: "primary", layers: [{ ...layer, ...changed }] }] });

test("a policy with schedules is accepted, and says who may be told of what", () => {
  const parsed = parsePolicy(policy());
  expect(checkPolicy(policy())).toEqual({ errors: [], warnings: [] });
  expect(parsed.ok && destinationsIn(parsed.value)).toEqual(["phone", "mail", "desk", "primary", "primary/2"]);
});

test("a layer may have the shifts of a calendar that was read, and people whose they are are in the schedule", () => {
  expect(checkPolicy(withCalendar({}))).toEqual({ errors: [], warnings: [] });
  const parsed = parsePolicy(withCalendar({}));
  const [first] = planned;
  expect(parsed.ok && parsed.value.schedules[0]?.layers).toEqual([
    { shifts: [{ ...first, from: "2026-11-02T08:00:00.000Z", until: "2026-11-09T08:00:00.000Z" }, expect.anything()] },
  ]);
  const alone = withCalendar({ snapshot: { ...snapshot, shifts: [first] } });
  expect(checkPolicy(alone).warnings.map(({ path }) => path)).toEqual(["people.grace"]);
});

test("where no routes are written, no channel by which one person is reached gets all that is severe", () => {
  const parsed = parsePolicy({ channels: policy().channels, people });
  expect(parsed.ok && parsed.value.routes.map(({ channels }) => channels)).toEqual([["desk"]]);
  const all = { ada: { contacts: ["phone", "mail", "desk"] } };
  const [warning] = checkPolicy({ channels: policy().channels, people: all }).warnings;
  expect(warning).toEqual({ path: "routes", problem: "is empty: nobody is notified of anything" });
});

test.each([
  [
    "a person without a contact",
    policy({ people: { ...people, ada: { contacts: [] } } }),
    ["people.ada.contacts is empty: expected the name of at least one channel"],
  ],
  [
    "a contact that is no channel",
    policy({ people: { ...people, ada: { contacts: ["fax"] } } }),
    ['people.ada.contacts[0] names channel "fax", which is not defined'],
  ],
  [
    "a person who is called as nobody is",
    policy({ people: { ...people, nobody: { contacts: ["phone"] } } }),
    ["people.nobody cannot be the name of a person"],
  ],
  [
    "a turn of somebody who is not known",
    withLayer({ people: ["ada", "nobody", "gracy"] }),
    ['schedules[0].layers[0].people[2] names person "gracy", which is not defined; did you mean "grace"?'],
  ],
  ["a layer without people", withLayer({ people: [] }), ["schedules[0].layers[0].people is empty"]],
  [
    "a turn of no length",
    withLayer({ turnWeeks: undefined }),
    ["schedules[0].layers[0] does not say how long a turn lasts: give turnHours, turnDays or turnWeeks"],
  ],
  [
    "a turn of two lengths",
    withLayer({ turnHours: 12 }),
    ["schedules[0].layers[0] says more than once how long a turn lasts, by turnHours and turnWeeks: keep one of them"],
  ],
  [
    "a turn that begins on no day",
    withLayer({ from: "2026-02-30T09:00" }),
    ["schedules[0].layers[0].from is no day of the calendar"],
  ],
  [
    "a layer that is over before it begins",
    withLayer({ until: "2026-11-02T09:00" }),
    ["schedules[0].layers[0].until is not later than from"],
  ],
  [
    "a window of no length",
    withLayer({ hours: [{ days: ["mon"], from: "08:00", to: "08:00" }] }),
    ["schedules[0].layers[0].hours[0].to is the same as from: a whole day ends at 24:00"],
  ],
  [
    "a calendar that nobody has read",
    withCalendar({ snapshot: undefined }),
    ["schedules[0].layers[0].calendar was not read: of a policy, the file alone can name a calendar"],
  ],
  [
    "a calendar at an address",
    withCalendar({ calendar: "webcal://calendar.example.com/a.ics", snapshot: undefined }),
    [
      "schedules[0].layers[0].calendar is an address: write what is there to a file, and name the file; docs/people.md shows how",
    ],
  ],
  [
    "a calendar of no name",
    withCalendar({ calendar: "a\nb", snapshot: undefined }),
    ["schedules[0].layers[0].calendar is no name of a file on one line of at most 300 characters"],
  ],
  [
    "a calendar that is a number",
    withCalendar({ calendar: 7 }),
    ["schedules[0].layers[0].calendar expected the name of a file"],
  ],
  ["a layer that is a number", withLayers([7]), ["schedules[0].layers[0] expected an object: a layer"]],
  [
    "a calendar with what turns have",
    withCalendar({ people: ["ada"] }),
    ["schedules[0].layers[0].people is not a known field: there are calendar, snapshot"],
  ],
  [
    "a shift of somebody who is not known",
    withCalendar({ snapshot: { ...snapshot, shifts: [planned[0], { ...planned[1], person: "gracy" }] } }),
    ['schedules[0].layers[0].calendar names person "gracy", which is not defined; did you mean "grace"?'],
  ],
  ...[planned.toReversed(), [planned[0], planned[0]], [{ ...planned[0], until: "2026-11-02T08:00:00Z" }]].map(
    (shifts): [string, object, string[]] => [
      "a snapshot whose shifts are in no order, overlap or have no length",
      withCalendar({ snapshot: { ...snapshot, shifts } }),
      [
        "schedules[0].layers[0].snapshot.shifts must be in order, each with a length and none before the last has ended",
      ],
    ],
  ),
  [
    "what calendars call somebody, where it is an address",
    policy({ people: { ...people, ada: { contacts: ["phone"], calendarNames: ["ada@example.com"] } } }),
    ["people.ada.calendarNames[0] is an address, which is kept for good: write what stands before the @"],
  ],
  [
    "two schedules of one name",
    policy({ schedules: [policy().schedules[0], policy().schedules[0]] }),
    ["schedules[1].name is the name of a schedule before it"],
  ],
  [
    "a channel that is called as a schedule, or as one of its contacts",
    policy({ channels: { ...policy().channels, primary: { type: "sns" }, "primary/2": { type: "sns" } } }),
    [
      'channels.primary would be told in place of the schedule "primary": take another name',
      'channels.primary/2 would be told in place of the schedule "primary": take another name',
    ],
  ],
  [
    "a route to what is neither",
    policy({ routes: [{ name: "all", match: { severity: ["LOW"] }, channels: ["primry"] }] }),
    ['routes[0].channels[0] names channel or schedule "primry", which is not defined; did you mean "primary"?'],
  ],
  [
    "a route to a person",
    policy({ routes: [{ name: "all", match: { severity: ["LOW"] }, channels: ["ada"] }] }),
    [
      'routes[0].channels[0] names the person "ada": name a schedule that has them, or one of their contacts, which are channels',
    ],
  ],
  [
    "a fallback that is a schedule, which may have nobody",
    policy({ fallback: "primary" }),
    ['fallback names the schedule "primary", by which nobody may be on call: a fallback must be a channel'],
  ],
  [
    "a fallback that is neither",
    policy({ fallback: "primary/10" }),
    ['fallback names channel "primary/10", which is not defined'],
  ],
  [
    "a contact by a number that there is not, or of a channel",
    policy({
      routes: [
        {
          ...{ name: "all", match: { severity: ["LOW"] }, escalation: "up" },
          channels: ["primary/1", "primary/10", "primary/x", "desk/2", "elsewhere/2"],
        },
      ],
    }),
    [
      'routes[0].channels[0] names "primary/1", and /2 to /9 name a further contact of a schedule\'s people: "primary" alone names their first',
      'routes[0].channels[1] names "primary/10", and /2 to /9 name a further contact of a schedule\'s people: "primary" alone names their first',
      'routes[0].channels[2] names "primary/x", and /2 to /9 name a further contact of a schedule\'s people: "primary" alone names their first',
      'routes[0].channels[3] names "desk/2", and /2 to /9 name a further contact of a schedule\'s people: "desk" is a channel',
      'routes[0].channels[4] names channel or schedule "elsewhere/2", which is not defined',
    ],
  ],
])("refused is %s", (_title, given, expected) => {
  expect(checkPolicy(given).errors.map(({ path, problem }) => `${path} ${problem}`)).toEqual(expected);
});

test.each([
  [
    "a schedule that no route names",
    { routes: [{ name: "all", match: { severity: ["LOW"] }, channels: ["desk"] }], escalations: [] },
    "schedules[0]",
  ],
  [
    "a contact that keeps an incident",
    { channels: { ...policy().channels, mail: { type: "pagerduty", routingKey: "ssm:pagerduty/soc" } } },
    "people.ada.contacts[1]",
  ],
  [
    "a third contact in a step, where one person has two and the other one",
    { escalations: [{ name: "up", steps: [{ afterMinutes: 5, channels: ["desk", "primary/3"] }] }] },
    "escalations[0].steps[0].channels[1]",
  ],
  [
    "a second contact in a route, where somebody who is in no layer has one alone",
    {
      ...{ escalations: [], schedules: [{ name: "primary", layers: [{ ...layer, people: ["grace"] }] }] },
      routes: [{ name: "all", match: { severity: ["LOW"] }, channels: ["primary/2"] }],
    },
    "routes[0].channels[0]",
  ],
  ["a person who is in no schedule", { people: { ...people, joan: { contacts: ["phone"] } } }, "people.joan"],
])("warned is of %s", (_title, changed, path) => {
  expect(checkPolicy(policy(changed)).warnings.map((warning) => warning.path)).toContain(path);
});

describe("where a channel has buttons", () => {
  const chat = {
    ...{ type: "slack", token: "ssm:slack/token", channel: "C0123456789" },
    buttons: {
      ...{ app: "A0123456789", workspace: "T0123456789" },
      ...{ signingSecret: "ssm:callback-slack/signing", people: "ssm:callback-slack/people" },
    },
  };
  const warnedOf = (changed: object) => checkPolicy(policy(changed)).warnings.map(({ path }) => path);

  test("a person who is in no schedule may be there to press them", () => {
    const joan = { people: { ...people, joan: { contacts: ["phone"] } } };
    expect(warnedOf(joan)).toContain("people.joan");
    expect(warnedOf({ ...joan, channels: { ...policy().channels, chat } })).not.toContain("people.joan");
  });

  test("warned is of a policy without people: nobody may press them", () => {
    const given = { channels: { chat }, routes: [], fallback: "chat" };
    const warnedOfIt = (more: object) => checkPolicy({ ...given, ...more }).warnings.map(({ path }) => path);
    expect(warnedOfIt({})).toContain("channels.chat.buttons");
    expect(warnedOfIt({ people: { ada: { contacts: ["chat"] } } })).not.toContain("channels.chat.buttons");
  });
});
