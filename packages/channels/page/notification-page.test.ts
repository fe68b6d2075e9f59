import type { AlertView } from "@tocsin/core/alert/view";
import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import { bySeverity } from "@tocsin/oncall/counts";
import type { Notification } from "@tocsin/oncall/notification";
import {
  certificateAlert,
  certificateArn,
  countsOf,
  notificationWith,
  now,
} from "@tocsin/oncall/testing/sample-notification";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderNotification } from "./notification-page.ts";

function pageOf(notification: Notification, at: Instant = now): string {
  return renderNotification(notification, { now: at, styled: false });
}

function headOf(notification: Notification): string | undefined {
  return pageOf(notification).split("\n")[0];
}

/** The lines of one field, without its label. */
function fieldOf(page: string, label: string): readonly string[] {
  const lines = page.split("\n");
  const first = lines.findIndex((line) => line.startsWith(`  ${label} `));
  if (first < 0) return [];
  const next = lines.findIndex((line, i) => i > first && !line.startsWith("   "));
  return lines.slice(first, next < 0 ? undefined : next).map((line) => line.slice(12));
}

function textOf(notification: Notification, label: string): string {
  return fieldOf(pageOf(notification), label).join(" ");
}

function labelsOf(notification: Notification): readonly string[] {
  const [, ...lines] = pageOf(notification).split("\n");
  return lines.map((line) => line.slice(0, 12).trim()).filter((label) => label !== "");
}

const inPayments: Partial<AlertView> = {
  directory: { name: "payments-prod", ou: "/Workloads/Prod", environment: "prod", tags: {} },
  owner: "team-payments",
  ownedBy: "account tag",
};

/** A notification of one alert. */
function ofOne(alert: Partial<AlertView>, changed: Partial<Notification> = {}): Notification {
  return notificationWith({ alerts: [{ ...certificateAlert, ...alert }], ...changed });
}

const noDeadline: Partial<AlertView> = { deadline: undefined, stepDays: undefined };
const over: Partial<AlertView> = { ...noDeadline, status: "RESOLVED", severity: "INFORMATIONAL", ended: "cleared" };
const ended: Partial<Notification> = {
  kind: "over",
  reason: "all-over",
  rings: false,
  before: countsOf({ HIGH: 1 }),
  counts: countsOf({}, { ended: 1 }),
};

describe("the first line of a page of one alert", () => {
  test.each<[string, Partial<AlertView>, Partial<Notification>, string]>([
    ["tells how long there is until a deadline", {}, {}, "10 DAYS LEFT"],
    ["counts hours on the last day", { deadline: shift(now, 5 * 3_600_000 + 1) }, {}, "5 HOURS LEFT"],
    ["counts minutes in the last hour", { deadline: shift(now, 60_000) }, {}, "1 MINUTE LEFT"],
    ["tells of the last minute", { deadline: shift(now, 59_999) }, {}, "LESS THAN A MINUTE LEFT"],
    ["says that a deadline has passed", { deadline: now }, {}, "DEADLINE PASSED"],
    [
      "does not count the days until what may hold no longer",
      { unconfirmed: { since: now, why: "It was updated." } },
      {},
      "HIGH - NOW",
    ],
    ["tells how severe it is where there is no deadline", noDeadline, {}, "HIGH - NOW"],
    ["asks for nobody at once where the morning will do", noDeadline, { urgency: "morning" }, "HIGH"],
    ["tells of a rise", noDeadline, { kind: "worse", reason: "severity-raised" }, "HIGH - WORSE"],
    ["tells of a return", {}, { kind: "reopened", reason: "seen-again" }, "10 DAYS LEFT - AGAIN"],
    ["tells of a reminder", noDeadline, { kind: "reminder", reason: "not-acknowledged" }, "HIGH - REMINDER"],
    [
      "tells of an acknowledgement",
      { ...noDeadline, status: "ACKNOWLEDGED" },
      { kind: "updated", reason: "updated" },
      "HIGH - ACKNOWLEDGED",
    ],
    [
      "tells of a silence",
      noDeadline,
      { kind: "updated", reason: "updated", counts: countsOf({}, { silenced: 1 }) },
      "HIGH - SILENCED",
    ],
    ["tells of another change", noDeadline, { kind: "updated", reason: "updated" }, "HIGH - UPDATED"],
    ["tells of an end", { ...over, because: "renewed" }, ended, "RESOLVED"],
    ["tells of a deletion", { ...over, because: "deleted" }, ended, "DELETED"],
    ["tells of what came to pass", { ...over, because: "deleted-at-date" }, ended, "DELETED"],
    ["tells of what nobody repeats", { ...over, ended: "lapsed" }, ended, "LAPSED"],
    [
      "does not pass off as over what is told elsewhere",
      noDeadline,
      { ...ended, reason: "moved-away", counts: countsOf({}) },
      "HIGH - MOVED",
    ],
    [
      "does not pass off as over what is quiet",
      { ...noDeadline, status: "SUPPRESSED" },
      { ...ended, counts: countsOf({}, { suppressed: 1 }) },
      "HIGH - SUPPRESSED",
    ],
  ])("%s", (_title, alert, changed, mark) => {
    expect(headOf(ofOne(alert, changed))).toBe(
      `[${mark}] Expiry of certificate www.example.com - 012345678901, eu-central-1`,
    );
  });

  test("names the account as the directory does, and no Region where there is none", () => {
    expect(headOf(ofOne(inPayments))).toMatch(/ - payments-prod, eu-central-1$/);
    expect(headOf(ofOne({ ...inPayments, region: "" }))).toMatch(/ - payments-prod$/);
  });
});

