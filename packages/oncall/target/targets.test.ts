import type { AlertView } from "@tocsin/core/alert/view";
import { instant } from "@tocsin/core/event/instant";
import { compilePattern } from "@tocsin/core/pattern/pattern";
import type { Route } from "@tocsin/core/policy/policy";
import { describe, expect, test } from "vitest";
import type { Subject } from "../decide/circumstances.ts";
import type { Membership, Target } from "../group.ts";
import { groupIdOf } from "../group-id.ts";
import { noSchedules } from "../testing/no-schedules.ts";
import { onCallByDay } from "../testing/on-call-by-day.ts";
import { sampleKey } from "../testing/sample-group.ts";
import { certificateAlert } from "../testing/sample-notification.ts";
import { type RoutingPolicy, targetsOf, withWaitAt } from "./targets.ts";
import { whyOf } from "./why.ts";

const now = instant("2026-11-24T10:00:00Z");
const threat: AlertView = {
  ...certificateAlert,
  condition: "threat",
  severity: "CRITICAL",
  deadline: undefined,
  attributes: {},
  owner: "payments",
};
const route = (name: string, changed: Partial<Route> & { match?: object } = {}): Route => {
  const { match, ...rest } = changed;
  return { name, matches: match ? compilePattern(match) : () => true, channels: [name], steps: [], ...rest };
};
const policyWith = (routes: readonly Route[], changed: Partial<RoutingPolicy> = {}): RoutingPolicy => ({
  timezone: "UTC",
  urgencyRules: [],
  routes,
  ...noSchedules,
  ...changed,
});
const targets = (view: AlertView, policy: RoutingPolicy, running: readonly Membership[] = []) =>
  targetsOf({ view, worst: view.status === "RESOLVED" ? "CRITICAL" : view.severity }, policy, now, running);
const shown = (all: readonly Target[]) =>
  all.map(({ destination, urgency, route: by, waitSeconds, isStep }) =>
    [destination, urgency, by, waitSeconds, ...(isStep ? ["step"] : [])].join(" "),
  );

test("a step begins its time once those before it have waited, also where two routes name it", () => {
  const steps = (...minutes: readonly number[]) =>
    minutes.map((afterMinutes, i) => route(`r${i}`, { steps: [{ afterMinutes, channels: ["lead"] }] }));
  const lead = (view: AlertView, ...minutes: readonly number[]) =>
    targets(
      view,
      policyWith(steps(...minutes), { urgencyRules: [{ name: "r", matches: () => true, urgency: "now" }] }),
    ).find(({ destination }) => destination === "lead");
  const vulnerability: AlertView = { ...threat, condition: "vulnerability" };
  expect(lead(vulnerability, 3)).toMatchObject({ waitSeconds: 180, firstWaitSeconds: 900, isStep: true });
  expect(lead(threat, 3)).toMatchObject({ waitSeconds: 180, firstWaitSeconds: 0, isStep: true });
  expect(lead(vulnerability, 10, 3)).toMatchObject({ waitSeconds: 180, firstWaitSeconds: 900, isStep: true });
});

describe("a step of a route to a schedule", () => {
  const steps = [
    { afterMinutes: 10, channels: ["primary/2"] },
    { afterMinutes: 30, channels: ["lead"] },
    { afterMinutes: 60, channels: ["manager"] },
  ];
  const minutesAt = (at: string, channels: readonly string[]) =>
    targetsOf(
      { view: threat, worst: threat.severity },
      policyWith([route("r", { channels, steps })], onCallByDay),
      instant(at),
    ).map(({ destination, waitSeconds }) => `${destination} +${waitSeconds / 60}`);

  test.each([
    [
      "waits as it says while somebody is on call",
      "2026-11-24T11:00:00Z",
      ["primary"],
      ["primary +0", "primary/2 +10", "lead +30", "manager +60"],
    ],
    [
      "has the turn of those before it where nobody is, and those after it as long after it as ever",
      "2026-11-24T22:00:00Z",
      ["primary"],
      ["primary +0", "primary/2 +0", "lead +0", "manager +30"],
    ],
    [
      "waits where one of those before it is a channel",
      "2026-11-24T22:00:00Z",
      ["primary", "desk"],
      ["primary +0", "desk +0", "primary/2 +10", "lead +10", "manager +40"],
    ],
  ])("%s", (_title, at, channels, expected) => {
    expect(minutesAt(at, channels)).toEqual(expected);
  });
});

