import { describe, expect, test } from "vitest";
import { checkPolicy } from "./check-policy.ts";

const channels = { console: { type: "console" } };
const high = { name: "high", match: { severity: ["HIGH", "CRITICAL"] }, channels: ["console"] };

/** Of a policy that leaves what no route takes to nobody. */
function warnings(policy: object): Readonly<Record<string, string>> {
  const { errors, warnings } = checkPolicy("routes" in policy ? { unrouted: "ignore", ...policy } : policy);
  expect(errors).toEqual([]);
  return Object.fromEntries(warnings.map(({ path, problem }) => [path, problem]));
}

/** The warnings of a policy with one route besides one that nothing is wrong with. */
function ofRoute(match: object): Readonly<Record<string, string>> {
  return warnings({ channels, routes: [{ name: "tried", match, channels: ["console"] }, high] });
}

const rule = (name: string, match: object) => ({ name, match, severity: "LOW" });
const ladder = (name: string, match: object) => ({ name, match, steps: [{ days: 30, severity: "HIGH" }] });

test("the default policy gives no warning", () => {
  expect(checkPolicy({})).toEqual({ errors: [], warnings: [] });
  expect(checkPolicy(null)).toEqual({ errors: [], warnings: [] });
});

test("a policy that is refused is told every error, of form and of meaning", () => {
  const { errors } = checkPolicy({
    silence: [],
    chanels: {},
    unrouted: "ignore",
    severity: [{ name: "a", match: { account: [1] }, severity: "LOUD", level: 1 }],
    routes: [{ name: "b", match: { colour: ["red"] }, channels: ["soc"] }, { match: { severity: ["high"] } }],
    channels: {
      sok: { type: "console" },
      hook: { type: "webhook", url: "http://x", signingSecret: "env:TOCSIN_SECRET_X" },
    },
  });
  expect(errors.map(({ path }) => path).sort()).toEqual([
    "chanels",
    "channels.hook.url",
    "routes[0].channels[0]",
    "routes[0].match.colour",
    "routes[1].channels",
    "routes[1].match.severity[0]",
    "routes[1].name",
    "severity[0].level",
    "severity[0].match.account[0]",
    "severity[0].severity",
    "silence",
  ]);
  expect(errors).toContainEqual({ path: "chanels", problem: 'is not a known field; did you mean "channels"?' });
  expect(errors).toContainEqual({
    path: "routes[0].channels[0]",
    problem: 'names channel "soc", which is not defined; did you mean "sok"?',
  });
});

test("a secret that is written into a policy is one error, which names a reference that is taken there", () => {
  const chat = { type: "slack", token: "xoxb-1234", channel: "C0123456789" };
  const { errors } = checkPolicy({ channels: { ...channels, chat } });
  expect(errors).toEqual([
    {
      path: "channels.chat.token",
      problem: expect.stringMatching(/^expected a reference, .* such as ssm:slack\/NAME;/),
    },
  ]);
});

test.each(["__proto__", "constructor", "prototype"])("a channel cannot be named %s", (name) => {
  const written = JSON.parse(`{ "channels": { "${name}": { "type": "console" }, "console": { "type": "console" } } }`);
  expect(checkPolicy(written).errors).toContainEqual({
    path: `channels.${name}`,
    problem: "cannot be the name of a channel",
  });
});

describe("what nothing uses", () => {
  test("is a channel that no route names", () => {
    const found = warnings({ channels: { ...channels, soc: { type: "console" } }, routes: [high] });
    expect(found).toEqual({ "channels.soc": expect.stringContaining("named by no route") });
  });

  test("is no channel that a step or the fallback names", () => {
    const policy = {
      channels: { ...channels, lead: { type: "console" }, desk: { type: "console" } },
      routes: [{ ...high, escalation: "up" }],
      escalations: [{ name: "up", steps: [{ afterMinutes: 5, channels: ["lead"] }] }],
      fallback: "desk",
    };
    expect(checkPolicy(policy)).toEqual({ errors: [], warnings: [] });
  });

  test("is every channel where there are no routes, or no channel for the default ones", () => {
    expect(warnings({ routes: [] })).toEqual({ routes: expect.stringContaining("nobody is notified") });
    expect(checkPolicy({ routes: [], fallback: "console" })).toEqual({ errors: [], warnings: [] });
    expect(warnings({ channels: {} })).toEqual({ channels: expect.stringContaining("nobody is notified") });
  });
});

