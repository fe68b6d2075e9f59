import { describe, expect, test } from "vitest";
import { checkPolicy } from "../check-policy.ts";
import { parsePolicy, problemsOfPolicy, writtenPolicy } from "../parse-policy.ts";

const mail = { type: "email", to: "ssm:email/team", from: "tocsin@alerts.example.com" };
const channels = { mail, rota: { type: "pagerduty", routingKey: "ssm:pagerduty/key" }, console: { type: "console" } };
const policy = (digest: unknown) => ({ timezone: "Asia/Kolkata", channels, fallback: "console", digest });
const editions = (...more: readonly object[]) =>
  policy({ editions: more.map((edition) => ({ channels: ["mail"], ...edition })) });

function digestOf(value: unknown) {
  const parsed = parsePolicy(value);
  if (!parsed.ok) throw new Error(parsed.refusal.problem);
  return parsed.value.digest;
}

test("a policy without the section allows 7, 30 and 90 days, and is stored as it was before there was one", () => {
  const days = { CRITICAL: 7, HIGH: 30, MEDIUM: 90 };
  expect(digestOf(policy(undefined))).toEqual({ slaDays: days, channels: [], timezone: "Asia/Kolkata", editions: [] });
  const written = writtenPolicy({ timezone: "Asia/Kolkata" });
  expect(written.ok && "digest" in written.value).toBe(false);
});

test("days that are written hold alone, and each edition has a time zone: its own, the section's or the policy's", () => {
  const own = { owner: "web", channels: ["mail"], timezone: "America/New_York" };
  const section = {
    slaDays: { CRITICAL: 0.5 },
    channels: ["mail"],
    editions: [own, { ou: "/Prod", channels: ["mail"] }],
  };
  const read = digestOf(policy(section));
  expect(read).toEqual({
    slaDays: { CRITICAL: 0.5 },
    channels: ["mail"],
    timezone: "Asia/Kolkata",
    editions: [
      { kind: "owner", name: "web", channels: ["mail"], timezone: "America/New_York" },
      { kind: "ou", name: "/Prod", channels: ["mail"], timezone: "Asia/Kolkata" },
    ],
  });
  expect(digestOf(policy({ ...section, timezone: "Europe/Berlin" })).editions[1]?.timezone).toBe("Europe/Berlin");
});

describe("is accepted", () => {
  test.each<readonly [string, unknown]>([
    ["editions of each kind", editions({ owner: "a" }, { ou: "/a" }, { account: "111122223333" })],
    ["one name as an owner and as a unit", editions({ owner: "/a" }, { ou: "/a" })],
    ["no days at all", policy({ slaDays: {} })],
  ])("%s", (_title, value) => {
    expect(problemsOfPolicy(value)).toEqual([]);
  });
});

describe("is refused, with what is allowed", () => {
  test.each<readonly [string, unknown, string, RegExp]>([
    ["a channel that there is none of", policy({ channels: ["mails"] }), "digest.channels[0]", /did you mean "mail"/],
    ["one of an edition", editions({ owner: "a", channels: ["x"] }), "digest.editions[0].channels[0]", /not defined/],
    [
      "a channel that takes no digest",
      policy({ channels: ["rota"] }),
      "digest.channels[0]",
      /type pagerduty, which takes no digest: email, slack/,
    ],
    ["the console", editions({ owner: "a", channels: ["console"] }), "digest.editions[0].channels[0]", /type console/],
    ["an edition to nobody", editions({ owner: "a", channels: [] }), "digest.editions[0].channels", /^is empty$/],
    [
      "a channel that is named twice",
      policy({ channels: ["mail", "mail"] }),
      "digest.channels[1]",
      /before it already$/,
    ],
    ["an edition of nothing", editions({}), "digest.editions[0]", /name owner, ou or account, and none beside it$/],
    ["an edition of two", editions({ owner: "a", ou: "/a" }), "digest.editions[0]", /none beside it$/],
    [
      "the same edition twice",
      editions({ owner: "a" }, { ou: "/a" }, { owner: "a" }),
      "digest.editions[2]",
      /before it/,
    ],
    ["a unit that is no path", editions({ ou: "Prod" }), "digest.editions[0].ou", /such as \/Workloads\/Prod$/],
    ["an account as a name", editions({ account: "prod" }), "digest.editions[0].account", /12 digits$/],
    ["no days", policy({ slaDays: { HIGH: 0 } }), "digest.slaDays.HIGH", /^is not more than 0$/],
    [
      "a severity that there is none of",
      policy({ slaDays: { HIHG: 3 } }),
      "digest.slaDays.HIHG",
      /there are INFORMATIONAL/,
    ],
    ["an edition's time zone", editions({ owner: "a", timezone: "Berlin" }), "digest.editions[0].timezone", /IANA/],
  ])("%s", (_title, value, path, problem) => {
    expect(problemsOfPolicy(value)).toContainEqual({ path, problem: expect.stringMatching(problem) });
  });
});