describe("a page of a problem", () => {
  const notification = ofOne(inPayments, {
    remindsAt: shift(now, 1_200_000),
    escalates: [{ destination: "lead", at: shift(now, 300_000) }],
  });

  test.each([
    ["what is wrong", "what", ["ACM warns of the end of the imported certificate's validity."]],
    ["until when", "deadline", ["2026-12-04 08:00 UTC, 10 days left"]],
    [
      "where, with the account as the directory knows it, the resource whole on a line of its own",
      "where",
      ["account 012345678901 payments-prod, eu-central-1 (prod, /Workloads/Prod)", certificateArn],
    ],
    ["since when, and when last", "since", ["2026-11-22 05:30 UTC, 2 days 2 hours ago; last seen 5 minutes ago"]],
    ["its facts in their condition's order", "facts", ["domain: www.example.com; inUse: true"]],
    ["who sees it, and how often", "seen by", ["acm, config (3 times)"]],
    ["whose it is, and how that was found", "owner", ["team-payments (account tag)"]],
    ["that nobody has acknowledged it", "acked by", ["nobody"]],
    ["what to do", "to do", ["Import the renewed certificate over the same ARN."]],
    ["how it ends", "done when", ["ACM reports the renewal, the re-import or the deletion of the certificate."]],
    [
      "what comes next",
      "next",
      [
        '"lead" is told at 2026-11-24 08:05 UTC, unless acknowledged',
        "rings again at 2026-11-24 08:20 UTC, unless acknowledged",
        "rings at once if it becomes more severe",
      ],
    ],
    ["why it came, and to whom", "why you", ["it is new (HIGH, 14-day step)", 'route "on call" sends it to "ops"']],
    ["the command that shows more", "alert", [`npx tocsin alerts show ${certificateAlert.id}`]],
  ])("tells %s", (_title, label, lines) => expect(fieldOf(pageOf(notification), label)).toEqual(lines));

  test("numbers what is to be done where it is several steps, and not where it is numbered already", () => {
    const todo = (remedy: string) => fieldOf(pageOf(ofOne({ remedy })), "to do");
    expect(todo("Narrow the policy. If it is meant, say so.")).toEqual([
      "1 Narrow the policy.",
      "2 If it is meant, say so.",
    ]);
    expect(todo("1. Narrow the policy. 2. Say so.")).toEqual(["1. Narrow the policy. 2. Say so."]);
    expect(todo("Update log4j from 2.14.1 to 2.17.1 on host a.example.")).toEqual([
      "Update log4j from 2.14.1 to 2.17.1 on host a.example.",
    ]);
  });

  test("says who has acknowledged or suppressed it, until when, and why", () => {
    const decided = { by: "alice", at: now, why: "renewal is ordered", until: instant("2026-11-25T10:00:00Z") };
    const acknowledged = ofOne({ status: "ACKNOWLEDGED", decided }, { kind: "updated" });
    expect(fieldOf(pageOf(acknowledged), "acked by")).toEqual([
      "alice, until 2026-11-25 10:00 UTC",
      '"renewal is ordered"',
    ]);
    const suppressed = ofOne({ status: "SUPPRESSED", decided: { ...decided, why: "" } }, { kind: "updated" });
    expect(fieldOf(pageOf(suppressed), "muted by")).toEqual(["alice, until 2026-11-25 10:00 UTC"]);
  });

  test("asks for no acknowledgement where the morning will do, or where there is one", () => {
    expect(fieldOf(pageOf(ofOne({}, { urgency: "morning" })), "acked by")).toEqual([]);
    expect(fieldOf(pageOf(ofOne({ status: "ACKNOWLEDGED" }, { kind: "updated" })), "acked by")).toEqual([]);
  });

  test("says of an account that is known that nobody knows its environment, and nothing of one that is not known", () => {
    const unknown = { name: "lab-7", environment: "unknown", tags: {} };
    expect(textOf(ofOne({ directory: unknown }), "where")).toContain("lab-7, eu-central-1 (environment unknown)");
    expect(fieldOf(pageOf(ofOne({ directory: { environment: "unknown", tags: {} } })), "where")[0]).toBe(
      "account 012345678901, eu-central-1",
    );
  });

  test("counts the others of its group where there were some", () => {
    const left = ofOne(
      {},
      {
        ...{ kind: "reminder", sequence: 2 },
        grouping: { condition: "certificate-expiry" },
        before: countsOf({ HIGH: 3 }),
        counts: countsOf({ HIGH: 1 }, { ended: 2 }),
      },
    );
    expect(textOf(left, "counts")).toBe(
      "1 open (1 HIGH), 2 ended since the last message, 2 fewer open than in the last message",
    );
    expect(fieldOf(pageOf(notification), "counts")).toEqual([]);
  });

  test("shows times as its people have them, beside those of AWS", () => {
    const berlin = ofOne({ deadline: instant("2026-12-04T23:30:00Z") }, { timezone: "Europe/Berlin" });
    expect(textOf(berlin, "deadline")).toContain("Sat 5 Dec 2026 00:30 Berlin (2026-12-04 23:30 UTC), 10 days");
    expect(textOf(berlin, "since")).toContain("Sun 22 Nov 2026 06:30 Berlin (05:30 UTC)");
    const nowhere = ofOne({}, { timezone: "Atlantis/Capital" });
    expect(textOf(nowhere, "deadline")).toContain("2026-12-04 08:00 UTC");
  });
});