describe("a route that tells a schedule, and a contact of somebody in it by itself", () => {
  const route = { name: "all", match: { severity: ["HIGH", "CRITICAL"] } };
  const policy = {
    channels: { phone: { type: "console" }, mail: { type: "console" }, desk: { type: "console" } },
    people: { ada: { contacts: ["phone", "mail"] }, grace: { contacts: ["desk"] } },
    schedules: [
      { name: "primary", layers: [{ people: ["ada", "nobody"], turnWeeks: 1, from: "2026-11-02T09:00" }] },
      { name: "secondary", layers: [{ people: ["grace"], turnWeeks: 1, from: "2026-11-02T09:00" }] },
    ],
  };

  test.each<readonly [string, readonly string[], object]>([
    [
      "rings there twice",
      ["primary", "secondary", "mail"],
      {
        "routes[0].channels[2]":
          "is a contact of ada, and so is told twice of one alert while ada is on call for primary, which this route tells too",
      },
    ],
    [
      "does so by a further contact too",
      ["mail", "primary/2", "secondary"],
      { "routes[0].channels[0]": expect.stringMatching(/^is a contact of ada/) },
    ],
    ["does not where nobody in it has that contact", ["primary", "desk"], { "schedules[1]": expect.anything() }],
    ["does not where it tells one person by two contacts", ["primary", "primary/2", "secondary"], {}],
  ])("%s", (_title, told, expected) => {
    expect(warnings({ ...policy, routes: [{ ...route, channels: told }] })).toEqual(expected);
  });
});

describe("a route that makes everything urgent", () => {
  const loud = (match: object) => ({ name: "loud", match, channels: ["console"], urgency: "now" });

  test("is said to ring for what is mild, where its match names no severity", () => {
    expect(warnings({ channels, routes: [loud({ condition: ["threat"] })] })).toEqual({
      "routes[0].urgency": expect.stringMatching(/^rings at any hour for what is LOW or MEDIUM, too: name severity/),
    });
    const onTheLadder = loud({ $or: [{ condition: ["certificate-expiry"] }, { severity: ["CRITICAL"] }] });
    expect(Object.keys(warnings({ channels, routes: [onTheLadder] }))).toEqual(["routes[0].urgency"]);
  });

  test("says what it means where its match names one, or takes nothing that is mild", () => {
    const threats = { condition: ["threat"] };
    for (const match of [{ ...threats, severity: ["HIGH", "CRITICAL"] }, { severity: [{ exists: true }] }])
      expect(warnings({ channels, routes: [loud(match)] })).toEqual({});
    const raised = [{ name: "all are severe", match: threats, severity: "HIGH" }];
    expect(warnings({ channels, severity: raised, routes: [loud(threats)] })).toEqual({});
    expect(warnings({ channels, routes: [{ ...loud(threats), urgency: "morning" }] })).toEqual({});
  });
});

describe("an escalation", () => {
  const up = { name: "up", steps: [{ afterMinutes: 5, channels: ["lead"] }] };
  const known = { ...channels, lead: { type: "console" } };
  const route = { ...high, escalation: "up" };

  test("says nothing where no route names it, and neither do its channels", () => {
    expect(warnings({ channels: known, routes: [high], escalations: [up] })).toEqual({
      "channels.lead": expect.stringContaining("named by no route"),
      "escalations[0]": "is named by no route, and so never happens",
    });
  });

  test.each(["morning", "digest"])("says nothing at a route that makes everything urgent by %s", (urgency) => {
    expect(warnings({ channels: known, routes: [{ ...route, urgency }], escalations: [up] })).toEqual({
      "routes[0].escalation": expect.stringMatching(/^never happens: .* is for the/),
    });
    expect(warnings({ channels: known, routes: [{ ...route, urgency: "now" }], escalations: [up] })).toEqual({});
  });

  test.each<readonly [string, readonly object[], readonly (readonly string[])[], object]>([
    [
      "the channel that every route notifies at once",
      [route],
      [["lead", "console"]],
      {
        "escalations[0].steps[0].channels[1]": expect.stringMatching(
          /^changes nothing: "high" notifies console already/,
        ),
      },
    ],
    [
      "the channel of a step before",
      [route],
      [["lead"], ["lead"]],
      {
        "escalations[0].steps[1].channels[0]": expect.stringMatching(
          /^changes nothing: a step before it notifies lead/,
        ),
      },
    ],
    [
      "no channel that another of its routes does not notify",
      [route, { ...route, name: "lead's", channels: ["lead"] }],
      [["lead"]],
      {},
    ],
  ])("says nothing new to %s", (_title, routes, steps, expected) => {
    const escalations = [{ name: "up", steps: steps.map((names, i) => ({ afterMinutes: i + 1, channels: names })) }];
    expect(warnings({ channels: known, routes, escalations })).toEqual(expected);
  });
});

