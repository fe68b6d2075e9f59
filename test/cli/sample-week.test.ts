/** Every page of the sample week is read as the person reads it who gets it: no sentence contradicts a field, and no page another. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { renderNotification } from "@tocsin/channels/page/notification-page";
import { severities } from "@tocsin/core/alert/severity";
import { epochOf, instant } from "@tocsin/core/event/instant";
import { beforeAll, describe, expect, test } from "vitest";
import { defaultSimulation, simulate } from "../../packages/cli/simulate/simulate.ts";
import { contradictionsAmong, contradictionsOn, type Telling } from "../support/notification-check.ts";
import { notificationOf } from "../support/notification-of.ts";
import { runSampleWeek, type SampleWeek } from "../support/sample-week.ts";

let week: SampleWeek;
const SOME_TIME = instant("2026-11-16T00:00:00Z");
/** Some ten seconds of work, on a machine that does much else. */
const PATIENCE_MILLISECONDS = 180_000;

beforeAll(async () => {
  week = await runSampleWeek();
}, PATIENCE_MILLISECONDS);

const named = (telling: Telling, problems: readonly string[]) =>
  problems.map((problem) => `${problem}\n${telling.now}\n${telling.page}\n`);

/** Each announcement that is not quiet, with the page that it would get by itself. */
function tellings(): readonly Telling[] {
  const loud = week.announcements.filter(({ quiet }) => !quiet);
  return loud.map((announcement, i) => {
    const before = loud.slice(0, i).findLast(({ alertId }) => alertId === announcement.alertId);
    const now = announcement.at;
    return {
      announcement,
      before,
      now,
      page: renderNotification(notificationOf(announcement, before), { now, styled: false }),
    };
  });
}

describe("the sample week", () => {
  test("shows a dozen messages, of which few ring at night, and none of them twice at one moment", () => {
    expect(week.shown.length).toBeGreaterThan(8);
    expect(week.shown.length).toBeLessThanOrEqual(40);
    expect(week.rings.get("at-night") ?? 0).toBeLessThanOrEqual(4);
    expect(new Set(week.shown.map(({ page, now }) => `${now} ${page}`)).size).toBe(week.shown.length);
  });

  test("shows no page of an alert that contradicts itself, or another one of it", () => {
    const told = tellings();
    expect(told.length).toBeGreaterThan(60);
    expect(told.flatMap((telling) => named(telling, contradictionsOn(telling)))).toEqual([]);
    expect(contradictionsAmong(told)).toEqual([]);
  });
});

describe("the people of the sample week", () => {
  const told = (part: string) => week.shown.filter(({ page }) => page.includes(part));
  test("acknowledge what rings, so that it does not ring again", () => {
    expect(told("- REMINDER]")).toEqual([]);
  });
  test("acknowledge as the command does, which holds until the deadline at most, when what is not renewed rings again", () => {
    const deadlines = told("[DEADLINE PASSED - AGAIN]").map(({ now, page }) => [now, /passed .*/.exec(page)?.[0]]);
    expect(deadlines).toEqual([
      [expect.stringMatching("2026-11-20T06:50"), "passed just now"],
      [expect.stringMatching("2026-11-21T04:52"), "passed just now"],
    ]);
  });
  test("let the lead hear of what nobody acknowledges for ten minutes, and of nothing else", () => {
    const [first, second] = told("Potential credential compromise");
    expect(first?.page).toContain('sends it to "oncall"');
    expect(second?.page).toContain("nobody has acknowledged it for 10 minutes (CRITICAL)");
    expect(second?.page.replace(/\s+/g, " ")).toMatch(/ escalation "[^"]+" of route "[^"]+" sends it to "lead" /);
    expect(epochOf(second?.now ?? SOME_TIME) - epochOf(first?.now ?? SOME_TIME)).toBe(10 * 60_000);
    expect(told("escalation ")).toHaveLength(1);
  });
  test("silence the test stages, which are on the list again when the silence has ended", () => {
    const lists = told("[MORNING]").map(({ page }) => / (\d+) silenced/.exec(page)?.[1] ?? "0");
    expect(lists.filter((number) => Number(number) > 10)).toHaveLength(3);
    expect(lists.at(-1)).toBe("0");
  });
  test("have none of them on a list meanwhile, but for what is CRITICAL, and begin each with what is most severe and due first", () => {
    const lists = told("[MORNING]").map(({ page }) => page.replace(/\n +/g, " "));
    const itemsOf = (list: string) => list.match(/\d+ \[(?:CRITICAL|HIGH)[^\]]*\] .*?\([0-9a-f]{8}\)/g) ?? [];
    const muted = lists.filter((list) => Number(/ (\d+) silenced/.exec(list)?.[1] ?? 0) > 10).flatMap(itemsOf);
    expect(muted.length).toBeGreaterThan(20);
    expect(muted.filter((item) => item.includes("-staging, ") && !item.includes("[CRITICAL"))).toEqual([]);
    const days = itemsOf(lists[0] ?? "").map((item) => Number(/ - (\d+) DAYS LEFT\]/.exec(item)?.[1]));
    expect(days).toEqual([3, 4, 10]);
  });
  test("are reminded of that an hour before it ends, once, with as many alerts as the list says at that time", () => {
    const [mail, ...more] = week.mails;
    const list = told("[MORNING]").find(({ now }) => now === mail?.now);
    const [, silenced] = / (\d+) silenced/.exec(list?.page ?? "") ?? [];
    expect([mail?.now, more]).toEqual(["2026-11-20T08:00:00.000Z", []]);
    expect(mail?.subject).toBe(`Tocsin: a silence that mutes ${silenced} open alerts ends soon`);
    expect(mail?.text).toContain("npx tocsin silence expire sample");
  });
});

