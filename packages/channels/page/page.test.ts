import { type Instant, instant } from "@tocsin/core/event/instant";
import type { Announcement } from "@tocsin/core/transition/announcement";
import type { RecordedDecision } from "@tocsin/core/transition/log-entry";
import { describe, expect, test } from "vitest";
import { announcementWith, certificateArn, now, openHigh } from "../testing/sample-announcement.ts";
import { renderPage } from "./page.ts";

function pageOf(announcement: Announcement, at: Instant = now): string {
  return renderPage({ announcement, route: "on call" }, { now: at, styled: false });
}

function headOf(announcement: Announcement): string | undefined {
  return pageOf(announcement).split("\n")[0];
}

/** The lines of one field, without its label. */
function fieldOf(page: string, label: string): readonly string[] {
  const lines = page.split("\n");
  const first = lines.findIndex((line) => line.startsWith(`  ${label} `));
  if (first < 0) return [];
  const next = lines.findIndex((line, i) => i > first && !line.startsWith("   "));
  return lines.slice(first, next < 0 ? undefined : next).map((line) => line.slice(12));
}

const openMedium = { status: "OPEN", severity: "MEDIUM", stepDays: 30 } as const;
const acknowledged = { status: "ACKNOWLEDGED", severity: "HIGH", stepDays: 14 } as const;
const suppressed = { status: "SUPPRESSED", severity: "HIGH", stepDays: 14 } as const;
const over = { status: "RESOLVED", severity: "INFORMATIONAL" } as const;
const byAlice: RecordedDecision = {
  kind: "acknowledge",
  at: instant("2026-11-20T10:00:00Z"),
  by: "alice@example.com",
  why: "renewal is ordered",
};

const opened = announcementWith();
const worse = announcementWith({ kind: "escalated", reason: "deadline-step", from: openMedium });
const resolved = announcementWith({ kind: "resolved", reason: "cleared", severity: "HIGH", from: openHigh, to: over });

describe("a page's first line", () => {
  const cases: readonly [title: string, announcement: Announcement, head: string][] = [
    ["tells of a new alert", opened, "[HIGH] OPENED"],
    ["tells of a worse one", worse, "[HIGH] WORSE"],
    [
      "tells of one that is back",
      announcementWith({ kind: "reopened", reason: "seen-again", from: over }),
      "[HIGH] REOPENED",
    ],
    [
      "tells of an acknowledgement",
      announcementWith({ kind: "acknowledged", reason: "decided", decided: byAlice, from: openHigh, to: acknowledged }),
      "[HIGH] ACKNOWLEDGED",
    ],
    [
      "tells of a suppression",
      announcementWith({ kind: "suppressed", reason: "decided", decided: byAlice, from: openHigh, to: suppressed }),
      "[HIGH] SUPPRESSED",
    ],
    ["tells of an end with the severity that it had", resolved, "[HIGH] RESOLVED"],
    [
      "tells the severity that the alert has now, not the higher one that it had",
      announcementWith({
        kind: "reopened",
        reason: "decided",
        severity: "CRITICAL",
        from: { ...acknowledged, severity: "CRITICAL" },
      }),
      "[HIGH] REOPENED",
    ],
    [
      "does not pass off as over what a decision could not resolve",
      announcementWith({ kind: "resolved", reason: "decided", decided: byAlice, from: openHigh }),
      "[HIGH] RESOLVED (status OPEN)",
    ],
    [
      "says that a worse alert is acknowledged",
      announcementWith({
        kind: "escalated",
        reason: "deadline-step",
        from: { ...acknowledged, stepDays: 30 },
        to: acknowledged,
      }),
      "[HIGH] WORSE (status ACKNOWLEDGED)",
    ],
  ];
  test.each(cases)("%s", (_title, announcement, head) => {
    expect(headOf(announcement)).toBe(`${head}  Expiry of certificate www.example.com`);
  });
});