describe("a silence", () => {
  const silence = (more: object) => ({ silences: [{ name: "s", days: ["mon"], from: "08:00", to: "09:00", ...more }] });

  test.each<readonly [string, object]>([
    ["what is CRITICAL alone", { match: { severity: ["CRITICAL"] } }],
    ["more than it reaches", { match: { severity: ["MEDIUM", "HIGH"] }, upTo: "LOW" }],
  ])("that asks for %s mutes nothing", (_title, more) => {
    expect(warnings(silence(more))).toEqual({
      "silences[0].match": expect.stringMatching(
        /^can match no alert: .* as far as the silence reaches \(upTo, evenIfWorse\)$/,
      ),
    });
  });

  test("is named by its place among the others, each with its own reach", () => {
    const critical = { name: "s", match: { severity: ["CRITICAL"] }, days: ["mon"], from: "08:00", to: "09:00" };
    const found = warnings({ silences: [{ ...critical, name: "all", evenIfWorse: true }, critical] });
    expect(Object.keys(found)).toEqual(["silences[1].match"]);
  });

  test.each<readonly [string, object]>([
    ["what is CRITICAL, even if it is", { match: { severity: ["CRITICAL"] }, evenIfWorse: true }],
    ["some of what it reaches", { match: { severity: ["LOW", "HIGH"] }, upTo: "LOW" }],
  ])("may ask for %s", (_title, more) => {
    expect(warnings(silence(more))).toEqual({});
  });
});

describe("a match that can match no alert", () => {
  test.each<readonly [string, object, RegExp]>([
    [
      "a severity that the condition never has",
      { condition: ["parameter-unchanged"], severity: ["CRITICAL"] },
      /is INFORMATIONAL or MEDIUM,/,
    ],
    ["a deadline of what has none", { condition: ["threat"], deadline: [{ exists: true }] }, /of deadline$/],
    ["a step of what has no deadline", { condition: ["threat"], stepDays: [7] }, /of stepDays$/],
    [
      "attributes of two conditions",
      { attributes: { exploitAvailable: ["YES"], domain: [{ suffix: ".example.com" }] } },
      /of attributes.domain$/,
    ],
    [
      "three parts of which any two go together",
      {
        condition: [{ prefix: "coverage-" }, { prefix: "threat" }],
        attributes: { provider: [{ exists: true }], tags: [{ exists: true }] },
      },
      /^can match no alert/,
    ],
  ])("asks for %s", (_title, match, problem) => {
    expect(ofRoute(match)).toEqual({ "routes[0].match": expect.stringMatching(problem) });
  });

  test.each<readonly [string, object]>([
    ["a severity that a ladder gives", { condition: ["parameter-expiry"], severity: ["CRITICAL"] }],
    [
      "a severity that what a person reopens has",
      { condition: ["parameter-unchanged"], severity: ["INFORMATIONAL", "MEDIUM"] },
    ],
    ["a step of what has a deadline", { condition: ["secret-deletion"], stepDays: [{ numeric: ["<=", 3] }] }],
    [
      "the absence of an attribute of another condition",
      { condition: ["threat"], attributes: { sample: [{ exists: false }] } },
    ],
    ["what is acknowledged and may be over", { status: ["ACKNOWLEDGED"], unconfirmed: { why: [{ exists: true }] } }],
  ])("does not ask for %s", (_title, match) => {
    expect(ofRoute(match)).toEqual({});
  });

  test("can be made possible by a severity rule for its condition, and by no other's", () => {
    const route = {
      name: "r",
      match: { condition: ["parameter-unchanged"], severity: ["CRITICAL"] },
      channels: ["console"],
    };
    const raises = (condition: string) => [{ name: "up", match: { condition: [condition] }, severity: "CRITICAL" }];
    expect(warnings({ routes: [route], severity: raises("parameter-unchanged") })).toEqual({});
    expect(warnings({ routes: [route], severity: raises("threat") })).toHaveProperty(["routes[0].match"]);
  });

  test("is one alternative of several, which is named", () => {
    const match = { condition: ["threat"], $or: [{ severity: ["CRITICAL"] }, { deadline: [{ exists: true }] }] };
    expect(ofRoute(match)).toEqual({
      "routes[0].match.$or[1].deadline": expect.stringMatching(/^makes an alternative of \$or that no alert can match/),
    });
  });

  test("is a ladder's for what has no deadline", () => {
    expect(warnings({ ladders: [ladder("a", { condition: ["threat", "malware"] })] })).toEqual({
      "ladders[0].match": "can match no alert: no alert of threat, malware has a deadline",
    });
    expect(warnings({ ladders: [ladder("a", { condition: ["threat", "secret-deletion"] })] })).toEqual({});
  });
});