describe("a page of an end", () => {
  const renewed = ofOne({ ...over, ...inPayments, because: "renewed" }, ended);

  test("is short: nothing is left to do, and nothing comes next", () => {
    expect(labelsOf(renewed)).toEqual(["what", "where", "over by", "owner", "why you", "alert"]);
  });

  test("says by when it was over, and how long after it was first seen", () => {
    expect(textOf(renewed, "over by")).toBe("2026-11-24 08:00 UTC, 2 days 2 hours after it was first seen");
  });

  test("says who has resolved it, and why", () => {
    const decided = { by: "alice", at: now, why: "replaced by hand" };
    const byHand = ofOne({ ...over, ended: "decided", decided }, ended);
    expect(fieldOf(pageOf(byHand), "ended by")).toEqual(["alice", '"replaced by hand"']);
  });

  test("says why it is over, and how severe it was", () => {
    expect(fieldOf(pageOf(renewed), "why you")[0]).toBe("it was renewed or replaced (was HIGH)");
  });

  test.each<[string, Partial<AlertView>, string]>([
    ["what was deleted", { because: "deleted" }, "its resource was deleted"],
    ["what a person has resolved", { ended: "decided" }, "a person has resolved it"],
    ["what nobody repeats", { ended: "lapsed" }, "nobody has reported it for a long time"],
    ["what nobody gives a reason for", {}, "it is over"],
  ])("says so of %s", (_title, alert, cause) => {
    expect(fieldOf(pageOf(ofOne({ ...over, ...alert }, ended)), "why you")[0]).toBe(`${cause} (was HIGH)`);
  });

  test("says of what was never told that it came and went, and how severe it was", () => {
    const counts = countsOf({}, { begun: bySeverity("CRITICAL", 1), ended: 1 });
    const gone = ofOne({ ...over, because: "fixed" }, { ...ended, reason: "came-and-went", before: undefined, counts });
    expect(fieldOf(pageOf(gone), "why you")[0]).toBe("it began and ended before this could be sent (was CRITICAL)");
  });
});

