/** The outcomes of policies on a small past: two threats and a certificate. */

import type { Observation } from "@tocsin/core/alert/observation";
import type { Severity } from "@tocsin/core/alert/severity";
import { compilePattern } from "@tocsin/core/pattern/pattern";
import type { Silence } from "@tocsin/oncall/silence";
import { describe, expect, test } from "vitest";
import { type AtDestination, differenceOf, idleRules } from "./difference.ts";
import type { Sent } from "./outcome.ts";
import { planReport, untoldAlerts } from "./plan-report.ts";
import type { RecordedAlert } from "./recorded-alert.ts";
import { after, both, past, reruns, START, UNTIL } from "./testing/reruns.ts";
import { trialReport } from "./trial-report.ts";

const ringsForNews = ({ rings, reminders }: Sent) => rings - reminders;
const titles = (found: readonly AtDestination[]) => found.map(({ alert }) => alert.view.title);

describe("two policies on one past", () => {
  test("are the same where they notify the same people of the same at the same times", async () => {
    const renamed = { routes: [{ ...both, name: "everything" }] };
    const { before, after: now } = await reruns([{ routes: [both] }, renamed], [past("a", "CRITICAL", 0)]);
    expect(differenceOf(before.outcome, now.outcome)).toMatchObject({ isSame: true, lost: [], gained: [] });
  });

  test("differ in whom nobody would have heard of, and in whom somebody would have for the first time", async () => {
    const critical = { routes: [{ ...both, match: { severity: ["CRITICAL"] } }] };
    const pasts = [past("a", "CRITICAL", 0), past("b", "HIGH", 30)];
    const { before, after: now } = await reruns([{ routes: [both] }, critical], pasts);
    const narrower = differenceOf(before.outcome, now.outcome);
    expect([narrower.isSame, titles(narrower.lost), titles(narrower.gained)]).toEqual([false, ["Threat to b"], []]);
    const wider = differenceOf(now.outcome, before.outcome);
    expect([titles(wider.lost), titles(wider.gained)]).toEqual([[], ["Threat to b"]]);
    const news = narrower.destinations.map(({ destination, ...of }) => [
      destination,
      ringsForNews(of.before),
      ringsForNews(of.after),
    ]);
    expect(news).toEqual([["desk", 2, 1]]);
  });

  test("are listed with the severity of the second, and that of the first beside it where it is another", async () => {
    const rated = (severity: string) => [{ name: "rated", match: { title: ["Threat to a"] }, severity }];
    const [wide, narrow] = [both, { ...both, match: { severity: ["CRITICAL"] } }];
    const { before, after: now } = await reruns(
      [{ routes: [narrow] }, { routes: [wide], severity: rated("MEDIUM") }],
      [past("a", "CRITICAL", 0), past("b", "HIGH", 0)],
    );
    const raised = differenceOf(before.outcome, now.outcome);
    const lowered = differenceOf(now.outcome, before.outcome);
    const severitiesOf = (found: readonly AtDestination[]) =>
      found.map(({ alert, severityBefore }) => [alert.view.title, alert.severity, severityBefore]);
    expect(severitiesOf([...raised.lost, ...lowered.gained])).toEqual([
      ["Threat to a", "MEDIUM", "CRITICAL"],
      ["Threat to a", "CRITICAL", "MEDIUM"],
    ]);
    expect(severitiesOf(raised.gained)).toEqual([["Threat to b", "HIGH", undefined]]);
  });

  test("differ in when somebody would have heard of an alert first", async () => {
    const morning = {
      urgency: [{ name: "later", match: { condition: ["threat"] }, urgency: "morning" }],
      routes: [both],
    };
    const { before, after: now } = await reruns([{ routes: [both] }, morning], [past("a", "CRITICAL", 0)]);
    const { later, earlier } = differenceOf(before.outcome, now.outcome);
    expect(later).toMatchObject([{ destination: "desk", before: after(0), after: "2026-11-26T09:00:00.000Z" }]);
    expect(earlier).toEqual([]);
    expect(differenceOf(now.outcome, before.outcome).earlier).toHaveLength(1);
  });

  test("differ in what is for the morning and would have gone to a telephone, by which that is not sent", async () => {
    const phone = { type: "sms", phone: "ssm:sms/ada", originationIdentity: "+12065550100" };
    const at = (desk: object) => ({
      channels: { desk },
      urgency: [{ name: "later", match: { condition: ["threat"] }, urgency: "morning" }],
      routes: [both],
    });
    const { before, after: now } = await reruns([at({ type: "console" }), at(phone)], [past("a", "CRITICAL", 0)]);
    expect(titles(differenceOf(before.outcome, now.outcome).lost)).toEqual(["Threat to a"]);
  });

  test("are each folded by their own severities, and where they have the same ones, once", async () => {
    const raised = {
      severity: [{ name: "worse", match: { severity: ["MEDIUM"] }, severity: "CRITICAL" }],
      routes: [both],
    };
    const pasts = [past("a", "MEDIUM", 0)];
    const own = await reruns([{ routes: [both] }, raised], pasts);
    expect(titles(differenceOf(own.before.outcome, own.after.outcome).gained)).toEqual(["Threat to a"]);
    const alike = await reruns([{ routes: [both] }, { routes: [both] }], pasts, { isFoldedOnce: true });
    expect(differenceOf(alike.before.outcome, alike.after.outcome).isSame).toBe(true);
  });

  describe("differ where people are notified at the same times", () => {
    const list = { ...both, group: ["condition"] };
    const soon = [{ name: "soon", match: { condition: ["threat"] }, urgency: "now" }];
    const twins = [past("a", "HIGH", 0), past("b", "HIGH", 0)];
    const worse = (name: string) => ({ name, match: { title: [`Threat to ${name}`] }, severity: "CRITICAL" });

    test("of one alert less", async () => {
      const without = { ...list, match: { ...both.match, title: [{ "anything-but": "Threat to b" }] } };
      const { before, after: now } = await reruns([{ routes: [list] }, { routes: [without] }], twins);
      const difference = differenceOf(before.outcome, now.outcome);
      const [desk] = difference.destinations;
      expect(desk?.after).toEqual(desk?.before);
      expect([difference.isSame, titles(difference.lost)]).toEqual([false, ["Threat to b"]]);
    });

    test.each([
      ["of the same as more severe", {}, { severity: [worse("a"), worse("b")] }, ["Threat to a", "Threat to b"]],
      [
        "of another as the most severe",
        { severity: [worse("a")] },
        { severity: [worse("b")] },
        ["Threat to a", "Threat to b"],
      ],
    ])("%s", async (_title, one, other, changed) => {
      const routes = { routes: [list], urgency: soon };
      const { before, after: now } = await reruns(
        [
          { ...routes, ...one },
          { ...routes, ...other },
        ],
        twins,
      );
      const difference = differenceOf(before.outcome, now.outcome);
      const [desk] = difference.destinations;
      expect(desk?.after).toEqual(desk?.before);
      expect(difference).toMatchObject({ isSame: false, lost: [], gained: [], earlier: [], later: [] });
      expect(difference.otherSeverity.map(({ alert }) => alert.view.title).sort()).toEqual(changed);
    });

    test("of others as the most severe in a list of which neither the numbers nor the last are others", async () => {
      const raised = (...worst: readonly string[]) => {
        const match = { title: worst.map((name) => `Threat to ${name}`) };
        return { severity: [{ name: "worst", match, severity: "CRITICAL" }], routes: [morning] };
      };
      const morning = { ...list, urgency: "morning" };
      const names = Array.from({ length: 300 }, (_, n) => `user-${n}`);
      const pasts = names.map((name, minute) => past(name, "HIGH", minute));
      const last = names.slice(100, 200);
      const { before, after: now } = await reruns([raised("user-0", ...last), raised("user-1", ...last)], pasts);
      expect(differenceOf(before.outcome, now.outcome)).toMatchObject({ isSame: false, lost: [], gained: [] });
    });

    test("with the number of what is muted, or without it", async () => {
      const left = { ...list, match: { ...both.match, title: [{ "anything-but": "Threat to b" }] } };
      const window = { days: ["wed", "thu"], from: "00:00", to: "24:00" };
      const muted = { routes: [list], silences: [{ name: "w", match: { title: ["Threat to b"] }, ...window }] };
      const { before, after: now } = await reruns([muted, { routes: [left] }], twins);
      expect(differenceOf(before.outcome, now.outcome)).toMatchObject({ isSame: false, lost: [], gained: [] });
    });

    test("of another that became worse", async () => {
      const worseLater = (name: string) => {
        const match = { title: [`Threat to ${name}`], count: [{ numeric: [">", 1] }] };
        return { severity: [{ name, match, severity: "CRITICAL" }], routes: [list], urgency: soon };
      };
      const pasts = [recounted("a", "HIGH", 0, 30), recounted("b", "HIGH", 0, 30)];
      const counted = { isRecountMatched: true };
      const { before, after: now, notified } = await reruns([worseLater("a"), worseLater("b")], pasts, counted);
      expect(notified.filter(({ kind }) => kind === "worse").map(({ at }) => at)).toEqual([after(30), after(30)]);
      expect(differenceOf(before.outcome, now.outcome).isSame).toBe(false);
    });

    test("of one that was heard of before the span, and would not have been", async () => {
      const without = { ...both, group: "alert", match: { ...both.match, title: [{ "anything-but": "Threat to b" }] } };
      const all = { ...both, group: "alert" };
      const pasts = [past("a", "CRITICAL", 0), past("b", "CRITICAL", 0, 12 * 60 + 5)];
      const span = { from: after(12 * 60 + 4), until: after(12 * 60 + 6), isRecountMatched: true };
      const { before, after: now } = await reruns([{ routes: [all] }, { routes: [without] }], pasts, span);
      const difference = differenceOf(before.outcome, now.outcome);
      expect([difference.isSame, titles(difference.lost)]).toEqual([false, ["Threat to b"]]);
    });
  });

  test("are compared in the span alone, of which it is known who had heard before it", async () => {
    const pasts = [past("a", "CRITICAL", 0), past("b", "CRITICAL", 120)];
    const { before, notified } = await reruns([{ routes: [{ ...both, group: "alert" }] }], pasts, { from: after(60) });
    expect(notified.every(({ at }) => at >= after(60))).toBe(true);
    expect([...before.outcome.alerts.values()].map(({ view, toldAt }) => [view.title, toldAt.desk])).toEqual([
      ["Threat to b", after(120)],
    ]);
  });
});