describe("a match that leaves alerts out in silence", () => {
  test.each<readonly [string, object, string, RegExp]>([
    [
      "for lack of an attribute that most conditions do not have",
      { attributes: { exploitAvailable: [{ "anything-but": "NO" }] } },
      "attributes.exploitAvailable",
      /all of certificate-expiry, .* and \d+ more conditions: add \{"exists": false\}/,
    ],
    [
      "for lack of an attribute that all its conditions have, and not always",
      { condition: ["vulnerability"], attributes: { exploitAvailable: [{ "anything-but": "NO" }] } },
      "attributes.exploitAvailable",
      /^leaves out every alert without exploitAvailable: add/,
    ],
    ["for lack of a field", { link: [{ "anything-but": { prefix: "http:" } }] }, "link", /without link: add/],
    [
      "for lack of an actor",
      { actor: { kind: [{ "anything-but": "service" }] } },
      "actor.kind",
      /without actor.kind: add/,
    ],
    [
      "for lack of a field, in an alternative",
      { $or: [{ count: [{ "anything-but": 1 }] }, { title: ["x"] }] },
      "$or[0].count",
      /without count: add/,
    ],
    [
      "of a condition that it names, and that has no such attribute",
      { condition: ["threat", "vulnerability"], attributes: { exploitAvailable: ["YES"] } },
      "attributes.exploitAvailable",
      /^leaves out every alert of threat, which have no exploitAvailable$/,
    ],
  ])("%s", (_title, match, path, problem) => {
    expect(ofRoute(match)).toEqual({ [`routes[0].match.${path}`]: expect.stringMatching(problem) });
  });

  test.each<readonly [string, object]>([
    [
      "it says that the field may be missing",
      { attributes: { exploitAvailable: [{ "anything-but": "NO" }, { exists: false }] } },
    ],
    ["it says what the field must be", { attributes: { exploitAvailable: ["YES"] } }],
    ["every alert has the field", { account: [{ "anything-but": "111122223333" }] }],
    ["it asks for the field", { deadline: [{ exists: true }] }],
  ])("does not where %s", (_title, match) => {
    expect(ofRoute(match)).toEqual({});
  });
});

describe("a value that is most likely a slip", () => {
  const owners = [{ name: "web", match: { condition: ["threat"] }, owner: "payments" }];
  test.each<readonly [string, object, string | undefined]>([
    ["is a Region that there is none of", { region: ["europe"] }, 'names "europe", which is no Region'],
    [
      "is one within anything-but",
      { region: [{ "anything-but": ["eu-west-1", "eu-west"] }] },
      'names "eu-west", which is no Region',
    ],
    [
      "is no Region of a form that there is",
      { region: ["eu-west-1", "us-gov-east-1", "us-isob-east-1", "global"] },
      undefined,
    ],
    ["is no beginning of Regions", { region: [{ prefix: "eu-" }] }, undefined],
    [
      "is almost an owner of the policy",
      { owner: ["paymnts"] },
      'names "paymnts", which no owner of this policy is; did you mean "payments"?',
    ],
    ["is no owner of the policy", { owner: ["payments", "platform", "unowned"] }, undefined],
    ["is no owner of whom tags may know", { owner: ["identity"] }, undefined],
  ])("%s", (_title, match, problem) => {
    const route = { name: "tried", match, channels: ["console"] };
    const [field] = Object.keys(match);
    expect(warnings({ owners, fallbackOwner: "platform", routes: [route] })).toEqual(
      problem === undefined ? {} : { [`routes[0].match.${field}`]: problem },
    );
  });
});