describe("why a page came", () => {
  test.each<[string, Partial<Notification>, string]>([
    [
      "a rise, from what was told to what is",
      { kind: "worse", reason: "severity-raised", before: countsOf({ LOW: 1 }) },
      "it became more severe (LOW → HIGH, 14-day step)",
    ],
    [
      "a reminder",
      { kind: "reminder", reason: "not-acknowledged", before: countsOf({ HIGH: 1 }) },
      "nobody has acknowledged it (HIGH, 14-day step)",
    ],
    [
      "a return",
      { kind: "reopened", reason: "seen-again", before: countsOf({}) },
      "it was over and is seen again (HIGH, 14-day step)",
    ],
    [
      "the end of what kept it quiet",
      { kind: "reopened", reason: "mute-ended" },
      "what kept it quiet has ended, and it is still open (HIGH, 14-day step)",
    ],
    ["the morning", { urgency: "morning", reason: "morning" }, "it is for the morning (HIGH, 14-day step)"],
  ])("is told of %s", (_title, changed, why) => {
    expect(fieldOf(pageOf(ofOne({}, changed)), "why you")[0]).toBe(why);
  });

  test("says of the first of a group that more of the same do not ring", () => {
    expect(fieldOf(pageOf(ofOne(noDeadline, byCve)), "next").join(" ")).toBe(
      "rings at once for a more severe alert; from four hours after the last ring on, also if ten times as many are open; other numbers do not ring",
    );
  });

  describe("to a step of an escalation", () => {
    const step = { step: { escalation: "up", afterMinutes: 20 }, destination: "lead" };
    test("says that nobody has acknowledged it for so long, by which escalation, and when a rise would ring", () => {
      const page = pageOf(ofOne(noDeadline, step));
      expect(fieldOf(page, "why you").join(" ")).toBe(
        'nobody has acknowledged it for 20 minutes (HIGH) escalation "up" of route "on call" sends it to "lead"',
      );
      expect(fieldOf(page, "next").join(" ")).toBe(
        "rings, unless acknowledged within 20 minutes, if it becomes more severe",
      );
    });
    test("counts nothing from a message that there was none of", () => {
      const before = countsOf({}, { ended: 3 });
      const counts = countsOf({ HIGH: 203 }, { ended: 5 });
      const grouping = { condition: "threat" };
      expect(textOf(ofOne(noDeadline, { ...step, before, counts, grouping, more: 202 }), "counts")).toBe(
        "203 open (203 HIGH), 2 ended",
      );
    });
  });

  test("says how bad it was for a moment, where it is milder by now", () => {
    const spike = ofOne(
      { ...noDeadline, severity: "MEDIUM" },
      { counts: countsOf({ MEDIUM: 1 }, { begun: { ...countsOf({ CRITICAL: 1 }).open } }) },
    );
    expect(fieldOf(pageOf(spike), "why you")[0]).toBe("it is new (MEDIUM, CRITICAL at its worst)");
  });

  test("names who is on call by which schedule, until when by its clocks, and what is not known not", () => {
    const onCall = { person: "ada", schedule: "primary", timezone: "Europe/Berlin" };
    const until = instant("2026-11-30T08:00:00Z");
    expect(textOf(notificationWith({ onCall: { ...onCall, until } }), "why you")).toContain(
      "ada is on call for primary until Mon 30 Nov 2026 09:00 Berlin (08:00 UTC)",
    );
    expect(textOf(notificationWith({ onCall }), "why you")).toMatch(/ada is on call for primary route/);
  });

  test("tells a step that has its turn at once that nobody is on call before it, and not of no minutes", () => {
    const why = textOf(notificationWith({ step: { escalation: "up", afterMinutes: 0 } }), "why you");
    expect(why).toContain("nobody is on call in the steps before yours");
    expect(why).not.toContain("0 minutes");
  });
});

