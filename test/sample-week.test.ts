/** Every page of the sample week is read as the person reads it who gets it: no sentence contradicts a field, and no page another. */
import { beforeAll, describe, expect, test } from "vitest";
import { contradictionsAmong, contradictionsOn } from "./support/page-check.ts";
import { runSampleWeek, type SampleWeek, type Telling } from "./support/sample-week.ts";

let week: SampleWeek;
beforeAll(async () => {
  week = await runSampleWeek();
});

const named = (telling: Telling, problems: readonly string[]) =>
  problems.map((problem) => `${problem}\n${telling.now}\n${telling.page}\n`);

describe("the sample week", () => {
  test("shows the page of every announcement that a route sends on, and no other", () => {
    const left = [...week.shown];
    for (const { announcement, now } of week.routed) {
      const at = left.findIndex(
        ({ page, now: shownAt }) => shownAt === now && page.endsWith(`alerts show ${announcement.alertId}`),
      );
      expect(at, `a page for ${announcement.kind} of ${announcement.alert.title} at ${now}`).toBeGreaterThanOrEqual(0);
      left.splice(at, 1);
    }
    expect(left).toEqual([]);
  });

  test("shows no page that contradicts itself", () => {
    expect(week.routed.length).toBeGreaterThan(60);
    expect(week.routed.flatMap((telling) => named(telling, contradictionsOn(telling)))).toEqual([]);
  });

  test("would show none of what it notifies nobody of, either", () => {
    expect(week.unrouted.flatMap((telling) => named(telling, contradictionsOn(telling)))).toEqual([]);
  });

  test("shows no page of an alert that contradicts another one of it", () => {
    const byAlert = Map.groupBy([...week.routed, ...week.unrouted], ({ announcement }) => announcement.alertId);
    const problems = [...byAlert.values()].flatMap((tellings) =>
      contradictionsAmong([...tellings].sort((a, b) => a.announcement.version - b.announcement.version)).map(
        (problem) => `${problem}\n${tellings.map(({ page }) => page).join("\n\n")}`,
      ),
    );
    expect(problems).toEqual([]);
  });
});
