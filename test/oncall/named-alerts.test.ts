/** Which alerts a notification about several names: on a real table, by the handlers. */

import { renderNotification } from "@tocsin/channels/page/notification-page";
import { type Severity, severities } from "@tocsin/core/alert/severity";
import type { Notification } from "@tocsin/oncall/notification";
import type { Wake } from "@tocsin/oncall/wake";
import { beforeEach, describe, expect, test } from "vitest";
import { emptyTable, minutesAfter, type OncallRun, type OpenTable, oncallOn, policyOf } from "../support/oncall.ts";
import { saidOf } from "../support/said-threats.ts";
import { useTable } from "../support/table.ts";

const table = useTable();
let open: OpenTable;
beforeEach(async () => {
  open = await emptyTable(table.client);
});

const everything = { name: "everything", match: { severity: [...severities] }, channels: ["desk"], urgency: "now" };
const byAccount = policyOf({
  channels: { desk: { type: "console" } },
  routes: [{ ...everything, group: ["account"] }],
  unrouted: "ignore",
});

/** Lets minutes pass, and has all that is due told. */
const pass = (run: OncallRun, minutes: number) => run.passUntil(minutesAfter(run.now(), minutes));
/** What is said now, and has on-call woken for it in one batch. */
const say = async (run: OncallRun, ...all: readonly (readonly [name: string, severity: Severity | "over"])[]) => {
  const wakes: Wake[] = [];
  for (const [i, [name, severity]] of all.entries())
    wakes.push(await saidOf(open, name, severity, minutesAfter(run.now(), i / 600)));
  await run.wake(...wakes);
};
const named = ({ alerts }: Notification) => alerts.map(({ title, status }) => `${title} ${status}`);
const pageOf = (notification: Notification) =>
  renderNotification(notification, { now: notification.at, styled: false });

describe("what was the worst since the last message, and is not any more", () => {
  test("is named with its severity and that it is over, where it began and ended in one batch", async () => {
    const run = oncallOn(open, byAccount);
    await say(run, ["a", "HIGH"]);
    await pass(run, 5);
    await say(run, ["c", "CRITICAL"], ["c", "over"]);
    await pass(run, 1);
    const [, worse] = run.sent;
    expect(worse).toMatchObject({ kind: "worse", rings: true, title: "Threat c", more: 0 });
    expect(worse && named(worse)).toEqual(["Threat a OPEN", "Threat c RESOLVED"]);
    expect(worse?.peak).toEqual({ alert: worse?.alerts[1]?.id, severity: "CRITICAL" });
    const page = worse ? pageOf(worse) : "";
    expect(page).toMatch(/^\[1 ALERT - WORSE\] Threat c \(over already\) - CRITICAL at its worst, now HIGH/);
    expect(page.replace(/\s+/g, " ")).toMatch(/"Threat c" \([0-9a-f]{8}\) was CRITICAL, and is over already/);
    expect(page).toContain(`alerts show ${worse?.alerts[1]?.id}`);
  });

  test("is named where it is milder again", async () => {
    const run = oncallOn(open, byAccount);
    await say(run, ["a", "HIGH"], ["c", "LOW"]);
    await pass(run, 5);
    await say(run, ["c", "CRITICAL"], ["c", "MEDIUM"]);
    await pass(run, 1);
    const worse = run.sent.at(-1);
    expect(worse).toMatchObject({ kind: "worse", title: "Threat c", peak: { severity: "CRITICAL" } });
    expect(worse && named(worse)).toEqual(["Threat a OPEN", "Threat c OPEN"]);
    expect(worse && pageOf(worse).replace(/\s+/g, " ")).toContain("was CRITICAL, and is MEDIUM now");
  });

  test("is named when the destination answers again, long after its batch", async () => {
    const run = oncallOn(open, byAccount);
    await say(run, ["a", "HIGH"]);
    await pass(run, 5);
    run.silent.add("desk");
    await say(run, ["c", "CRITICAL"]);
    await pass(run, 3);
    await say(run, ["c", "over"]);
    run.silent.delete("desk");
    await pass(run, 10);
    expect(run.sent[1]).toMatchObject({ kind: "worse", title: "Threat c" });
    expect(run.sent[1] && named(run.sent[1])).toEqual(["Threat a OPEN", "Threat c RESOLVED"]);
  });

  test("is named beside the ten worst of many that are open", async () => {
    const run = oncallOn(open, byAccount);
    await say(run, ...Array.from({ length: 14 }, (_, i) => [`a${i}`, "HIGH"] as const));
    await pass(run, 5);
    await say(run, ["c", "CRITICAL"], ["c", "over"]);
    await pass(run, 1);
    const worse = run.sent.at(-1);
    expect(worse).toMatchObject({ title: "Threat c", more: 5 });
    expect(worse?.alerts).toHaveLength(10);
    expect(worse && named(worse).at(-1)).toBe("Threat c RESOLVED");
  });

  test("is not named again by the reminders that follow", async () => {
    const run = oncallOn(open, byAccount);
    await say(run, ["a", "HIGH"]);
    await pass(run, 5);
    await say(run, ["c", "CRITICAL"], ["c", "over"]);
    await pass(run, 30);
    const reminder = run.sent.at(-1);
    expect(reminder).toMatchObject({ kind: "reminder", title: "Threat a" });
    expect(reminder).not.toHaveProperty("peak");
    expect(reminder && named(reminder)).toEqual(["Threat a OPEN"]);
  });
});