/** So many instances with one vulnerability, each in an account of its own. */
function instances(number: number, changed: Partial<AlertView> = {}): readonly AlertView[] {
  return Array.from({ length: number }, (_, i) => ({
    ...certificateAlert,
    ...noDeadline,
    condition: "vulnerability",
    id: `${i}${"a".repeat(31)}`,
    account: `11112222333${i}`,
    resource: `arn:aws:ec2:eu-central-1:11112222333${i}:instance/i-${i}`,
    title: "CVE-2026-31337 - tidewater",
    remedy: "Update tidewater from 2.1.0 to 2.1.4.",
    attributes: { cve: ["CVE-2026-31337"], resourceType: ["AWS_EC2_INSTANCE"] },
    owner: i % 3 === 0 ? "web" : "payments",
    ...changed,
  }));
}

const byCve = { grouping: { "attributes.cve": "CVE-2026-31337" } };

test("a title that is a sentence goes on without its full stop, alone and in a list, and an ellipsis stays", () => {
  const pageOf = (title: string, ...others: readonly AlertView[]) =>
    renderNotification(notificationWith({ title, alerts: [{ ...certificateAlert, title }, ...others] }), {
      now,
      styled: false,
    });
  const sentence = "A user made a call that is out of the ordinary.";
  expect(pageOf(sentence)).toContain("out of the ordinary - 012345678901");
  expect(pageOf(sentence, certificateAlert)).toContain("out of the ordinary -\n");
  expect(pageOf("Wait...")).toContain("Wait... - 012345678901");
});