describe("a text that one rule alone names, almost as others do", () => {
  const named = (field: "owner" | "environment", texts: readonly string[]) => {
    const conditions = ["threat", "malware", "vulnerability", "sensitive-data", "bucket-posture"];
    const routes = texts.map((text, i) => ({
      name: `route ${i}`,
      match: {
        condition: [conditions[i]],
        ...(field === "owner" ? { owner: [text] } : { directory: { [field]: [text] } }),
      },
      channels: ["console"],
    }));
    return warnings({ routes });
  };

  test.each([
    ["two letters in another order", "paymnets"],
    ["a letter that is missing", "paymnts"],
    ["a letter too many", "payyments"],
    ["a letter missing before the last", "paymets"],
    ["the second letter missing", "pyments"],
  ])("is most likely a slip: %s", (_title, slip) => {
    const problem = `names ${JSON.stringify(slip)}, which no other rule names; did you mean "payments"?`;
    expect(named("owner", ["payments", slip, "payments"])).toEqual({ "routes[1].match.owner": problem });
  });

  test("is one of an environment, too", () => {
    expect(named("environment", ["production", "production", "prodution"])).toEqual({
      "routes[2].match.directory.environment":
        'names "prodution", which no other rule names; did you mean "production"?',
    });
  });

  test.each<readonly [string, readonly string[]]>([
    ["is named as often", ["payments", "paymnets"]],
    ["differs by its last letter", ["team-a", "team-a", "team-b"]],
    ["has a letter at its end beside", ["platform", "platform", "platforms", "platform1"]],
    ["is another word", ["payments", "payments", "identity", "storefront"]],
    ["is short", ["prod", "prod", "pro", "pord"]],
    ["is named by others too", ["payments", "payments", "paymnets", "paymnets"]],
    ["differs by two digits in another order", ["team-12", "team-12", "team-21"]],
    ["differs by a digit that is missing", ["team-1-2", "team-1-2", "team--2"]],
    ["differs by its first letter", ["payments", "payments", "ayments"]],
    ["differs by two letters", ["payments", "payments", "paymnt"]],
    ["is written in another case", ["payments", "payments", "Payments", "Payments"]],
  ])("is none where it %s", (_title, texts) => {
    expect(named("owner", texts)).toEqual({});
  });
});

test.each<[string, object]>([
  ["owners", { match: { condition: ["threat"] }, owner: "payments" }],
  ["severity", { match: { condition: ["threat"] }, severity: "HIGH" }],
  ["urgency", { match: { condition: ["threat"] }, urgency: "now" }],
  ["silences", { match: { condition: ["threat"] }, days: ["mon"], from: "08:00", to: "09:00" }],
])("two rules under %s of one name are warned of, as what is said of them cannot be told apart", (list, rule) => {
  const twice = [
    { ...rule, name: "one" },
    { ...rule, name: "one", match: { condition: ["malware"] } },
  ];
  expect(warnings({ [list]: twice })).toEqual({
    [`${list}[1].name`]: "is the name of another before it: nobody can tell by which of them something is so",
  });
});

describe("a route that leaves an alert out for being worse", () => {
  test.each<readonly [string, object, RegExp]>([
    ["stops at the severity above", { severity: ["MEDIUM", "HIGH"] }, /when it is CRITICAL: console/],
    ["has a gap", { severity: ["LOW", "HIGH", "CRITICAL"] }, /when it is MEDIUM:/],
    [
      "names what it does not take",
      { severity: [{ "anything-but": ["CRITICAL", "INFORMATIONAL"] }] },
      /when it is CRITICAL:/,
    ],
  ])("%s", (_title, match, problem) => {
    const found = warnings({ routes: [{ name: "tried", match, channels: ["console"] }] });
    expect(found).toEqual({ "routes[0].match.severity": expect.stringMatching(problem) });
  });

  test.each<readonly [string, readonly object[]]>([
    ["is not one whose list goes to the end", [high]],
    [
      "is not one of a condition that gets no worse",
      [{ name: "a", match: { condition: ["malware"], severity: ["HIGH"] }, channels: ["console"] }],
    ],
    [
      "is not one whose channel hears of the rest by another route",
      [
        { name: "a", match: { severity: ["HIGH"], condition: ["threat"] }, channels: ["console"] },
        { name: "b", match: { severity: ["CRITICAL"] }, channels: ["console"] },
      ],
    ],
    [
      "is not one whose channel hears of the rest by another alternative",
      [
        {
          name: "a",
          match: { $or: [{ severity: ["HIGH"], region: ["eu-west-1"] }, { severity: ["CRITICAL"] }] },
          channels: ["console"],
        },
      ],
    ],
  ])("%s", (_title, routes) => {
    expect(warnings({ routes })).toEqual({});
  });

  test("is one of whose channels another route tells some only", () => {
    const routes = [
      { name: "a", match: { severity: ["HIGH"] }, channels: ["console", "soc"] },
      { name: "b", match: { severity: ["CRITICAL"] }, channels: ["console"] },
    ];
    const found = warnings({ channels: { ...channels, soc: { type: "console" } }, routes });
    expect(found).toHaveProperty(["routes[0].match.severity"]);
  });
});