test.each([
  ["has its minutes again once somebody is on call before it", "2026-11-25T11:00:00Z", "lead", 30],
  ["has its turn at once while nobody is", "2026-11-25T22:00:00Z", "lead", 0],
  ["keeps its minutes where its route has it no more", "2026-11-25T22:00:00Z", "gone", 7],
])("a step that waits %s", (_title, at, destination, minutes) => {
  const policy = policyWith(
    [route("r", { channels: ["primary"], steps: [{ afterMinutes: 30, channels: ["lead"] }] })],
    onCallByDay,
  );
  const subject: Subject = { ...sampleKey, destination, route: "r", waitSeconds: 420, isStep: true };
  expect(withWaitAt(subject, policy, instant(at)).waitSeconds).toBe(minutes * 60);
  expect(withWaitAt({ ...subject, isStep: undefined }, policy, instant(at)).waitSeconds).toBe(420);
});

describe("an alert is to be told", () => {
  test.each<[string, RoutingPolicy, AlertView, readonly string[]]>([
    [
      "to each channel of a route that matches",
      policyWith([route("soc", { channels: ["a", "b"] })]),
      threat,
      ["a now soc 0", "b now soc 0"],
    ],
    [
      "to nobody by a route that does not",
      policyWith([route("soc", { match: { condition: ["malware"] } })]),
      threat,
      [],
    ],
    [
      "once to a channel that two routes name, by the first",
      policyWith([route("x", { channels: ["a"] }), route("y", { channels: ["a"] })]),
      threat,
      ["a now x 0"],
    ],
    [
      "by the more urgent of two routes",
      policyWith([
        route("x", { channels: ["a"], urgency: "morning" }),
        route("y", { channels: ["a"], urgency: "now" }),
      ]),
      threat,
      ["a now y 0"],
    ],
    ["to nobody where it is for the digest", policyWith([route("x", { urgency: "digest" })]), threat, []],
    [
      "as the first rule of urgency says",
      policyWith([route("x")], { urgencyRules: [{ name: "r", matches: () => true, urgency: "morning" }] }),
      threat,
      ["x morning x 0"],
    ],
    [
      "later, to those whom an escalation names",
      policyWith([route("x", { steps: [{ afterMinutes: 10, channels: ["lead"] }] })]),
      threat,
      ["x now x 0", "lead now x 600 step"],
    ],
    [
      "to those not, where it can wait for the morning",
      policyWith([route("x", { urgency: "morning", steps: [{ afterMinutes: 10, channels: ["lead"] }] })]),
      threat,
      ["x morning x 0"],
    ],
    [
      "with the shortest wait of a channel that is a step too",
      policyWith([route("x", { steps: [{ afterMinutes: 10, channels: ["x"] }] })]),
      threat,
      ["x now x 0"],
    ],
    ["by the fallback where no route matches", policyWith([], { fallback: "ops" }), threat, ["ops now fallback 0"]],
    [
      "by the fallback from HIGH on",
      policyWith([], { fallback: "ops" }),
      { ...threat, severity: "HIGH" },
      ["ops morning fallback 0"],
    ],
    ["by no fallback below that", policyWith([], { fallback: "ops" }), { ...threat, severity: "MEDIUM" }, []],
    [
      "by no fallback where a route takes it for the digest",
      policyWith([route("x", { urgency: "digest" })], { fallback: "ops" }),
      threat,
      [],
    ],
    [
      "as it was at its worst, where it is over",
      policyWith([route("x", { match: { severity: ["CRITICAL"] } })]),
      { ...threat, status: "RESOLVED", severity: "INFORMATIONAL" },
      ["x now x 0"],
    ],
  ])("%s", (_title, policy, view, expected) => {
    expect(shown(targets(view, policy))).toEqual(expected);
  });
});