describe("the first line of a page of a group", () => {
  const known = { cve: ["CVE-2026-31337"], resourceType: ["AWS_EC2_INSTANCE"], exploitAvailable: ["YES"] };
  const others = instances(2).map((alert, i) => ({ ...alert, title: `CVE-2026-000${i} - tidewater`, attributes: {} }));
  test.each<[string, Partial<Notification>, string]>([
    [
      "counts one problem on several resources",
      { ...byCve, alerts: instances(3), counts: countsOf({ CRITICAL: 1, HIGH: 2 }) },
      "[1 PROBLEM, 3 INSTANCES] CVE-2026-31337 - tidewater - CRITICAL",
    ],
    [
      "says what makes it urgent, and where, if it is one account",
      { ...byCve, alerts: instances(2, { ...inPayments, attributes: known }), counts: countsOf({ HIGH: 2 }) },
      "[1 PROBLEM, 2 INSTANCES] CVE-2026-31337 - tidewater - HIGH, exploit known, payments-prod",
    ],
    [
      "does not take those that are not at hand for what those are that are",
      { ...byCve, alerts: instances(10), more: 1274, counts: countsOf({ HIGH: 1284 }) },
      "[1 PROBLEM, 1,284 RESOURCES] CVE-2026-31337 - tidewater - HIGH",
    ],
    [
      "names the kind of several problems",
      { grouping: { condition: "vulnerability" }, alerts: others, more: 4, counts: countsOf({ HIGH: 6 }) },
      "[6 ALERTS] Vulnerability found - HIGH",
    ],
    [
      "names the worst, and that there are others, where that is all there is to say",
      {
        grouping: { account: "111122223330" },
        alerts: others,
        more: 4,
        counts: countsOf({ HIGH: 6 }),
        title: "Threat",
      },
      "[6 ALERTS] Threat and others - HIGH",
    ],
    [
      "tells of growth",
      {
        ...byCve,
        kind: "grew",
        reason: "grew-tenfold",
        alerts: instances(10),
        more: 20,
        counts: countsOf({ HIGH: 30 }),
      },
      "[1 PROBLEM, 30 RESOURCES - GROWN] CVE-2026-31337 - tidewater - HIGH",
    ],
    [
      "tells of new numbers",
      {
        grouping: { condition: "vulnerability" },
        kind: "updated",
        reason: "updated",
        alerts: others,
        counts: countsOf({ LOW: 2 }),
      },
      "[2 ALERTS - UPDATED] Vulnerability found - LOW",
    ],
    [
      "tells of an end",
      {
        ...ended,
        ...byCve,
        alerts: instances(4, over),
        before: countsOf({ HIGH: 4 }, { ended: 1 }),
        counts: countsOf({}, { ended: 5 }),
      },
      "[ALL OVER] CVE-2026-31337 - tidewater - 4 ended",
    ],
    [
      "tells of an end of which nothing is at hand",
      { ...ended, ...byCve, alerts: [], title: "CVE-2026-31337 - tidewater" },
      "[ALL OVER] CVE-2026-31337 - tidewater - 1 ended",
    ],
    [
      "does not pass off as over what is told elsewhere",
      {
        ...ended,
        reason: "moved-away",
        ...byCve,
        alerts: [],
        counts: countsOf({}),
        title: "CVE-2026-31337 - tidewater",
      },
      "[MOVED] CVE-2026-31337 - tidewater",
    ],
    [
      "tells of a morning's list, and whose it is",
      {
        grouping: { owner: "payments" },
        urgency: "morning",
        reason: "morning",
        alerts: instances(3, { owner: "payments" }),
        counts: countsOf({ HIGH: 3 }),
      },
      "[MORNING] 3 things for payments - CVE-2026-31337 - tidewater",
    ],
    [
      "tells of a flood with exact numbers",
      {
        grouping: { overflow: "ops" },
        alerts: instances(10),
        more: 9970,
        counts: countsOf({ CRITICAL: 9900, HIGH: 80 }),
      },
      "[MANY AT ONCE] And 9,980 more - 9,900 CRITICAL, 80 HIGH",
    ],
  ])("%s", (_title, changed, head) => expect(headOf(notificationWith(changed))).toBe(head));
});