test("a destination that hears of an alert no longer is named, also where others still do", async () => {
  const alsoLead = { ...both, channels: ["desk", "lead"] };
  const {
    before,
    after: now,
    policy,
    span,
  } = await reruns([{ routes: [alsoLead] }, { routes: [both] }], [past("a", "CRITICAL", 0)]);
  const recorded = { alerts: 1, observations: 1, decisions: 0, lapsed: 0, unreadable: 0 };
  const report = planReport({ span, recorded, inForce: policy(0), policy: policy(1), before, after: now });
  expect(report.noLongerTold).toMatchObject([{ title: "Threat to a", destination: "lead", isOnly: false }]);
  expect([report.newlyTold, report.toldToNobody]).toEqual([[], []]);
});

describe("alerts of which nobody would be told", () => {
  test.each([
    ["no route takes it", { routes: [{ ...both, match: { severity: ["LOW"] } }] }, [0], "no-route"],
    [
      "a window mutes it",
      {
        routes: [both],
        silences: [
          {
            name: "w",
            match: { condition: ["threat"] },
            days: ["wed", "thu"],
            from: "00:00",
            to: "24:00",
            evenIfWorse: true,
          },
        ],
      },
      [0],
      "silenced",
    ],
    ["its group waits beyond the end", { routes: [{ ...both, urgency: "morning" }] }, [24 * 60 - 30], "waiting"],
  ] as const)("are named with why: %s", async (_title, policy, minutes, because) => {
    const { before } = await reruns([policy], [past("a", "CRITICAL", ...minutes)]);
    expect(untoldAlerts(before.outcome)).toMatchObject([{ title: "Threat to a", because }]);
  });

  test("are those that were muted in a group of which others were told", async () => {
    const mute = { name: "w", match: { title: ["Threat to b"] }, days: ["wed", "thu"], from: "00:00", to: "24:00" };
    const policy = { routes: [{ ...both, group: ["condition"] }], silences: [{ ...mute, evenIfWorse: true }] };
    const { before, notified } = await reruns([policy], [past("b", "CRITICAL", 0), past("a", "CRITICAL", 10)]);
    expect(notified[0]).toMatchObject({ at: after(10), counts: { silenced: 1 }, alerts: [{ title: "Threat to a" }] });
    expect(untoldAlerts(before.outcome)).toMatchObject([{ title: "Threat to b", because: "silenced" }]);
  });

  test("are none of those that the digest tells of", async () => {
    const { before, policy, span } = await reruns(
      [{ routes: [{ ...both, urgency: "digest" }] }],
      [past("a", "CRITICAL", 0)],
    );
    expect(untoldAlerts(before.outcome)).toEqual([]);
    expect(trialReport(before, policy(0), span)).toMatchObject({
      alerts: { now: 0, digest: 1 },
      destinations: [],
    });
  });
});