describe("why a page came", () => {
  const cases: readonly [title: string, announcement: Announcement, why: readonly string[]][] = [
    ["names the step at which it opened", opened, ["it is new (14-day step)"]],
    ["names the change of severity and the step", worse, ["its deadline came nearer (MEDIUM → HIGH, 14-day step)"]],
    [
      "names a step that changes no severity",
      announcementWith({
        kind: "escalated",
        reason: "deadline-step",
        from: openHigh,
        to: { ...openHigh, stepDays: 7 },
      }),
      ["its deadline came nearer (7-day step)"],
    ],
    [
      "names the last step for what it is",
      announcementWith({
        kind: "escalated",
        reason: "deadline-step",
        from: openHigh,
        to: { ...openHigh, stepDays: 0 },
      }),
      ["its deadline came nearer (deadline reached)"],
    ],
    [
      "names a severity without a step",
      announcementWith({
        kind: "escalated",
        reason: "severity-raised",
        from: { status: "OPEN", severity: "LOW" },
        to: { status: "OPEN", severity: "CRITICAL" },
      }),
      ["it became more severe (LOW → CRITICAL)"],
    ],
    [
      "tells that it is back",
      announcementWith({ kind: "reopened", reason: "seen-again", from: over }),
      ["it was resolved and is seen again (14-day step)"],
    ],
    [
      "tells that an acknowledgement ran out",
      announcementWith({ kind: "reopened", reason: "acknowledgement-ended", from: acknowledged }),
      ["its acknowledgement ran out and it is still there"],
    ],
    [
      "tells that a suppression ran out",
      announcementWith({ kind: "reopened", reason: "suppression-ended", from: suppressed }),
      ["its suppression ran out and it is still there"],
    ],
    [
      "names who decided, and why",
      announcementWith({ kind: "acknowledged", reason: "decided", decided: byAlice, from: openHigh, to: acknowledged }),
      ["alice@example.com acknowledged it", '"renewal is ordered"'],
    ],
    [
      "names who decided when they gave no reason",
      announcementWith({
        kind: "suppressed",
        reason: "decided",
        decided: { kind: "acknowledge", at: instant("2026-11-20T10:00:00Z"), by: "bob", why: "" },
        from: openHigh,
        to: suppressed,
      }),
      ["bob suppressed it"],
    ],
    ["does not call an end a fall in severity", resolved, ["its reporters say that it is over"]],
  ];
  test.each(cases)("%s, and the route", (_title, announcement, why) => {
    expect(fieldOf(pageOf(announcement), "why")).toEqual([...why, 'sent by route "on call"']);
  });
});

describe("a page of a problem", () => {
  const page = pageOf(opened);

  test.each([
    ["what is wrong", "what", ["ACM warns of the end of the imported certificate's validity."]],
    ["where, the resource whole on a line of its own", "where", ["account 012345678901, eu-central-1", certificateArn]],
    ["since when, and when last", "since", ["2026-11-22 05:30 UTC, 2 days 2 hours ago; last seen 5 minutes ago"]],
    ["until when", "deadline", ["2026-12-04 08:00 UTC, 10 days left"]],
    ["who sees it, and how often", "seen by", ["acm, config (3 times)"]],
    ["its facts in their condition's order", "facts", ["domain: www.example.com; inUse: true; daysGiven: 10"]],
    ["the command that shows more", "alert", ["npx tocsin alerts show 0123456789abcdef0123456789abcdef"]],
  ])("tells %s", (_title, label, lines) => expect(fieldOf(page, label)).toEqual(lines));

  test("tells each fact that is a list on lines of its own, and how many values more there are than it has room for", () => {
    const tags = Array.from({ length: 8 }, (_, n) => `tag-${n}=x`);
    const alert = {
      condition: "vulnerability",
      attributes: { tags, packages: ["a 1 → 2", "b 1"], cve: ["CVE-2026-1"] },
    };
    expect(
      fieldOf(pageOf(announcementWith({ alert: { ...opened.alert, ...alert, condition: "vulnerability" } })), "facts"),
    ).toEqual([
      "cve: CVE-2026-1",
      "packages: a 1 → 2, b 1",
      "tags: tag-0=x, tag-1=x, tag-2=x, tag-3=x, tag-4=x, tag-5=x and 2 more",
    ]);
  });

  test("tells the command in one line with the options that find the table, to be copied", () => {
    const place = `--data-dir ${"directory/".repeat(9)}`;
    const elsewhere = renderPage({ announcement: opened, route: "on call" }, { now, styled: false, place });
    expect(fieldOf(elsewhere, "alert")).toEqual([`npx tocsin alerts show ${opened.alertId} ${place}`]);
  });

  test("tells what to do, wrapped", () => {
    const lines = fieldOf(page, "to do");
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join(" ")).toBe(opened.alert.remedy);
    expect(lines.every((line) => line.length <= 76)).toBe(true);
  });

  test("keeps a link longer than the page in one piece", () => {
    const link = `https://console.aws.amazon.com/${"x".repeat(200)}`;
    expect(fieldOf(pageOf(announcementWith({ alert: { link } })), "link")).toEqual([link]);
  });

  test("leaves out what is not known", () => {
    const unknown = { deadline: undefined, link: undefined, firstSeenAt: undefined, attributes: {}, count: undefined };
    const bare = pageOf(announcementWith({ alert: { ...unknown, reporters: [], region: "" } }));
    for (const label of ["deadline", "link", "since", "facts"]) expect(fieldOf(bare, label)).toEqual([]);
    expect(fieldOf(bare, "where")[0]).toBe("account 012345678901");
    expect(fieldOf(bare, "seen by")).toEqual(["nobody yet"]);
  });

  test("says neither once nor when last of what was seen once", () => {
    const firstSeenAt = instant("2026-11-24T07:00:00Z");
    const once = pageOf(announcementWith({ alert: { count: 1, firstSeenAt, lastSeenAt: firstSeenAt } }));
    expect(fieldOf(once, "seen by")).toEqual(["acm, config"]);
    expect(fieldOf(once, "since")).toEqual(["2026-11-24 07:00 UTC, 1 hour ago"]);
  });
});

