import { describe, expect, test } from "vitest";
import type { AlertView } from "../alert/view.ts";
import { alertOf, day, sees } from "../testing/timeline.ts";
import { refused } from "../text/parse.ts";
import { evaluate } from "../transition/evaluate.ts";
import { channelKinds } from "./channels/declared-channels.ts";
import { defaultPolicy, parsePolicy } from "./parse-policy.ts";
import { type Policy, weekdays } from "./policy.ts";
import { defaultWorld } from "./world.ts";

const SECRET =
  "expected a reference, never the secret: ssm:NAME or secretsmanager:NAME, with the name below /tocsin/<stage>/ alone, such as ssm:soc/signing-secret; " +
  "or env:TOCSIN_SECRET_NAME, an environment variable whose name begins so";
const PUBLIC =
  "expected an https URL with a public host name and without credentials; allowPrivateAddresses permits one's own network";
const match = { severity: ["HIGH"] };
const hook = { type: "webhook", url: "https://hooks.example.com/tocsin", signingSecret: "env:TOCSIN_SECRET_HOOK" };
const full = {
  severity: [{ name: "production", match: { account: ["111122223333"] }, severity: "CRITICAL" }],
  ladders: [
    {
      name: "pinned",
      match: { attributes: { domain: ["pinned.example.com"] } },
      steps: [
        { days: 90, severity: "MEDIUM" },
        { days: 365, severity: "LOW" },
      ],
    },
  ],
  channels: { hook, console: { type: "console" } },
  routes: [{ name: "high", match, channels: ["hook", "console"] }],
  unrouted: "ignore",
  approvals: { suppress: { severity: ["CRITICAL"], beyondDays: 30 } },
  retention: { observationDays: 30 },
};

function parsed(value: unknown): Policy {
  const result = parsePolicy(value);
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.value;
}

const base = evaluate(alertOf(sees("acm", day(1))), defaultWorld, day(1)).view;
const view = (more: Partial<AlertView>): AlertView => ({ ...base, ...more });

describe("a whole policy", () => {
  const policy = parsed(full);

  test("has its patterns compiled", () => {
    expect(
      policy.routes.map(({ name, channels, matches }) => [name, channels, matches(view({ severity: "HIGH" }))]),
    ).toEqual([["high", ["hook", "console"], true]]);
    expect(policy.severityRules[0]?.matches(view({}))).toBe(true);
    expect(policy.severityRules[0]?.matches(view({ account: "999999999999" }))).toBe(false);
    expect(policy.ladderRules[0]?.matches(view({ attributes: { domain: ["pinned.example.com"] } }))).toBe(true);
  });

  test("has its ladders put in order, farthest step first", () => {
    expect(policy.ladderRules[0]?.ladder.map(({ days }) => days)).toEqual([365, 90]);
  });

  test("sends what is urgent to every channel it defines when it has no routes", () => {
    const parsed = parsePolicy({ channels: { hook } });
    expect(parsed.ok && parsed.value.routes.map(({ channels }) => channels)).toEqual([["hook"]]);
  });

  test("drops no part of a match for being named like an object's own", () => {
    const match = { severity: ["HIGH"], attributes: { constructor: ["x"] } };
    const parsed = parsePolicy({ severity: [{ name: "own", match, severity: "LOW" }] });
    expect(parsed).toMatchObject({ refusal: { path: "severity[0].match.attributes.constructor" } });
  });

  test("says the rest as it was written", () => {
    expect(policy).toMatchObject({ channels: full.channels, retention: full.retention });
  });
});

test.each([
  ["an empty object", {}],
  ["an empty file, which YAML reads as null", null],
  ["nothing", undefined],
])("%s is the default policy", (_title, value) => {
  const { routes, ...rest } = parsed(value);
  const { routes: defaultRoutes, ...defaults } = defaultPolicy;
  expect(rest).toEqual(defaults);
  expect(routes.map(({ name }) => name)).toEqual(defaultRoutes.map(({ name }) => name));
});