describe("rules that decide nothing", () => {
  test("are routes to the digest alone that take nothing but what others tell, or have left to it before them", async () => {
    const digest = (name: string, severity: string) => ({
      ...{ name, match: { severity: [severity] } },
      ...{ channels: ["lead"], urgency: "digest" },
    });
    const policy = {
      routes: [
        { ...both, match: { severity: ["CRITICAL"] } },
        digest("of what is told", "CRITICAL"),
        digest("of its own", "MEDIUM"),
        digest("again", "MEDIUM"),
        digest("of what the fallback would have", "HIGH"),
      ],
      fallback: "desk",
      unrouted: undefined,
    };
    const pasts = [past("a", "CRITICAL", 0), past("b", "MEDIUM", 0), past("c", "HIGH", 0)];
    const { before } = await reruns([policy], pasts);
    expect(idleRules(before.rules, before.outcome)).toEqual([
      { part: "routes", name: "of what is told", is: "shadowed" },
      { part: "routes", name: "again", is: "shadowed" },
    ]);
  });

  test("match no alert, or come after others wherever they match; no other rule is named", async () => {
    const rule = (name: string, severity: string) => ({ name, match: { severity: [severity] } });
    const policy = {
      urgency: [
        { ...rule("first", "CRITICAL"), urgency: "now" },
        { ...rule("second", "CRITICAL"), urgency: "morning" },
        { ...rule("never", "LOW"), urgency: "digest" },
      ],
      runbooks: [
        { ...rule("read", "CRITICAL"), url: "https://wiki.example.com/read" },
        { ...rule("unread", "CRITICAL"), url: "https://wiki.example.com/unread" },
        { ...rule("of nothing", "LOW"), url: "https://wiki.example.com/nothing" },
      ],
      routes: [
        { ...rule("used", "CRITICAL"), channels: ["desk"] },
        { ...rule("again", "CRITICAL"), channels: ["desk"] },
        { ...rule("low", "LOW"), channels: ["lead"] },
        { ...rule("digest", "CRITICAL"), channels: ["lead"], urgency: "digest" },
      ],
    };
    const { before } = await reruns([policy], [past("a", "CRITICAL", 0)]);
    expect(idleRules(before.rules, before.outcome)).toEqual([
      { part: "urgency", name: "second", is: "shadowed" },
      { part: "urgency", name: "never", is: "unmatched" },
      { part: "runbooks", name: "unread", is: "shadowed" },
      { part: "runbooks", name: "of nothing", is: "unmatched" },
      { part: "routes", name: "again", is: "shadowed" },
      { part: "routes", name: "low", is: "unmatched" },
      { part: "routes", name: "digest", is: "shadowed" },
    ]);
  });
});