describe("a deadline, at the time of the page", () => {
  test.each([
    ["a day before", "2026-12-03T08:00:00Z", "1 day left"],
    ["less than a day before", "2026-12-03T08:00:00.001Z", "23 hours 59 minutes left"],
    ["on the day", "2026-12-04T00:00:00Z", "today, 8 hours left"],
    ["at the last moment", "2026-12-04T07:59:59.999Z", "today, less than a minute left"],
    ["at the deadline", "2026-12-04T08:00:00Z", "passed just now"],
    ["two days after", "2026-12-06T08:00:00Z", "passed 2 days ago"],
  ])("%s", (_title, at, expected) => {
    expect(fieldOf(pageOf(opened, instant(at)), "deadline")).toEqual([`2026-12-04 08:00 UTC, ${expected}`]);
  });
});

describe("a page of an end", () => {
  test("is short: nothing is left to do", () => {
    const labels = pageOf(resolved)
      .split("\n")
      .slice(1)
      .map((line) => line.slice(0, 12).trim())
      .filter((label) => label !== "");
    expect(labels).toEqual(["what", "where", "why", "alert"]);
  });

  test("is not given to what a decision could not resolve", () => {
    const stillOpen = announcementWith({ kind: "resolved", reason: "decided", decided: byAlice, from: openHigh });
    expect(fieldOf(pageOf(stillOpen), "to do")).not.toEqual([]);
  });
});

test("an id that a shell would take for more than a word comes without a command", () => {
  const page = pageOf(announcementWith({ alertId: "x; rm -rf ~" }));
  expect(fieldOf(page, "alert")).toEqual(["x; rm -rf ~"]);
});

test("colours are shown wherever the page is written, when they are asked for", () => {
  const page = renderPage({ announcement: opened, route: "on call" }, { now, styled: true });
  expect(page.startsWith("\u001b[1m\u001b[31m[HIGH] OPENED\u001b")).toBe(true);
});

describe("what was worse than it is", () => {
  const low = { status: "OPEN", severity: "LOW" } as const;
  const shown = { to: low, severity: "CRITICAL" } as const;
  const fell = announcementWith({ ...shown, kind: "escalated", reason: "was-worse", from: low });
  const saidAt = instant("2026-11-20T10:00:00Z");
  const before = announcementWith({ ...shown, kind: "noted", reason: "already-over", from: low, saidAt });
  test.each([
    ["an alert that fell again", fell, "it was CRITICAL at its worst"],
    ["a new alert", announcementWith(shown), "it was CRITICAL at its worst"],
    [
      "an episode that was over before",
      before,
      "an episode before this one was CRITICAL, and ended at 2026-11-20 10:00 UTC",
    ],
  ])("is said in the page of %s", (_title, announcement, line) => {
    expect(fieldOf(pageOf(announcement), "why")).toContain(line);
  });
});

