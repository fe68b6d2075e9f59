/** Every page of the sample week is read as the person reads it who gets it: no sentence contradicts a field, and no page another. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { renderNotification } from "@tocsin/channels/page/notification-page";
import { beforeAll, describe, expect, test } from "vitest";
import { defaultSimulation, simulate } from "../packages/cli/simulate/simulate.ts";
import { contradictionsAmong, contradictionsOn, type Telling } from "./support/notification-check.ts";
import { notificationOf } from "./support/notification-of.ts";
import { runSampleWeek, type SampleWeek } from "./support/sample-week.ts";

let week: SampleWeek;
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
  test("shows pages, and none of them twice at one moment", () => {
    expect(week.shown.length).toBeGreaterThan(20);
    expect(new Set(week.shown.map(({ page, now }) => `${now} ${page}`)).size).toBe(week.shown.length);
  });

  test("shows no page of an alert that contradicts itself, or another one of it", () => {
    const told = tellings();
    expect(told.length).toBeGreaterThan(60);
    expect(told.flatMap((telling) => named(telling, contradictionsOn(telling)))).toEqual([]);
    expect(contradictionsAmong(told)).toEqual([]);
  });
});

describe("README", () => {
  const readme = () => readFile(join(import.meta.dirname, "../README.md"), "utf8");

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
      expect(isShown, example).toBe(true);
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
    expect(figure(/events +(\d+) read/)).toBe(String(events.length));
    const [opened, resolved, escalated, reopened] = ["opened", "resolved", "escalated", "reopened"].map(countOf);
    expect(figure(/announcements +(.*?reopened)/)).toBe([opened, resolved, escalated, reopened].join(", "));
    expect(figure(/notifications +(\d+) sent/)).toBe(String(week.shown.length));
    expect(figure(/(\d+) rang at night/)).toBe(String(week.rings.get("at-night") ?? 0));
    expect(figure(/, (\d+) are of one vulnerability/)).toBe(String(Math.max(...sizes)));
  });
});