test("silences of the span that matched no alert are named, and no others", async () => {
  const silence = (id: string, name: string, hours = 2): Silence => ({
    ...{
      id,
      of: { matches: compilePattern({ title: [name] }) },
      upTo: "HIGH",
      evenIfWorse: true,
      by: "ada",
      why: "work",
    },
    ...{ madeAt: START, from: START, until: after(hours * 60) },
  });
  const silences = [
    silence("idle", "Threat to nobody"),
    silence("used", "Threat to a"),
    silence("before", "Threat to a", 0),
  ];
  const { before } = await reruns([{ routes: [both] }], [past("a", "CRITICAL", 30)], { silences });
  expect(idleRules(before.rules, before.outcome)).toEqual([{ part: "silences", name: "idle", is: "unmatched" }]);
  expect(before.outcome.alerts.values().next().value?.toldAt.desk).toBe(after(120));
});

describe("an alert that is only counted again", () => {
  const pasts = [recounted("a", "CRITICAL", 0, 30, 60)];

  test("makes no difference to a policy that names nothing of it", async () => {
    const skipped = await reruns([{ routes: [both] }], pasts);
    const whole = await reruns([{ routes: [both] }], pasts, { isRecountMatched: true });
    expect(whole.before.outcome.fingerprint).toBe(skipped.before.outcome.fingerprint);
    expect(whole.notified).toEqual(skipped.notified);
  });

  test("is looked at for one that does", async () => {
    const often = { routes: [{ ...both, match: { count: [{ numeric: [">=", 3] }] } }] };
    const { notified } = await reruns([often], pasts, { isRecountMatched: true });
    expect(notified[0]?.at).toBe(after(60));
  });
});