describe("a page of a group", () => {
  const group = notificationWith({
    ...byCve,
    kind: "grew",
    reason: "grew-tenfold",
    sequence: 2,
    alerts: instances(10),
    more: 127,
    before: countsOf({ HIGH: 12 }, { ended: 2 }),
    counts: countsOf({ CRITICAL: 12, HIGH: 125 }, { acknowledged: 2, silenced: 1, ended: 5 }),
  });

  test.each([
    ["by what it is one", "group", ["cve CVE-2026-31337"]],
    ["how far it reaches, as far as that is known", "reach", ["10 accounts, 1 Region - of the 10 worst"]],
    [
      "with what to begin: the three worst, by name",
      "first",
      [
        "1 [HIGH] instance/i-0 - 111122223330, eu-central-1, web (0aaaaaaa)",
        "2 [HIGH] instance/i-1 - 111122223331, eu-central-1, payments (1aaaaaaa)",
        "3 [HIGH] instance/i-2 - 111122223332, eu-central-1, payments (2aaaaaaa)",
      ],
    ],
    ["whose they are, as far as that is known", "owners", ["payments 6, web 4 - of the 10 worst"]],
    ["what to do, where all need the same", "to do", ["Update tidewater from 2.1.0 to 2.1.4."]],
    [
      "what rings again",
      "next",
      [
        "rings at once for a more severe alert; from four hours after the last ring",
        "on, also if ten times as many are open; other numbers do not ring",
      ],
    ],
  ])("tells %s", (_title, label, lines) => expect(fieldOf(pageOf(group), label)).toEqual(lines));

  test("tells by what it is one in the order of the names, in whatever order the table has them", () => {
    const inOrder = { account: "111122223330", "attributes.cve": "CVE-2026-31337", owner: "payments" };
    const shuffled = fc.shuffledSubarray(Object.entries(inOrder), { minLength: 3 });
    fc.assert(
      fc.property(shuffled, (entries) => {
        const grouping = Object.fromEntries(entries);
        expect(textOf({ ...group, grouping }, "group")).toBe(
          "account 111122223330, cve CVE-2026-31337, owner payments",
        );
      }),
    );
  });

  test("tells all numbers, and how they have changed", () => {
    expect(textOf(group, "counts")).toBe(
      "137 open (12 CRITICAL, 125 HIGH), 2 acknowledged, 1 silenced, 3 ended since the last message, 125 more open than in the last message",
    );
  });

  test("gives the advice on the kind where its alerts differ in theirs, and none where they differ in kind", () => {
    const [one, two] = instances(2);
    if (one === undefined || two === undefined) throw new Error("there are not two");
    const differing = { grouping: { condition: "vulnerability" }, alerts: [one, { ...two, remedy: "Patch it." }] };
    expect(textOf(notificationWith(differing), "to do")).toContain("Update the package, or change the configuration");
    const mixed = notificationWith({ grouping: { owner: "web" }, alerts: [one, certificateAlert] });
    expect(fieldOf(pageOf(mixed), "to do")).toEqual([]);
  });

  test("names all that are at hand in a morning's list, each by its title", () => {
    const list = notificationWith({
      grouping: { owner: "payments" },
      urgency: "morning",
      alerts: [...instances(4, { owner: "payments" }), { ...certificateAlert, owner: "payments" }],
      counts: countsOf({ HIGH: 5 }),
    });
    const text = textOf(list, "first");
    expect(text).toContain("1 [HIGH] CVE-2026-31337 - tidewater - 111122223330, eu-central-1 (0aaaaaaa) 2 [HIGH]");
    expect(text).toContain("5 [HIGH - 10 DAYS LEFT] Expiry of certificate www.example.com - 012345678901");
  });

  test("of which all is over says what ended, and asks for nothing", () => {
    const done = notificationWith({
      ...ended,
      ...byCve,
      sequence: 2,
      alerts: instances(2, over),
      before: countsOf({ HIGH: 2 }),
      counts: countsOf({}, { ended: 2, acknowledged: 1 }),
    });
    expect(labelsOf(done)).toEqual(["group", "first", "owners", "counts", "why you", "alert"]);
    expect(textOf(done, "counts")).toBe("1 acknowledged, 2 ended since the last message");
    expect(textOf(done, "why you")).toContain("all of them are over (was HIGH)");
  });
});

test("an id that a shell would take for more than a word comes without a command", () => {
  expect(textOf(ofOne({ id: "x; rm -rf ~" }), "alert")).toBe("x; rm -rf ~");
});

test("the command finds the table by the options that it is given", () => {
  const page = renderNotification(notificationWith(), { now, styled: false, place: "--data-dir .tocsin/last" });
  expect(fieldOf(page, "alert")).toEqual([`npx tocsin alerts show ${certificateAlert.id} --data-dir .tocsin/last`]);
});

test("colours are shown wherever the page is written, when they are asked for", () => {
  const page = renderNotification(notificationWith(), { now, styled: true });
  expect(page.startsWith("\u001b[1m\u001b[31m[10 DAYS LEFT]\u001b")).toBe(true);
});