test("what was CRITICAL for a moment is told to whom it concerned then", () => {
  const milder: AlertView = { ...threat, severity: "MEDIUM" };
  const policy = policyWith([route("soc", { match: { severity: ["CRITICAL"] } })]);
  expect(shown(targetsOf({ view: milder, worst: "CRITICAL" }, policy, now))).toEqual(["soc now soc 0"]);
  expect(targetsOf({ view: milder, worst: "MEDIUM" }, policy, now)).toEqual([]);
});

describe("within an episode", () => {
  const critical = policyWith([route("x", { match: { severity: ["CRITICAL"] } })]);
  const running = targets(threat, critical).map(
    (target): Membership => ({ ...target, bucket: "open", severity: "CRITICAL", begun: "CRITICAL", since: now }),
  );
  const milder: AlertView = { ...threat, severity: "MEDIUM" };

  test.each<[string, RoutingPolicy, readonly string[]]>([
    ["an alert that its route no longer matches is told there on", critical, ["x now x 0"]],
    ["urgency does not fall", policyWith([route("x")]), ["x now x 0"]],
    ["a route that is gone holds nobody", policyWith([]), []],
    [
      "a channel that its route names no more is told nothing",
      policyWith([route("x", { channels: ["y"], urgency: "now" })]),
      ["y now x 0"],
    ],
    [
      "a channel that its route names now too is told as urgently as the others",
      policyWith([route("x", { channels: ["x", "y"], urgency: "morning" })]),
      ["x now x 0", "y now x 0"],
    ],
  ])("%s", (_title, policy, expected) => {
    expect(shown(targets(milder, policy, running))).toEqual(expected);
  });

  test.each<[string, RoutingPolicy, readonly string[]]>([
    [
      "what has become too mild for the fallback is told there on",
      policyWith([], { fallback: "ops" }),
      ["ops now fallback 0"],
    ],
    ["a channel that is the fallback no more is told nothing", policyWith([], { fallback: "soc" }), []],
  ])("%s", (_title, policy, expected) => {
    const ofFallback = targets(threat, policyWith([], { fallback: "ops" })).map(
      (target): Membership => ({ ...target, bucket: "open", severity: "CRITICAL", begun: "CRITICAL", since: now }),
    );
    expect(shown(targets(milder, policy, ofFallback))).toEqual(expected);
  });
});

