import { describe, expect, test } from "vitest";
import { compilePolicy } from "./compile-policy.ts";
import { parsePolicy, problemsOfPolicy, writtenPolicy } from "./parse-policy.ts";

const match = { severity: ["HIGH", "CRITICAL"] };
const full = {
  timezone: "Europe/Berlin",
  owners: [{ name: "web", match: { account: ["111122223333"] }, owner: "team-web" }],
  fallbackOwner: "platform",
  severity: [{ name: "sandbox", match: { "directory.environment": ["sandbox"] }, severity: "LOW" }],
  urgency: [{ name: "web is open at night", match: { owner: ["team-web"] }, urgency: "now" }],
  channels: { console: { type: "console" }, people: { type: "sns" } },
  routes: [
    { name: "high", match, channels: ["people"], urgency: "morning", group: ["owner"], escalation: "lead" },
    { name: "threats", match: { condition: ["threat"] }, channels: ["console"], group: "alert" },
  ],
  escalations: [{ name: "lead", steps: [{ afterMinutes: 10, channels: ["console"] }] }],
  fallback: "console",
  silences: [
    { name: "nights", match, days: ["fri"], from: "22:00", to: "06:00" },
    { name: "audit", match, evenIfWorse: true, days: ["sat"], from: "08:00", to: "09:00", timezone: "UTC" },
    { name: "noise", match, upTo: "LOW", days: ["sun"], from: "00:00", to: "24:00" },
  ],
};

function compiled(policy: object) {
  const parsed = parsePolicy(policy, 7);
  if (!parsed.ok) throw new Error(parsed.refusal.problem);
  return parsed.value;
}

describe("a compiled policy", () => {
  test("has the version that it was given", () => {
    expect(compiled(full).version).toBe(7);
  });

  test("has the steps of a route's escalation with the route", () => {
    const policy = compiled(full);
    expect(policy.routes).toMatchObject([
      {
        ...{ name: "high", urgency: "morning", group: ["owner"], channels: ["people"] },
        steps: [{ afterMinutes: 10, channels: ["console"] }],
      },
      { name: "threats", group: "alert", steps: [] },
    ]);
    expect(policy.routes[1]).not.toHaveProperty("urgency");
  });

  test.each([
    ["up to HIGH in the policy's time zone where it does not say", 0, "HIGH", "Europe/Berlin"],
    ["up to CRITICAL even if it is worse, in its own time zone", 1, "CRITICAL", "UTC"],
    ["up to what it says", 2, "LOW", "Europe/Berlin"],
  ])("has a silence mute %s", (_title, nth, upTo, timezone) => {
    const { name, days, from, to } = full.silences[nth] ?? {};
    expect(compiled(full).silences[nth]).toMatchObject({ name, days, from, to, upTo, timezone });
  });

  test("has owners, urgencies, fallbacks and the time zone", () => {
    const policy = compiled(full);
    expect(policy).toMatchObject({
      ...{ timezone: "Europe/Berlin", fallback: "console", fallbackOwner: "platform" },
      ownerRules: [{ name: "web", owner: "team-web" }],
      urgencyRules: [{ name: "web is open at night", urgency: "now" }],
    });
    expect(policy.urgencyRules[0]?.matches({ owner: "team-web" })).toBe(true);
    expect(policy.ownerRules[0]?.matches({ account: "999999999999" })).toBe(false);
  });

  test("is of UTC, and has nobody to fall back to, where nothing is written", () => {
    expect(compiled({})).toMatchObject({ timezone: "UTC", fallback: undefined, urgencyRules: [], silences: [] });
  });
});

describe("a compiled schedule", () => {
  const layer = { people: ["ada", "nobody"], from: "2026-01-05T09:00" };
  const people = { ada: { contacts: ["console"] } };
  const schedulesOf = (...schedules: readonly object[]) =>
    compiled({ channels: { console: { type: "console" } }, timezone: "Europe/Berlin", people, schedules }).schedules;

  test.each([
    ["hours", { turnHours: 12 }, { unit: "hours", number: 12 }],
    ["days", { turnDays: 3 }, { unit: "days", number: 3 }],
    ["weeks", { turnWeeks: 1 }, { unit: "weeks", number: 1 }],
  ])("has turns of %s, and nobody where its layer says so", (_unit, turn, each) => {
    const [schedule] = schedulesOf({ name: "primary", layers: [{ ...layer, ...turn }] });
    expect(schedule?.layers).toMatchObject([{ each, people: ["ada", undefined], from: layer.from }]);
  });

  test("is in its own time zone, or in that of the policy", () => {
    const layers = [{ ...layer, turnWeeks: 1 }];
    const zones = schedulesOf({ name: "a", layers }, { name: "b", timezone: "Asia/Tokyo", layers });
    expect(zones.map(({ timezone }) => timezone)).toEqual(["Europe/Berlin", "Asia/Tokyo"]);
  });
});