describe("a warning", () => {
  test("is given of an owner that is nearly called as one that there is", () => {
    const value = { ...editions({ owner: "paymnts" }), fallbackOwner: "payments" };
    expect(checkPolicy(value).warnings).toContainEqual({
      path: "digest.editions[0].owner",
      problem: 'names "paymnts", which no owner of this policy is; did you mean "payments"?',
    });
  });

  const warned = (value: object) =>
    checkPolicy(value)
      .warnings.filter(({ path }) => /owner|Owner|ou$/.test(path))
      .map(({ path, problem }) => [path, problem]);
  const same = "these are two owners, whose names differ only in spaces, capitals or the encoding of a letter";

  test.each([
    [
      "in a space at its end",
      "pay",
      "pay ",
      'names "pay ", which begins or ends with a space: it is another owner than "pay"',
    ],
    ["in capitals", "payments", "Payments", `names "Payments" beside "payments" of owners[0].owner: ${same}`],
    [
      "in how a letter is encoded",
      "Zo\u00eb",
      "Zoe\u0308",
      `names "Zoe\u0308" beside "Zo\u00eb" of owners[0].owner: ${same}`,
    ],
    ["in a space within", "team web", "team  web", `names "team  web" beside "team web" of owners[0].owner: ${same}`],
  ])("is given, once, of an owner whose name differs from another's %s", (_title, owner, other, problem) => {
    const owners = [
      { name: "a", match: { account: ["111122223333"] }, owner },
      { name: "b", match: { account: ["222233334444"] }, owner: other },
      { name: "c", match: { account: ["333344445555"] }, owner: other },
    ];
    expect(warned({ ...editions({ owner }), owners })).toEqual([["owners[1].owner", problem]]);
    const named = { ...editions({ owner: other }), owners: owners.slice(0, 1) };
    expect(warned(named)).toEqual([["digest.editions[0].owner", problem]]);
    expect(warned({ fallbackOwner: other, owners: owners.slice(0, 1) })).toEqual([["fallbackOwner", problem]]);
  });

  test("is given of an owner with a space at its end that nothing else names", () => {
    expect(warned(editions({ owner: " pay" }))).toEqual([
      ["digest.editions[0].owner", 'names " pay", which begins or ends with a space: it is another owner than "pay"'],
    ]);
  });

  test.each([
    ["with a slash at its end", "/Workloads/Prod/", "both editions hold the same alerts"],
    [
      "in small letters",
      "/workloads/prod",
      "these are two units, whose paths differ only in spaces, capitals, the encoding of a letter or a slash at the end",
    ],
  ])("is given of a unit that another edition names: %s", (_title, ou, said) => {
    const problem = `names ${JSON.stringify(ou)} beside "/Workloads/Prod" of digest.editions[0].ou: ${said}`;
    expect(warned(editions({ ou: "/Workloads/Prod" }, { ou }))).toEqual([["digest.editions[1].ou", problem]]);
  });

  test("is not given of owners and units that are really two, nor of a name that is repeated", () => {
    const owners = [{ name: "a", match: { account: ["111122223333"] }, owner: "team-b" }];
    const units = [{ ou: "/Workloads/Prod" }, { ou: "/Workloads/Prod2" }, { owner: "team-b" }];
    expect(warned({ ...editions(...units), fallbackOwner: "team-b/", owners })).toEqual([]);
  });

  test("is not given of a channel that gets the digest alone", () => {
    const routes = [{ name: "a", match: { severity: ["CRITICAL", "HIGH"] }, channels: ["rota"] }];
    const paths = checkPolicy({ ...editions({ owner: "a" }), routes }).warnings.map(({ path }) => path);
    expect(paths).not.toContain("channels.mail");
  });
});