describe("alerts are told together", () => {
  const vulnerability: AlertView = { ...threat, condition: "vulnerability", attributes: { cve: ["CVE-2026-1"] } };
  test.each<[string, AlertView, Partial<Route>, Readonly<Record<string, string>>]>([
    ["by condition and account", threat, {}, { condition: "threat", account: threat.account }],
    ["by vulnerability and owner", vulnerability, {}, { cve: "CVE-2026-1", owner: "payments" }],
    [
      "by condition and account, where no vulnerability is named",
      { ...vulnerability, attributes: {} },
      {},
      { condition: "vulnerability", account: threat.account },
    ],
    [
      "by owner and day of the deadline",
      { ...certificateAlert, owner: "web" },
      {},
      { deadline: "2026-12-04", owner: "web" },
    ],
    ["by a deadline of nobody too", certificateAlert, {}, { deadline: "2026-12-04", owner: "unowned" }],
    [
      "by the fields that the route names",
      threat,
      { group: ["region", "reporters", "attributes.cve"] },
      { region: threat.region, reporters: "acm, config", "attributes.cve": "" },
    ],
    ["by themselves, where it says so", threat, { group: "alert" }, { alert: threat.id }],
  ])("%s", (_title, view, changed, grouping) => {
    const [target] = targets(view, policyWith([route("x", { urgency: "now", ...changed })]));
    expect(target?.grouping).toEqual(grouping);
  });

  test("in the day of the policy's time zone", () => {
    const late = { ...certificateAlert, deadline: instant("2026-12-04T23:30:00Z") };
    const [target] = targets(late, policyWith([route("x", { urgency: "now" })], { timezone: "Europe/Berlin" }));
    expect(target?.grouping.deadline).toBe("2026-12-05");
  });

  test("under an id that neither the route's name nor the order of fields changes", () => {
    const [a] = targets(threat, policyWith([route("a", { channels: ["desk"], group: ["account", "region"] })]));
    const [b] = targets(threat, policyWith([route("b", { channels: ["desk"], group: ["region", "account"] })]));
    expect(a?.groupId).toBe(b?.groupId);
    expect(a?.groupId).toMatch(/^[0-9a-f]{32}$/);
    expect(a && groupIdOf({ ...a, urgency: "morning" })).not.toBe(a?.groupId);
    expect(a && groupIdOf({ ...a, destination: "other" })).not.toBe(a?.groupId);
  });
});

describe("why", () => {
  test("names routes, urgency with its reason, group and channels", () => {
    const { routes, targets: all, nobody } = whyOf(threat, policyWith([route("soc")]), now);
    const grouping = { condition: "threat", account: threat.account };
    expect(routes).toEqual([
      { route: "soc", urgency: "now", because: "default: a CRITICAL threat", grouping, channels: ["soc"] },
    ]);
    expect(shown(all)).toEqual(["soc now soc 0"]);
    expect(nobody).toBeUndefined();
  });

  test.each<[string, RoutingPolicy, AlertView]>([
    ["no route matches, and the policy has no fallback", policyWith([]), threat],
    [
      "no route matches, and it is not severe enough for the fallback",
      policyWith([], { fallback: "ops" }),
      { ...threat, severity: "LOW" },
    ],
    ["it is for the weekly digest alone", policyWith([route("x", { urgency: "digest" })]), threat],
  ])("nobody is told since %s", (reason, policy, view) => {
    expect(whyOf(view, policy, now).nobody).toBe(reason);
  });
});

describe("a drill", () => {
  const drill: AlertView = {
    ...threat,
    condition: "drill",
    severity: "LOW",
    attributes: { destination: ["desk"], rings: [false] },
  };
  const all = policyWith([route("all", { channels: ["soc"], steps: [{ afterMinutes: 5, channels: ["lead"] }] })], {
    fallback: "fallen",
  });

  test.each<[string, AlertView, readonly string[]]>([
    ["is told where it is meant to go alone, whatever routes there are", drill, ["desk morning drill 0"]],
    [
      "that is to ring is as urgent as what rings",
      { ...drill, attributes: { ...drill.attributes, rings: [true] } },
      ["desk now drill 0"],
    ],
    ["that is over is told of there too", { ...drill, status: "RESOLVED" }, ["desk morning drill 0"]],
    ["that names nobody is told to nobody, and to no fallback", { ...drill, severity: "CRITICAL", attributes: {} }, []],
  ])("%s", (_title, view, expected) => {
    expect(shown(targets(view, all))).toEqual(expected);
  });

  test("is in a group of its own, which no other drill is in", () => {
    const ids = ["a", "b"].map((id) => targets({ ...drill, id }, all)[0]?.groupId);
    expect(new Set(ids).size).toBe(2);
  });

  test("is the only alert that is told by its own name for where to go", () => {
    expect(shown(targets({ ...drill, condition: "threat" }, all)).map((text) => text.split(" ")[0])).not.toContain(
      "desk",
    );
  });
});