describe("where to read on", () => {
  const runbook = "https://wiki.example.com/runbooks/certificates";
  const portal =
    "https://example.awsapps.com/start/#/console?account_id=012345678901&destination=https%3A%2F%2Feu-central-1.console.aws.amazon.com%2Facm";
  const other = { ...certificateAlert, id: "f".repeat(32), condition: "threat" as const };
  const links = { [certificateAlert.id]: { runbook, portal } };

  test("stands below what to do, and the console's link goes through the portal", () => {
    const page = pageOf(ofOne({}, { links }));
    expect(page).toMatch(
      /\n {2}to do .*\n {2}runbook {3}https:\/\/wiki\.example\.com\/runbooks\/certificates\n {2}done when /,
    );
    expect(fieldOf(page, "link")).toEqual([portal]);
  });

  test("is the console itself, and no runbook, where the policy says nothing of the alert", () => {
    const page = pageOf(ofOne({}, { links: { [other.id]: { runbook, portal } } }));
    expect(fieldOf(page, "runbook")).toEqual([]);
    expect(fieldOf(page, "link")).toEqual([certificateAlert.link]);
  });

  test.each<readonly [string, readonly AlertView[]]>([
    ["of one kind, below what to do", [certificateAlert, { ...certificateAlert, id: other.id }]],
    ["of several kinds, where nothing is to be done for all", [certificateAlert, other]],
  ])("is said of a group by the alert to begin with: %s", (_title, alerts) => {
    const group = { alerts, grouping: { owner: "x" }, counts: countsOf({ HIGH: 2 }), links };
    const page = pageOf(notificationWith(group));
    expect([fieldOf(page, "runbook"), fieldOf(page, "link")]).toEqual([[runbook], [portal]]);
    expect(pageOf(notificationWith({ ...group, links: { [other.id]: { runbook } } }))).not.toContain(runbook);
  });

  test("is not said of what is over", () => {
    expect(pageOf(ofOne(over, { ...ended, links }))).not.toMatch(/runbook|awsapps/);
  });
});

describe("where a reader can acknowledge", () => {
  // Longer than a line.
  const url = `https://links.example.com/acknowledge/${"a".repeat(300)}.${"0".repeat(64)}`;
  const acknowledge = { url, expiresAt: instant("2026-11-27T08:00:00Z") };

  test.each<readonly [string, Notification]>([
    ["of one", ofOne({}, { acknowledge, timezone: "Europe/Berlin" })],
    [
      "of several",
      notificationWith({ acknowledge, timezone: "Europe/Berlin", grouping: { owner: "payments" }, more: 3 }),
    ],
  ])("stands unbroken, with its end, in the page %s", (_title, notification) => {
    expect(fieldOf(pageOf(notification), "ack here")).toEqual([
      url,
      "works until Fri 27 Nov 2026 09:00 Berlin (08:00 UTC); it asks first",
    ]);
  });

  test("is not said where there is no link", () => {
    expect(labelsOf(ofOne({}))).not.toContain("ack here");
  });
});

describe("what is related", () => {
  const { account, region } = certificateAlert;
  const about = { condition: "secret-exposure", account, region } as const;
  const exposed = {
    ...about,
    id: "1a2b3c4d".repeat(4),
    status: "OPEN",
    severity: "CRITICAL",
    title: "A secret is open.",
  } as const;
  const disabled = { ...about, id: "9".repeat(32), status: "ACKNOWLEDGED", severity: "HIGH", title: "A key" } as const;

  test("is named in a line each, with since when it is open, how it stands, and where it is elsewhere", () => {
    const alerts = [
      { ...exposed, firstSeenAt: instant("2026-11-24T07:40:00Z") },
      { ...disabled, account: "999988887777", region: "" },
    ];
    expect(fieldOf(pageOf(ofOne({}, { related: { alerts, more: 0 } })), "related")).toEqual([
      "[CRITICAL] A secret is open, since 2026-11-24 07:40 UTC (1a2b3c4d)",
      "[HIGH - ACKNOWLEDGED] A key - 999988887777 (99999999)",
    ]);
  });

  test.each([
    [{ more: 2 }, "and 2 more"],
    [{ more: 47, isAtLeast: true }, "and at least 47 more"],
  ] as const)("is counted beyond that: %o", (more, text) => {
    const related = { alerts: [exposed], ...more };
    expect(fieldOf(pageOf(ofOne({}, { related })), "related").at(-1)).toBe(text);
  });

  test("is left out where there is none, and of what is over", () => {
    expect(labelsOf(ofOne({}))).not.toContain("related");
    expect(labelsOf(ofOne(over, { ...ended, related: { alerts: [exposed], more: 0 } }))).not.toContain("related");
  });
});