test("a notification has of each alert that is open its runbook, by the policy that is in force when it is sent", async () => {
  const url = (page: string) => `https://wiki.example.com/${page}`;
  const policy = policyOf({
    channels: { desk: { type: "console" } },
    routes: [{ ...everything, group: ["account"] }],
    unrouted: "ignore",
    runbooks: [
      { name: "severe", match: { severity: ["HIGH", "CRITICAL"] }, url: url("severe") },
      { name: "mild", match: { severity: ["LOW"] }, url: url("mild") },
    ],
  });
  const run = oncallOn(open, policy);
  await say(run, ["a", "HIGH"], ["b", "LOW"], ["c", "MEDIUM"], ["d", "HIGH"], ["d", "over"]);
  await pass(run, 5);
  const [told] = run.sent;
  const [a, b] = told?.alerts ?? [];
  expect(told && named(told)).toEqual(["Threat a OPEN", "Threat c OPEN", "Threat b OPEN"]);
  expect(told?.links).toEqual({
    [a?.id ?? ""]: { runbook: url("severe") },
    [told?.alerts[2]?.id ?? ""]: { runbook: url("mild") },
  });
  expect(b?.title).toBe("Threat c");
  await say(run, ["a", "over"], ["b", "over"], ["c", "over"]);
  await pass(run, 60);
  expect(run.sent.at(-1)).toMatchObject({ kind: "over" });
  expect(run.sent.at(-1)).not.toHaveProperty("links");
});

test("a notification names what is in its group, and not what has moved to another", async () => {
  const states = { type: "webhook", url: "https://soc.example.com", signingSecret: "env:TOCSIN_SECRET_A" };
  const byOwner = policyOf({
    channels: { desk: states },
    routes: [{ ...everything, group: ["owner"] }],
    unrouted: "ignore",
  });
  const run = oncallOn(open, byOwner);
  const [stays, moves] = [
    await saidOf(open, "stays", "HIGH", run.now()),
    await saidOf(open, "moves", "HIGH", run.now()),
  ];
  await run.wake(stays, moves);
  await pass(run, 5);
  await run.wake({ ...moves, version: moves.version + 1, view: { ...moves.view, owner: "web" } });
  await pass(run, 1);
  const [left] = run.sent.slice(1).filter(({ grouping }) => grouping.owner === stays.view.owner);
  expect(left).toMatchObject({ kind: "updated", counts: { open: { HIGH: 1 } }, more: 0 });
  expect(left && named(left)).toEqual(["Threat stays OPEN"]);
});

describe("a group that is found to be over by the time alone", () => {
  test("names what ended since the last message, and not what was told to be over before", async () => {
    const run = oncallOn(open, byAccount);
    await say(run, ["a", "CRITICAL"]);
    await pass(run, 5);
    await say(run, ["a", "over"]);
    await pass(run, 5);
    await say(run, ["b", "CRITICAL"]);
    await pass(run, 20);
    await say(run, ["b", "over"]);
    await pass(run, 90);
    const last = run.sent.at(-1);
    expect(last).toMatchObject({ kind: "over", title: "Threat b" });
    expect(last && named(last)).toEqual(["Threat b RESOLVED"]);
    expect(run.sent.filter(({ title, kind }) => title === "Threat a" && kind === "over")).toHaveLength(1);
  });

  test("names what began and ended before anybody was told, the worst first", async () => {
    const waits = policyOf({
      channels: { desk: { type: "console" } },
      routes: [{ ...everything, group: ["account"], urgency: "morning" }],
      unrouted: "ignore",
    });
    const run = oncallOn(open, waits);
    await say(run, ["mild", "HIGH"], ["bad", "CRITICAL"]);
    await pass(run, 5);
    await say(run, ["mild", "over"], ["bad", "over"]);
    await pass(run, 24 * 60);
    expect(run.sent).toMatchObject([{ kind: "over", reason: "came-and-went", title: "Threat bad" }]);
    expect(run.sent[0] && named(run.sent[0])).toEqual(["Threat bad RESOLVED", "Threat mild RESOLVED"]);
  });
});