/** Seen for the first time, the second time and so on at these minutes. */
function recounted(name: string, severity: Severity, ...minutes: readonly number[]): RecordedAlert {
  const counted = past(name, severity, ...minutes);
  const arrivals = counted.arrivals.map((arrival, i) =>
    arrival.kind === "observation" ? { ...arrival, observation: withCount(arrival.observation, i + 1) } : arrival,
  );
  return { ...counted, arrivals };
}

function withCount(observation: Observation, count: number): Observation {
  const { statement } = observation;
  return { ...observation, statement: { ...statement, summary: `seen ${count} times`, count } };
}

test("a route is used without which a destination would be told later, though others name it too", async () => {
  const policy = {
    escalations: [{ name: "soon", steps: [{ afterMinutes: 30, channels: ["lead"] }] }],
    routes: [
      { ...both, escalation: "soon" },
      { name: "at once", match: { severity: ["CRITICAL"] }, channels: ["lead"] },
    ],
  };
  const { before } = await reruns([policy], [past("a", "CRITICAL", 0)]);
  expect(idleRules(before.rules, before.outcome)).toEqual([]);
});

test("a list that is told again with something new on it is no reminder", async () => {
  const list = { routes: [{ ...both, urgency: "morning", group: ["condition"] }] };
  const pasts = [past("a", "HIGH", 0), past("b", "HIGH", 24 * 60)];
  const { before, policy, span } = await reruns([list], pasts, { until: after(4 * 24 * 60) });
  const { destinations } = trialReport(before, policy(0), span);
  expect(destinations.map((sent) => [ringsForNews(sent), sent.reminders])).toEqual([[2, 2]]);
});

test("alerts that are too much to be told one by one are told by the group that stands for them", async () => {
  const pasts = Array.from({ length: 40 }, (_, n) => past(`user-${n}`, "CRITICAL", n % 3));
  const { before, notified } = await reruns([{ routes: [{ ...both, group: "alert" }] }], pasts);
  expect(notified.filter(({ kind }) => kind !== "reminder").length).toBeLessThan(pasts.length);
  expect(untoldAlerts(before.outcome)).toEqual([]);
  expect(new Set(notified.flatMap(({ alerts }) => alerts.map(({ id }) => id))).size).toBe(pasts.length);
});