describe("the default policy", () => {
  test("keeps observations for 400 days", () => {
    expect(defaultPolicy).toMatchObject({ retention: { observationDays: 400 } });
    expect(defaultPolicy.channels).toEqual({ console: { type: "console" } });
  });

  test.each<readonly [string, Partial<AlertView>, boolean]>([
    ["a critical certificate", { severity: "CRITICAL" }, true],
    ["a high threat", { severity: "HIGH", condition: "threat" }, true],
    ["a medium threat", { severity: "MEDIUM", condition: "threat" }, false],
    ["an informational one", { severity: "INFORMATIONAL" }, false],
    ["a high vulnerability", { severity: "HIGH", condition: "vulnerability" }, true],
    ["a medium vulnerability", { severity: "MEDIUM", condition: "vulnerability" }, false],
    [
      "a critical vulnerability with a known exploit that any account can report",
      { severity: "CRITICAL", condition: "image-vulnerability", attributes: { exploitAvailable: ["YES"] } },
      false,
    ],
  ])("pages or waits: %s", (_title, more, pages) => {
    const matching = defaultPolicy.routes.filter(({ matches }) => matches(view(more)));
    expect(matching.flatMap(({ channels }) => channels)).toEqual(pages ? ["console"] : []);
  });
});

test("a ladder's steps go from the farthest to the nearest in whatever order they are written, and may repeat a severity", () => {
  const steps = [
    { days: 7, severity: "HIGH" },
    { days: 90, severity: "LOW" },
    { days: 30, severity: "HIGH" },
  ];
  const { ladderRules } = parsed({ ladders: [{ name: "own", match: { severity: ["LOW"] }, steps }] });
  expect(ladderRules[0]?.ladder.map(({ days }) => days)).toEqual([90, 30, 7]);
});