describe("what began when more did than is told one by one", () => {
  const byAlert = policyOf({
    channels: { desk: { type: "console" } },
    routes: [{ ...everything, group: "alert" }],
    unrouted: "ignore",
  });
  const inOverflow = (run: OncallRun) => run.sent.filter(({ grouping }) => "overflow" in grouping);
  const overflowOf = (run: OncallRun) => inOverflow(run).at(-1);
  const numbered = (from: number, to: number, severity: Severity | "over") =>
    Array.from({ length: to - from }, (_, i) => [`k${from + i}`, severity] as const);

  test("is named in the message that stands for it, and in its reminders while it is open", async () => {
    const run = oncallOn(open, byAlert);
    await say(run, ...numbered(0, 25, "CRITICAL"));
    await pass(run, 2);
    expect(inOverflow(run)).toHaveLength(1);
    expect(overflowOf(run)).toMatchObject({ kind: "opened", counts: { open: { CRITICAL: 5 } }, more: 0 });
    expect(
      overflowOf(run)
        ?.alerts.map(({ title }) => title)
        .sort(),
    ).toEqual(numbered(20, 25, "CRITICAL").map(([name]) => `Threat ${name}`));
    const page = overflowOf(run);
    expect(page?.title).toBe(page?.alerts[0]?.title);
    for (const { title } of page?.alerts ?? []) expect(page && pageOf(page)).toContain(title);
    await say(run, ...numbered(0, 23, "over"));
    await pass(run, 60);
    expect(overflowOf(run)).toMatchObject({ kind: "reminder", counts: { open: { CRITICAL: 2 } }, more: 0 });
    expect(
      overflowOf(run)
        ?.alerts.map(({ title }) => title)
        .sort(),
    ).toEqual(["Threat k23", "Threat k24"]);
    expect(overflowOf(run)?.title).toMatch(/Threat k2[34]/);
    await say(run, ["k23", "over"], ["k24", "over"]);
    await pass(run, 10);
    expect(overflowOf(run)?.kind).toBe("over");
    expect(
      overflowOf(run)
        ?.alerts.map(({ title }) => title)
        .sort(),
    ).toEqual(["Threat k23", "Threat k24"]);
  });

  test("is named by its ten worst, where it is more", async () => {
    const run = oncallOn(open, byAlert);
    await say(run, ...numbered(0, 20, "CRITICAL"));
    await say(run, ...numbered(20, 32, "HIGH"), ...numbered(32, 35, "CRITICAL"));
    await pass(run, 2);
    const page = overflowOf(run);
    expect(page).toMatchObject({ counts: { open: { CRITICAL: 3, HIGH: 12 } }, more: 5 });
    expect(page?.alerts.map(({ severity }) => severity)).toEqual([
      ...Array(3).fill("CRITICAL"),
      ...Array(7).fill("HIGH"),
    ]);
  });

  test("is named alert by alert, where it is groups of several", async () => {
    const byResource = policyOf({
      channels: { desk: { type: "console" } },
      routes: [{ ...everything, group: ["resource"] }],
      unrouted: "ignore",
    });
    const run = oncallOn(open, byResource);
    await say(run, ...numbered(0, 22, "CRITICAL"));
    await pass(run, 2);
    expect(
      overflowOf(run)
        ?.alerts.map(({ title }) => title)
        .sort(),
    ).toEqual(["Threat k20", "Threat k21"]);
  });

  test("is named there no more once it is told by itself", async () => {
    const run = oncallOn(open, byAlert);
    await say(run, ...numbered(0, 20, "HIGH"), ["risen", "HIGH"], ["stays", "HIGH"]);
    await pass(run, 2);
    await say(run, ["risen", "CRITICAL"]);
    await pass(run, 25);
    expect(run.sent).toContainEqual(expect.objectContaining({ title: "Threat risen", rings: true }));
    expect(overflowOf(run)).toMatchObject({ kind: "reminder", title: "Threat stays", more: 0 });
    expect(overflowOf(run)?.alerts.map(({ title }) => title)).toEqual(["Threat stays"]);
  });
});