describe("who did it", () => {
  const actor = {
    kind: "role",
    name: "deploy",
    session: "alice@example.com",
    account: "012345678901",
    sourceAddress: "198.51.100.7",
    call: "DeleteDetector",
    at: instant("2026-11-24T07:14:00Z"),
    recordId: "8f1c1d3e-0000-4000-8000-000000000001",
  } as const;

  test("is told with the session's name as it is, the call, its address and time, and CloudTrail's record", () => {
    expect(fieldOf(pageOf(announcementWith({ alert: { actor } })), "by").join(" ")).toBe(
      "role deploy, session alice@example.com, of account 012345678901 " +
        "DeleteDetector from 198.51.100.7 at 2026-11-24 07:14 UTC, CloudTrail event 8f1c1d3e-0000-4000-8000-000000000001",
    );
  });

  test("is told of an end too", () => {
    const ended = announcementWith({ kind: "resolved", reason: "cleared", from: openHigh, to: over, alert: { actor } });
    expect(fieldOf(pageOf(ended), "by")[0]).toContain("alice@example.com");
  });

  test("says that it was the root user, or somebody of another account", () => {
    const root = { ...actor, kind: "root", name: "root", session: undefined, sourceAddress: undefined } as const;
    expect(fieldOf(pageOf(announcementWith({ alert: { actor: root } })), "by")[0]).toContain("the root user");
    const foreign = { ...actor, isForeign: true } as const;
    expect(fieldOf(pageOf(announcementWith({ alert: { actor: foreign } })), "by")[0]).toContain("of another account");
  });

  test("says why it was no more than routine", () => {
    const routine = { ...actor, routine: "rds.amazonaws.com owns the secret" };
    expect(fieldOf(pageOf(announcementWith({ alert: { actor: routine } })), "by")).toContain(
      "routine: rds.amazonaws.com owns the secret",
    );
  });

  test("is no field where no call brought it about", () => {
    expect(fieldOf(pageOf(opened), "by")).toEqual([]);
  });
});

describe("several affected resources", () => {
  test("are listed below the one that the alert names, with how many there are besides", () => {
    const affected = { resources: [certificateArn, "arn:b", "arn:c"], count: 12 };
    expect(fieldOf(pageOf(announcementWith({ alert: { affected } })), "where").slice(-4)).toEqual([
      certificateArn,
      "arn:b",
      "arn:c",
      "and 9 more",
    ]);
  });

  test("need no count where all are listed", () => {
    const affected = { resources: [certificateArn, "arn:b"], count: 2 };
    expect(fieldOf(pageOf(announcementWith({ alert: { affected } })), "where").at(-1)).toBe("arn:b");
  });
});

test("a deadline that may hold no longer is told as that", () => {
  const unconfirmed = { since: instant("2026-11-23T10:00:00Z"), why: "The parameter was updated." };
  expect(fieldOf(pageOf(announcementWith({ alert: { unconfirmed } })), "doubt")).toEqual([
    "unconfirmed since 2026-11-23 10:00 UTC: The parameter was updated.",
  ]);
});

test("what is open by a tie alone is told as that", () => {
  expect(fieldOf(pageOf(announcementWith({ alert: { ambiguous: true } })), "doubt")).toEqual([
    "it began and ended in one instant, and nothing shows which came last",
  ]);
  expect(fieldOf(pageOf(opened), "doubt")).toEqual([]);
});

describe("an end is told as what it is", () => {
  const ending = { kind: "resolved", from: openHigh, to: over, severity: "HIGH" } as const;
  test.each([
    ["what came to pass", "cleared", { ended: "cleared", because: "deleted-at-date" }, "DELETED", "has come to pass"],
    ["what was deleted", "cleared", { ended: "cleared", because: "deleted" }, "DELETED", "was deleted"],
    ["what was archived", "cleared", { ended: "cleared", because: "archived" }, "RESOLVED", "it was archived"],
    ["what was renewed", "cleared", { ended: "cleared", because: "renewed" }, "RESOLVED", "it was renewed"],
    ["what nobody repeats", "lapsed", { ended: "lapsed" }, "LAPSED", "nobody has reported it"],
  ] as const)("%s", (_title, reason, alert, word, why) => {
    const announcement = announcementWith({ ...ending, reason, alert });
    expect(headOf(announcement)).toMatch(new RegExp(`^\\[HIGH\\] ${word} `));
    expect(fieldOf(pageOf(announcement), "why")[0]).toContain(why);
  });
});