test("a stack that learned rang for little until it went live", async () => {
  const only = { routes: [{ ...both, match: { severity: ["MEDIUM"] }, urgency: "morning", group: "alert" }] };
  const pasts = [past("a", "MEDIUM", 0), past("b", "MEDIUM", 120)];
  const learned = await reruns([only], pasts, { liveSince: after(60) });
  expect(learned.notified.map(({ title }) => title)).toEqual(["Threat to b"]);
  expect((await reruns([only], pasts)).notified).toHaveLength(2);
});

test("reminders are counted apart from what is new", async () => {
  const { before, policy, span } = await reruns([{ routes: [both] }], [past("a", "CRITICAL", 0)]);
  const { destinations } = trialReport(before, policy(0), span);
  expect(destinations.map((sent) => [ringsForNews(sent), sent.reminders > 0])).toEqual([[1, true]]);
});

test("a plan's report says of what past it is", async () => {
  const { before, policy, span } = await reruns([{ routes: [both] }], [past("a", "CRITICAL", 0)]);
  const recorded = { alerts: 1, observations: 1, decisions: 0, lapsed: 0, unreadable: 0 };
  const report = planReport({
    span,
    recorded,
    inForce: { ...policy(0), version: 3 },
    policy: policy(0),
    before,
    after: before,
  });
  expect(report).toMatchObject({
    format: "tocsin.plan.v1",
    isSame: true,
    before: 3,
    recorded,
    from: START,
    until: UNTIL,
  });
});

describe("a schedule that is changed", () => {
  const people = { ada: { contacts: ["desk"] }, grace: { contacts: ["lead"] } };
  const onCall = (...names: readonly string[]) => ({
    people,
    schedules: [{ name: "primary", layers: [{ people: names, turnDays: 1, from: "2026-11-25T09:00" }] }],
    routes: [{ ...both, channels: ["primary"] }],
  });
  const recorded = { alerts: 1, observations: 1, decisions: 0, lapsed: 0, unreadable: 0 };

  async function planOf(before: object, next: object, pasts: readonly RecordedAlert[]) {
    const { before: one, after: other, policy, span } = await reruns([before, next], pasts);
    return planReport({ span, recorded, inForce: policy(0), policy: policy(1), before: one, after: other });
  }

  test("tells who would have been rung, and whose shifts move", async () => {
    const report = await planOf(onCall("ada", "grace"), onCall("grace", "ada"), [past("a", "CRITICAL", 0)]);
    const first = ({ before, after: now }: { before: Sent; after: Sent }) => [ringsForNews(before), ringsForNews(now)];
    expect(report.people.map((one) => [one.person, ...first(one)])).toEqual([
      ["ada", 1, 0],
      ["grace", 0, 1],
    ]);
    expect(report.isSame).toBe(false);
    expect(report.movedShifts).toHaveLength(29);
    expect(report.movedShifts[1]).toEqual({
      ...{ schedule: "primary", before: "ada", after: "grace" },
      ...{ from: "2026-11-27T09:00:00.000Z", until: "2026-11-28T09:00:00.000Z" },
    });
  });

  test("is another also where nobody would have been notified otherwise", async () => {
    const report = await planOf(onCall("ada"), onCall("ada", "grace"), []);
    expect([report.isSame, report.movedShifts.length]).toEqual([false, 15]);
    expect((await planOf(onCall("ada"), onCall("ada"), [])).isSame).toBe(true);
    expect(report.isToldSame).toBe(true);
  });

  test("is said to be new or gone, and not turn by turn", async () => {
    const [before, after] = [onCall("ada"), onCall("ada")];
    const more = {
      ...after,
      schedules: [...after.schedules, { ...onCall("ada", "grace").schedules[0], name: "second" }],
    };
    const said = async (one: object, other: object) => {
      const { isSame, newSchedules, goneSchedules, movedShifts } = await planOf(one, other, []);
      return [isSame, newSchedules, goneSchedules, movedShifts];
    };
    expect(await said(before, more)).toEqual([false, ["second"], [], []]);
    expect(await said(more, before)).toEqual([false, [], ["second"], []]);
  });
});