describe("a rule that never decides", () => {
  const later = (first: object, second: object) =>
    warnings({ severity: [rule("first", first), rule("second", second)] });

  test.each<readonly [string, object, object]>([
    ["the same", { account: ["111122223333"] }, { account: ["111122223333"] }],
    ["more of it", { account: ["111122223333"] }, { account: ["111122223333"], condition: ["threat"] }],
    ["some of its values", { condition: ["threat", "malware"] }, { condition: ["malware"] }],
    [
      "values that a negation takes",
      { condition: [{ "anything-but": "threat" }] },
      { condition: ["malware", "secret-rotation"] },
    ],
    ["values that begin alike", { region: [{ prefix: "eu-" }] }, { region: ["eu-west-1", { prefix: "eu-central-" }] }],
    ["an attribute of the condition", { condition: ["vulnerability"] }, { attributes: { untriaged: [true] } }],
    [
      "any value of a field",
      { attributes: { domain: [{ exists: true }] } },
      { attributes: { domain: [{ suffix: ".com" }] } },
    ],
    ["the absence of a field", { link: [{ exists: false }] }, { link: [{ exists: false }], region: ["eu-west-1"] }],
    [
      "every alternative",
      { severity: ["HIGH", "CRITICAL"] },
      { $or: [{ severity: ["HIGH"] }, { severity: ["CRITICAL"] }] },
    ],
    ["one alternative", { $or: [{ condition: ["threat"] }, { region: ["eu-west-1"] }] }, { condition: ["threat"] }],
    ["all severities there are", { severity: [{ exists: true }] }, { condition: ["threat"] }],
    ["an end of the same text", { title: [{ suffix: "a" }] }, { title: [{ suffix: "ba" }] }],
  ])("takes what an earlier one takes: %s", (_title, first, second) => {
    expect(later(first, second)).toEqual({
      "severity[1]": 'never decides: "first" before it takes every alert that it matches',
    });
  });

  test.each<readonly [string, object, object]>([
    ["more values", { condition: ["threat"] }, { condition: ["threat", "malware"] }],
    ["less of it", { account: ["111122223333"], condition: ["threat"] }, { account: ["111122223333"] }],
    ["a shorter beginning", { region: [{ prefix: "eu-west-" }] }, { region: [{ prefix: "eu-" }] }],
    ["a beginning where the other has an end", { title: [{ prefix: "a" }] }, { title: [{ suffix: "a" }] }],
    ["the absence of the field too", { link: ["x"] }, { link: ["x", { exists: false }] }],
    ["an attribute that several conditions have", { condition: ["threat"] }, { attributes: { sample: [true] } }],
    [
      "an alternative that the other lacks",
      { condition: ["threat"] },
      { $or: [{ condition: ["threat"] }, { title: ["x"] }] },
    ],
    [
      "what lacks the field that the other asks for",
      { deadline: [{ exists: true }] },
      { condition: ["certificate-expiry"] },
    ],
    ["another account", { account: ["111122223333"] }, { account: ["444455556666"] }],
  ])("is none that takes %s", (_title, first, second) => {
    expect(later(first, second)).toEqual({});
  });

  test("names all the rules that leave it nothing", () => {
    const severity = [
      rule("one", { condition: ["threat"] }),
      rule("two", { condition: ["malware"] }),
      rule("three", { $or: [{ condition: ["threat"] }, { condition: ["malware"], region: ["eu-west-1"] }] }),
    ];
    expect(warnings({ severity })).toEqual({ "severity[2]": expect.stringMatching(/"one" and "two" before it/) });
  });

  test("is an owner rule or an urgency rule too", () => {
    const match = { account: ["111122223333"] };
    const owner = (name: string) => ({ name, match, owner: "web" });
    const urgency = (name: string) => ({ name, match: { condition: ["threat"] }, urgency: "now" });
    expect(warnings({ owners: [owner("a"), owner("b")], urgency: [urgency("a"), urgency("b")] })).toEqual({
      "owners[1]": expect.stringMatching(/^never decides: "a"/),
      "urgency[1]": expect.stringMatching(/^never decides: "a"/),
    });
  });

  test("is a ladder too, and a route only where another sends all that it would", () => {
    const match = { condition: ["certificate-expiry"] };
    expect(warnings({ ladders: [ladder("a", match), ladder("b", match)] })).toEqual({
      "ladders[1]": expect.stringMatching(/^never decides/),
    });
    expect(warnings({ routes: [high, { ...high, name: "again" }] })).toEqual({
      "routes[1]": 'changes nothing: "high" before it tells console of every alert that it matches, as soon',
    });
    expect(warnings({ routes: [high, { ...high, name: "again", urgency: "now" }] })).toEqual({});
  });
});