describe("a policy is refused", () => {
  const rule = full.severity[0];
  const ladder = full.ladders[0];
  const route = full.routes[0];
  const withButtons = {
    ...{ type: "slack", token: "ssm:slack/token", channel: "C0123456789" },
    buttons: {
      ...{ app: "A0123456789", workspace: "T0123456789" },
      ...{ signingSecret: "ssm:callback-slack/signing", people: "ssm:callback-slack/people" },
    },
  };
  const channel = (more: object) => ({ channels: { hook: { ...hook, ...more } } });

  test.each<readonly [string, unknown, string, string]>([
    ["for being a text", "routes:", "", "expected Object, got another string"],
    ["for being a list", [], "", "expected Object, got an array"],
    [
      "for a key that is not known, with those that there are",
      { colour: [] },
      "colour",
      "is not a known field: there are timezone, owners, fallbackOwner, severity, ladders, urgency, runbooks, accessPortal, channels, routes, escalations, fallback, unrouted, people, schedules, silences, digest, heartbeat, approvals, retention",
    ],
    ["for a key that is nearly one", { silence: [] }, "silence", 'is not a known field; did you mean "silences"?'],
    [
      "for a key of a rule that is not known",
      { severity: [{ ...rule, level: 1 }] },
      "severity[0].level",
      "is not a known field: there are name, match, severity, mode",
    ],
    ["for rules that are no list", { severity: rule }, "severity", "expected Array, got an object"],
    ["for a rule without a name", { severity: [{ match, severity: "LOW" }] }, "severity[0].name", "is missing"],
    ["for an empty name", { severity: [{ ...rule, name: "" }] }, "severity[0].name", "is empty"],
    [
      "for a name of 101 characters",
      { severity: [{ ...rule, name: "x".repeat(101) }] },
      "severity[0].name",
      "is longer than 100 characters",
    ],
    [
      "for a rule without a match",
      { severity: [rule, { name: "b", severity: "LOW" }] },
      "severity[1].match",
      "is missing",
    ],
    [
      "for a match that is a text",
      { severity: [{ ...rule, match: "HIGH" }] },
      "severity[0].match",
      "expected a pattern",
    ],
    ["for an empty match", { severity: [{ ...rule, match: {} }] }, "severity[0].match", "must name at least one field"],
    [
      "for a value of a match that is not in a list",
      { routes: [{ ...route, match: { severity: "HIGH" } }], unrouted: "ignore" },
      "routes[0].match.severity",
      'must be a list of values or an object of fields, not the string "HIGH"',
    ],
    [
      "for an operator with a wrong operand, deep in a match",
      { ladders: [{ ...ladder, match: { attributes: { domain: [{ exists: "yes" }] } } }] },
      "ladders[0].match.attributes.domain[0].exists",
      'must be true or false, not the string "yes"',
    ],
    [
      "for approvals of nothing",
      { approvals: { suppress: {} } },
      "approvals.suppress",
      "asks for nothing: name severity, or beyondDays",
    ],
    [
      "for approvals of no severity",
      { approvals: { suppress: { severity: [] } } },
      "approvals.suppress.severity",
      "is empty",
    ],
    [
      "for approvals beyond less than no time",
      { approvals: { suppress: { beyondDays: -1 } } },
      "approvals.suppress.beyondDays",
      "is less than 0",
    ],
    [
      "for approvals of another decision",
      { approvals: { suppress: { beyondDays: 1 }, ack: {} } },
      "approvals.ack",
      "is not a known field: there are suppress",
    ],
    ["for a ladder without steps", { ladders: [{ ...ladder, steps: [] }] }, "ladders[0].steps", "is empty"],
    [
      "for a step after the deadline",
      { ladders: [{ ...ladder, steps: [{ days: -1, severity: "LOW" }] }] },
      "ladders[0].steps[0].days",
      "is less than 0",
    ],
    [
      "for a step in words",
      { ladders: [{ ...ladder, steps: [{ days: "30", severity: "LOW" }] }] },
      "ladders[0].steps[0].days",
      "expected number, got another string",
    ],
    [
      "for a channel of an unknown type",
      channel({ type: "pigeon" }),
      "channels.hook.type",
      `expected (${channelKinds.map((kind) => JSON.stringify(kind)).join(" | ")}), got another string`,
    ],
    [
      "for a channel of mails that holds an address instead of a reference to it",
      channel({ type: "email", to: "ada@example.com", from: "tocsin@alerts.example.com" }),
      "channels.hook.to",
      "expected a reference, never the secret: ssm:NAME or secretsmanager:NAME, with the name below /tocsin/<stage>/ alone, such as ssm:email/NAME; or env:TOCSIN_SECRET_NAME, an environment variable whose name begins so",
    ],
    ...["Tocsin <tocsin@example.com>", "a@example.com, b@example.com", "a@example.com\r\nBcc: b@example.com"].map(
      (from): [string, object, string, string] => [
        `for a channel of mails that are from ${JSON.stringify(from)}`,
        channel({ type: "email", to: "ssm:email/ada", from }),
        "channels.hook.from",
        "expected a mail address alone, such as tocsin@alerts.example.com",
      ],
    ),
    [
      "for a PagerDuty channel whose key is not below its own path",
      channel({ type: "pagerduty", routingKey: "ssm:soc/key" }),
      "channels.hook.routingKey",
      "expected ssm:pagerduty/NAME or secretsmanager:pagerduty/NAME: deliver-pagerduty may read no other secret",
    ],
    [
      "for a PagerDuty channel whose key is written into it",
      channel({ type: "pagerduty", routingKey: "0123456789abcdef0123456789abcdef" }),
      "channels.hook.routingKey",
      "expected a reference, never the secret: ssm:NAME or secretsmanager:NAME, with the name below /tocsin/<stage>/ alone, such as ssm:pagerduty/NAME; or env:TOCSIN_SECRET_NAME, an environment variable whose name begins so",
    ],
    ...(
      [
        [
          "by a key that another function reads",
          { token: "ssm:callback-pagerduty/key", service: "PF9KMXH" },
          "token",
          "expected ssm:poll-pagerduty/NAME or secretsmanager:poll-pagerduty/NAME: poll-pagerduty may read no other secret",
        ],
        [
          "for a service by its name",
          { token: "ssm:poll-pagerduty/key", service: "Payments" },
          "service",
          "expected the id of a service, such as PF9KMXH",
        ],
        ["for no service", { token: "ssm:poll-pagerduty/key" }, "service", "is missing"],
      ] as const
    ).map(
      ([title, poll, field, problem]) =>
        [
          `for a PagerDuty channel that is to be asked ${title}`,
          channel({ type: "pagerduty", routingKey: "ssm:pagerduty/key", poll }),
          `channels.hook.poll.${field}`,
          problem,
        ] as const,
    ),
    [
      "for a webhook that would send the key of PagerDuty's API to its receiver",
      channel({ ...hook, headers: { "x-key": "ssm:poll-pagerduty/key" } }),
      "channels.hook",
      "names ssm:poll-pagerduty/key, which is for what poll-pagerduty reads alone",
    ],
    [
      "for a webhook that would send PagerDuty's key to its receiver",
      channel({ ...hook, headers: { "x-key": "ssm:pagerduty/soc" } }),
      "channels.hook",
      "names ssm:pagerduty/soc, which is for channels of the type pagerduty alone",
    ],
    [
      "for a heartbeat that would go to where PagerDuty's key says",
      { heartbeat: { url: "secretsmanager:pagerduty/soc" } },
      "heartbeat",
      "names secretsmanager:pagerduty/soc, which is for channels of the type pagerduty alone",
    ],
    [
      "for a channel of Slack by its name, which can change",
      channel({ type: "slack", token: "ssm:slack/token", channel: "#alerts" }),
      "channels.hook.channel",
      "expected a channel's id, such as C0123456789: it stands at the end of the channel's details in Slack",
    ],
    [
      "for buttons in Slack whose secret is where the token is",
      channel({ ...withButtons, buttons: { ...withButtons.buttons, signingSecret: "ssm:slack/signing" } }),
      "channels.hook.buttons.signingSecret",
      "expected ssm:callback-slack/NAME or secretsmanager:callback-slack/NAME: callback-slack may read no other secret",
    ],
    [
      "for buttons in Slack whose people are written into it",
      channel({ ...withButtons, buttons: { ...withButtons.buttons, people: "U0123456789 ada" } }),
      "channels.hook.buttons.people",
      expect.stringContaining("expected a reference, never the secret"),
    ],
    [
      "for buttons in Slack of an app by its name",
      channel({ ...withButtons, buttons: { ...withButtons.buttons, app: "Tocsin" } }),
      "channels.hook.buttons.app",
      "expected an app's id, such as A0123456789",
    ],
    [
      "for a webhook that would send to its receiver what Slack signs with",
      channel({ ...hook, headers: { "x-key": "ssm:callback-slack/signing" } }),
      "channels.hook",
      "names ssm:callback-slack/signing, which is for what callback-slack is sent alone",
    ],
    [
      "for a webhook of Slack whose URL is written into it",
      channel({ type: "slack-webhook", url: "https://hooks.slack.com/services/T00/B00/x" }),
      "channels.hook.url",
      expect.stringContaining("expected a reference, never the secret"),
    ],
    [
      "for a telephone number that is written into it",
      channel({ type: "sms", phone: "+12065550142", originationIdentity: "+12065550100" }),
      "channels.hook.phone",
      expect.stringContaining("expected a reference, never the secret"),
    ],
    [
      "for a call to a number among those of text messages, which its function may not read",
      channel({ type: "voice", phone: "ssm:sms/ada", originationIdentity: "+12065550100" }),
      "channels.hook.phone",
      "expected ssm:voice/NAME or secretsmanager:voice/NAME: deliver-voice may read no other secret",
    ],
    [
      "for a text message from nobody",
      channel({ type: "sms", phone: "ssm:sms/ada" }),
      "channels.hook.originationIdentity",
      "is missing",
    ],
    [
      "for a text message from what is neither a name nor an ARN",
      channel({ type: "sms", phone: "ssm:sms/ada", originationIdentity: "+1 206 555 0100" }),
      "channels.hook.originationIdentity",
      "expected a number such as +12065550100, a sender id, a pool's id, or the ARN of one of these",
    ],
    [
      "for a PagerDuty account in a region that there is not",
      channel({ type: "pagerduty", routingKey: "ssm:pagerduty/key", region: "ap" }),
      "channels.hook.region",
      'expected ("us" | "eu"), got another string',
    ],
    ["for a channel that is null", { channels: { hook: null } }, "channels.hook", "expected Object, got null"],
    [
      "for a console with a URL",
      { channels: { hook: { type: "console", url: hook.url } } },
      "channels.hook.url",
      "is not a known field: there are type, quietDays",
    ],
    [
      "for a channel all of whose days are quiet",
      { channels: { desk: { type: "console", quietDays: weekdays } } },
      "channels.desk.quietDays",
      "names every day: what can wait would never be told",
    ],
    [
      "for a webhook without a secret",
      { channels: { hook: { type: "webhook", url: hook.url } } },
      "channels.hook.signingSecret",
      "is missing",
    ],
    ["for a route without channels", { routes: [{ ...route, channels: [] }] }, "routes[0].channels", "is empty"],
    [
      "for a route to a channel that is not defined",
      { ...full, routes: [route, { ...route, channels: ["hook", "slack"] }] },
      "routes[1].channels[1]",
      'names channel "slack", which is not defined',
    ],
    [
      "for a route to what every object has",
      { routes: [{ ...route, channels: ["toString"] }] },
      "routes[0].channels[0]",
      'names channel "toString", which is not defined',
    ],
    [
      "for a key that there is no more, with what holds instead",
      { escalation: { acknowledgementHours: 8 } },
      "escalation",
      "is no key of a policy any more: an acknowledgement says itself until when it holds (24 hours where it does not). Take it away",
    ],
    ["for a heartbeat that goes nowhere", { heartbeat: {} }, "heartbeat.url", "is missing"],
    [
      "for a heartbeat that is a URL alone",
      { heartbeat: hook.url },
      "heartbeat",
      "expected Object, got another string",
    ],
    [
      "for a heartbeat with what only a channel has",
      { heartbeat: { url: hook.url, signingSecret: "ssm:key" } },
      "heartbeat.signingSecret",
      "is not a known field: there are url, allowPrivateAddresses",
    ],
    ["for a heartbeat without https", { heartbeat: { url: "http://ping.example.com/" } }, "heartbeat.url", PUBLIC],
    ["for a heartbeat to an address", { heartbeat: { url: "https://10.0.0.5/" } }, "heartbeat.url", PUBLIC],
    [
      "for a heartbeat to a variable, which no function has",
      { heartbeat: { url: "env:TOCSIN_SECRET_PING" } },
      "heartbeat.url",
      PUBLIC,
    ],
    [
      "for less than a day of observations",
      { retention: { observationDays: 0 } },
      "retention.observationDays",
      "is less than 1",
    ],
  ])("%s", (_title, value, path, problem) => {
    expect(parsePolicy(value)).toEqual(refused(path, problem));
  });

  test("for a severity that is none, with those that are", () => {
    const result = parsePolicy({ severity: [{ ...rule, severity: "SEVERE" }] });
    expect(result).toMatchObject({ refusal: { path: "severity[0].severity" } });
    expect(result.ok ? "" : result.refusal.problem).toContain(
      '"INFORMATIONAL" | "LOW" | "MEDIUM" | "HIGH" | "CRITICAL"',
    );
  });

  test.each([
    [
      "a step that is named twice",
      [
        { days: 7, severity: "HIGH" },
        { days: 7, severity: "HIGH" },
      ],
    ],
    [
      "a step that is milder than one farther off",
      [
        { days: 3, severity: "LOW" },
        { days: 30, severity: "CRITICAL" },
      ],
    ],
  ])("for a ladder with %s", (_title, steps) => {
    const value = { ladders: [{ name: "odd", match: { severity: ["LOW"] }, steps }] };
    expect(parsePolicy(value)).toMatchObject({ refusal: { path: "ladders[0].steps" } });
  });

  test.each([
    ["severity", { severity: ["HIGH", "HIGHH"] }, "match.severity[1]", /^is none of INFORMATIONAL, /],
    ["status", { status: ["open"] }, "match.status[0]", /^is none of OPEN, /],
    ["condition", { condition: ["certificate"] }, "match.condition[0]", /^is none of .*certificate-expiry/],
    [
      "status, in an alternative",
      { $or: [{ status: ["open"] }, { status: ["OPEN"] }] },
      "match.$or[0].status[0]",
      /^is none of OPEN, /,
    ],
    ["text that YAML takes for a number", { account: [111122223333] }, "match.account[0]", /put it in quotes/],
  ])("for a value that no alert has: a %s", (_title, match, path, problem) => {
    const value = { routes: [{ name: "never", match, channels: ["console"] }] };
    expect(parsePolicy(value)).toMatchObject({
      refusal: { path: `routes[0].${path}`, problem: expect.stringMatching(problem) },
    });
  });

  test("for a match on a field that no alert has", () => {
    const value = { routes: [{ name: "typo", match: { sevrity: ["HIGH"] }, channels: ["console"] }] };
    expect(parsePolicy(value)).toEqual(
      refused("routes[0].match.sevrity", 'is not a field of an alert; did you mean "severity"?'),
    );
  });

  test.each([
    ["http", "http://hooks.example.com/"],
    ["http to this machine", "http://127.0.0.1:8080/"],
    ["an address", "https://203.0.113.7/"],
    ["an address in another notation", "https://0x7f.1/"],
    ["http to another loopback name", "http://localhost:8080/"],
    ["http to a host that begins alike", "http://127.0.0.1.example.com/"],
    ["credentials", "https://user:password@hooks.example.com/"],
    ["a user name alone", "https://user@hooks.example.com/"],
    ["the metadata service", "https://169.254.169.254/latest"],
    ["an address of the sixth version", "https://[::1]/"],
    ["a name of this machine", "https://localhost/"],
    ["another scheme", "file:///etc/passwd"],
    ["no scheme", "hooks.example.com"],
    ["nothing", ""],
  ])("for a webhook URL with %s", (_title, url) => {
    expect(parsePolicy(channel({ url }))).toEqual(refused("channels.hook.url", PUBLIC));
  });

  test.each([
    ["http", "http://hooks.example.com/"],
    ["http to another machine", "http://10.0.0.5/"],
    ["credentials", "https://user:password@10.0.0.5/"],
    ["a password alone", "https://:password@10.0.0.5/"],
    ["another scheme", "file:///etc/passwd"],
    ["another scheme to this machine", "ftp://127.0.0.1/"],
  ])("for a webhook URL with %s, private addresses allowed or not", (_title, url) => {
    expect(parsePolicy(channel({ url, allowPrivateAddresses: true }))).toEqual(
      refused("channels.hook.url", "expected an https URL without credentials (http only to 127.0.0.1)"),
    );
  });

  test.each([
    "hunter2",
    "env:AWS_SECRET_ACCESS_KEY",
    "env:TOCSIN_SECRET_",
    "env:",
    "env:hook",
    "env:1X",
    "ENV:HOOK",
    "env:HOOK SECRET",
    "env:HOOK\n",
    " env:HOOK",
  ])("for a signing secret that is %j, no reference", (signingSecret) => {
    expect(parsePolicy(channel({ signingSecret }))).toEqual(refused("channels.hook.signingSecret", SECRET));
  });
});

test.each([
  ["a day of observations", { retention: { observationDays: 1 } }],
  ["a name of 100 characters", { severity: [{ name: "x".repeat(100), match, severity: "LOW" }] }],
  [
    "a receiver on this machine where it allows private addresses",
    {
      channels: {
        hook: { ...hook, url: "http://127.0.0.1:8080/", allowPrivateAddresses: true },
        console: { type: "console" },
      },
    },
  ],
  [
    "a receiver inside a network where it allows private addresses",
    {
      channels: {
        hook: { ...hook, url: "https://soc/hooks", allowPrivateAddresses: true },
        console: { type: "console" },
      },
    },
  ],
  ["a heartbeat by reference", { heartbeat: { url: "secretsmanager:ping" } }],
  ["a heartbeat inside a network", { heartbeat: { url: "https://ping/", allowPrivateAddresses: true } }],
  ["no routes at all", { routes: [], channels: {}, unrouted: "ignore" }],
])("a policy may have %s", (_title, value) => {
  expect(parsePolicy(value).ok).toBe(true);
});