describe("README", () => {
  const readme = () => readFile(join(import.meta.dirname, "../../README.md"), "utf8");

  test("shows pages of the week as they are, but for what it leaves out", async () => {
    const [, examples = ""] = /```\n(\[[A-Z0-9 -]+\] .*?)```/s.exec(await readme()) ?? [];
    const pages = examples.trimEnd().split("\n\n");
    expect(pages.length).toBeGreaterThan(1);
    for (const example of pages) {
      const lines = example
        .split("\n")
        .map((line) => line.replace(/ *…$/, ""))
        .filter((line) => line !== "");
      const isShown = week.shown.some(({ page }) => lines.every((line) => `\n${page}`.includes(`\n${line}`)));
      expect(isShown, `the week has no such page: copy one from \`npm start\` into the README\n${example}`).toBe(true);
    }
  });

  test("gives the figures of the week", async () => {
    const events = simulate(defaultSimulation);
    const countOf = (kind: string) => `${week.announcements.filter((one) => one.kind === kind).length} ${kind}`;
    const burst = new Map(
      events.flatMap(({ detail }) =>
        detail.findingArn === undefined ? [] : [[detail.findingArn, String(detail.title).split(" ")[0]]],
      ),
    );
    const sizes = [...Map.groupBy(burst.values(), (cve) => cve).values()].map(({ length }) => length);
    const text = await readme();
    const figure = (pattern: RegExp) => pattern.exec(text)?.[1];
    const stale = "the README has figures of another week: run `npm start`, and copy its summary into the README";
    expect(figure(/events +(\d+) read/), stale).toBe(String(events.length));
    // The command orders them by their number.
    const announced = figure(/announcements +(.*)/)?.split(", ");
    const counted = ["opened", "resolved", "escalated", "reopened"].map(countOf);
    expect(announced, stale).toEqual(expect.arrayContaining(counted));
    const last = new Map(week.announcements.map(({ alert }) => [alert.id, alert]));
    const standing = [...last.values()].filter(({ status }) => status !== "RESOLVED");
    const bySeverity = severities.toReversed().map((severity) => {
      const of = standing.filter((alert) => alert.severity === severity);
      return `${of.length} ${severity}`;
    });
    expect(figure(/open alerts +(.*)/), stale).toBe(bySeverity.join("  "));
    expect(figure(/notifications +(\d+) sent/), stale).toBe(String(week.shown.length));
    expect(figure(/(\d+) rang at night/), stale).toBe(String(week.rings.get("at-night") ?? 0));
    expect(figure(/(\d+) of them are of one vulnerability/)).toBe(String(Math.max(...sizes)));
  });
});