describe("a compiled policy also has", () => {
  test("the steps of the escalation that a route names, of several", () => {
    const escalations = [5, 10].map((afterMinutes) => ({
      name: `after ${afterMinutes}`,
      steps: [{ afterMinutes, channels: ["console"] }],
    }));
    const routes = [{ name: "high", match, channels: ["console"], escalation: "after 10" }];
    const channels = { console: { type: "console" } };
    const { steps } = compiled({ channels, fallback: "console", escalations, routes }).routes[0] ?? {};
    expect(steps).toEqual([{ afterMinutes: 10, channels: ["console"] }]);
  });

  test("rules in dry run apart from those in force", () => {
    const rule = { name: "tried", match, severity: "LOW", mode: "dry-run" };
    const { severityRules, routes, tried } = compiled({
      fallback: "console",
      channels: { console: { type: "console" } },
      severity: [rule, { ...rule, name: "in force", mode: undefined }],
      routes: [{ name: "tried route", match, channels: ["console"], mode: "dry-run" }],
    });
    expect(severityRules.map(({ name }) => name)).toEqual(["in force"]);
    expect(tried.severityRules.map(({ name }) => name)).toEqual(["tried"]);
    expect([routes, tried.routes.map(({ name, channels }) => [name, channels])]).toEqual([
      [],
      [["tried route", ["console"]]],
    ]);
  });

  test("every severity for approval only if it names them", () => {
    expect(compiled({ approvals: { suppress: { beyondDays: 30 } } }).suppressionApproval).toEqual({
      severities: [],
      beyondDays: 30,
    });
  });
});

test.each<readonly [string, (written: Parameters<typeof compilePolicy>[0]) => object, string]>([
  [
    "a route whose escalation is not there",
    ({ routes }) => ({ routes: routes.map((route) => ({ ...route, escalation: "none" })) }),
    'the policy has no escalation "none"',
  ],
  [
    "a layer without a length of its turns",
    ({ schedules }) => ({
      schedules: [{ name: "a", layers: [{ people: ["ada"], from: "2026-01-05T09:00" }] }, ...schedules],
    }),
    "a layer does not say how long its turns last",
  ],
  [
    "a calendar that was not read",
    ({ schedules }) => ({ schedules: [{ name: "a", layers: [{ calendar: "team" }] }, ...schedules] }),
    "a layer has a calendar that was not read",
  ],
])("what is refused cannot be compiled, and says why: %s", (_title, broken, problem) => {
  const written = writtenPolicy(full);
  if (!written.ok) throw new Error(written.refusal.problem);
  expect(() => compilePolicy({ ...written.value, ...broken(written.value) }, 1)).toThrow(problem);
});

describe("a policy as it is stored", () => {
  test.each<readonly [string, object]>([
    ["nothing", {}],
    ["a channel alone", { channels: { people: { type: "sns" } } }],
    ["a fallback alone", { fallback: "console" }],
    ["everything", full],
  ])("is read again as the same, and says all that it leaves out: %s", (_title, policy) => {
    const written = writtenPolicy(policy);
    if (!written.ok) throw new Error(written.refusal.problem);
    const stored: unknown = JSON.parse(JSON.stringify(written.value));
    expect(problemsOfPolicy(stored)).toEqual([]);
    expect(writtenPolicy(stored)).toEqual({ ok: true, value: stored });
    expect(JSON.stringify(compilePolicy(written.value, 3))).toBe(JSON.stringify(compiledAs(stored, 3)));
  });

  function compiledAs(stored: unknown, version: number) {
    const parsed = parsePolicy(stored, version);
    return parsed.ok && parsed.value;
  }
});