describe("a drill", () => {
  test("is taken by no match: a policy that names the condition is refused", () => {
    const { errors } = checkPolicy({
      channels,
      routes: [{ ...high, match: { condition: ["drill"] } }],
      fallback: "console",
    });
    expect(errors).toEqual([
      {
        path: expect.stringContaining("routes[0].match.condition"),
        problem: expect.stringMatching(/^is none of certificate-expiry, /),
      },
    ]);
  });

  test.each([
    ["drill", "by which drills are told"],
    ["fallback", "by which the fallback is told"],
  ])("or the fallback is told by a route of its own, and no route may be called %s", (name, problem) => {
    expect(checkPolicy({ channels, routes: [{ ...high, name }], fallback: "console" }).errors).toEqual([
      { path: "routes[0].name", problem: expect.stringContaining(problem) },
    ]);
  });
});

describe("a rule in dry run", () => {
  const tried = { ...high, name: "tried", match: { condition: ["threat"] }, mode: "dry-run" };

  test("is no rule that nobody meant", () => {
    expect(
      warnings({
        channels,
        routes: [high, tried],
        severity: [{ ...rule("a", { condition: ["threat"] }), mode: "dry-run" }],
      }),
    ).toEqual({});
  });

  test("tells nobody what another route leaves out", () => {
    const mild = { ...high, name: "mild", match: { severity: ["HIGH"] } };
    const worse = { ...high, name: "worse", match: { severity: ["CRITICAL"] } };
    const lost = { "routes[0].match.severity": expect.stringContaining("CRITICAL") };
    expect(warnings({ channels, routes: [mild, worse] })).toEqual({});
    expect(warnings({ channels, routes: [mild, { ...worse, mode: "dry-run" }] })).toEqual(lost);
  });

  test("leaves to those after it what it takes, and is told that those before it leave it nothing", () => {
    const all = rule("all", { condition: ["threat", "malware"] });
    const some = rule("some", { condition: ["threat"] });
    const shadowed = expect.stringContaining("never decides");
    expect(warnings({ severity: [all, some] })).toEqual({ "severity[1]": shadowed });
    expect(warnings({ severity: [{ ...all, mode: "dry-run" }, some] })).toEqual({});
    expect(warnings({ severity: [all, { ...some, mode: "dry-run" }] })).toEqual({ "severity[1]": shadowed });
  });

  test("does not keep a policy from being one by which nobody is notified", () => {
    expect(warnings({ channels, routes: [tried] })).toEqual({
      routes: expect.stringContaining("in dry run as a whole"),
    });
    expect(warnings({ channels, routes: [tried], unrouted: undefined, fallback: "console" })).toEqual({});
  });

  test.each([
    ["another mode", { mode: "live" }],
    ["no mode", { mode: null }],
  ])("is refused with %s", (_title, mode) => {
    const { errors } = checkPolicy({ channels, unrouted: "ignore", routes: [{ ...high, ...mode }] });
    expect(errors.map(({ path }) => path)).toEqual(["routes[0].mode"]);
  });
});
