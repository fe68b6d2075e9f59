/** Every page of the sample week is read as the person reads it who gets it: no sentence contradicts a field, and no page another. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { defaultSimulation, simulate } from "../packages/cli/simulate/simulate.ts";
import { contradictionsAmong, contradictionsOn } from "./support/page-check.ts";
import { storiesOfSamples } from "./support/sample-pages.ts";
import { runSampleWeek, type SampleWeek, type Telling } from "./support/sample-week.ts";

let week: SampleWeek;
/** Some ten seconds of work, on a machine that does much else. */
const PATIENCE_MILLISECONDS = 180_000;

beforeAll(async () => {
  week = await runSampleWeek();
}, PATIENCE_MILLISECONDS);

const named = (telling: Telling, problems: readonly string[]) =>
  problems.map((problem) => `${problem}\n${telling.now}\n${telling.page}\n`);

describe("the sample week", () => {
  test("shows the page of every announcement that a route sends on, and no other", () => {
    const left = [...week.shown];
    for (const { announcement, page, now } of week.routed) {
      const at = left.findIndex((shown) => shown.page === page && shown.now === now);
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
    expect(contradictionsAmong([...week.routed, ...week.unrouted])).toEqual([]);
  });
});

describe("README", () => {
  const readme = () => readFile(join(import.meta.dirname, "../README.md"), "utf8");

  test("shows pages of the week as they are, but for what it leaves out", async () => {
    const [, examples = ""] = /```\n(\[[A-Z]+\] .*?)```/s.exec(await readme()) ?? [];
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
    const countOf = (kind: string) => `${week.kinds.filter((one) => one === kind).length} ${kind}`;
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
    expect(figure(/notifications +(\d+) pages/)).toBe(String(week.shown.length));
    expect(figure(/, (\d+) are of one vulnerability/)).toBe(String(Math.max(...sizes)));
  });
});

describe("the pages of all that sources may say", () => {
  test("contradict neither themselves nor each other", async () => {
    const stories = await storiesOfSamples();
    expect(stories.flat().length).toBeGreaterThan(300);
    expect(stories.flat().flatMap((telling) => named(telling, contradictionsOn(telling)))).toEqual([]);
    expect(stories.flatMap(contradictionsAmong)).toEqual([]);
  });
});

describe("a page that is made wrong", () => {
  let tellings: readonly Telling[];
  beforeAll(async () => {
    tellings = (await storiesOfSamples()).flat();
  }, PATIENCE_MILLISECONDS);

  test.each<readonly [string, string, RegExp, string]>([
    ["says that it is over", "heading", /OPENED/, "RESOLVED"],
    ["says another severity", "heading", /^\[(?!LOW)\w+\]/, "[LOW]"],
    ["says DELETED of what was renewed", "heading", /RESOLVED(?=.* is renewed)/, "DELETED"],
    ["lacks what is to be done", "action", /\n {2}to do .*(?=\n {2}link)/s, ""],
    ["counts days in a sentence", "relativeTime", /ACM warns of the end of/, "In 4 days ends"],
    [
      "gives a moment in a sentence",
      "relativeTime",
      /Secrets Manager could not rotate/,
      "Today Secrets Manager could not rotate",
    ],
    ["gives a day too many", "deadline", /(?<=, )\d+ days? (?=.*left)/, "99 days "],
    ["gives another deadline", "deadline", /(?<= {2}deadline {2})\d{4}/, "2031"],
    ["takes the deadline for passed", "deadline", /(?<= {2}deadline .*, )\d+ days.* left/, "passed just now"],
    ["was first seen later", "since", /(?<= {2}since .*, )just now/, "2 days ago"],
    ["is to come and has been", "tense", /(?<= {2}deadline .*passed.*)Renew or/s, "Before the deadline renew or"],
    ["has been and is to come", "tense", /Expiry of (certificate \S+)(?=.*left)/s, "$1 has expired"],
    ["hides that the caller is a stranger", "by", /of another account, /, "of account "],
    ["makes a stranger of a caller", "by", /(?<= {2}by .*), of account /s, ", of another account, "],
    ["names another call", "by", /(?<= {2}by .*)DeleteSecret from/s, "CreateSecret from"],
    ["counts too few", "affected", /and \d+ more/, "and 77 more"],
    ["gives another place", "affected", /account \d{12}, eu-west-1/, "account 111122223333, us-west-2"],
    ["counts otherwise in two places", "count", /seen \d+ times/, "seen 99999 times"],
    ["tells of a worse time that was none", "rise", /(?<= {2}why {7})it is new/, "it is new; it was LOW at its worst"],
    ["tells of a rise that is a fall", "rise", /HIGH → CRITICAL/, "CRITICAL → HIGH"],
    ["names another step", "step", /[\d.]+-day step/, "45-day step"],
    ["says that nothing ended it", "ending", /it was renewed or replaced/, "its reporters say that it is over"],
    ["says that it ended while it is open", "ending", /(?<= {2}why {7})it is new/, "it was renewed or replaced"],
    ["names another account", "names", /(?<= {2}what {6})/, "In account 444455556666: "],
    ["names another resource", "names", /(?<= {2}what {6})/, "Of arn:aws:s3:::another-bucket: "],
    ["names another CVE", "names", /CVE-\d+-\d+/, "CVE-1999-0001"],
    ["updates another package", "remedy", /(?<=[Uu]pdate )[\w.:-]+(?= (?:from \S+ )?to )/, "another-package"],
    ["gives a command for another secret", "remedy", /(?<=--secret-id )[^\s`]+/, "another/secret"],
    ["asks what it says", "remedy", /(?<= {2}by .*to do {5})/s, "Find out who did it. "],
    ["speaks of somebody", "wording", /(?<= {2}what {6})/, "Somebody has done it. "],
    ["lacks a value", "wording", /(?<= {2}what {6})/, "The undefined was stopped. "],
  ])("%s: the check of its %s notices", (_title, check, text, instead) => {
    const right = tellings.filter(({ page }) => text.test(page));
    expect(right, "pages that it can be made of").not.toEqual([]);
    for (const telling of right) {
      const wrong = { ...telling, page: telling.page.replace(text, instead) };
      if (wrong.page === telling.page) continue;
      if (contradictionsOn(wrong).some((problem) => problem.startsWith(`${check}: `))) return;
    }
    expect.fail("no page that was made so is found to be wrong");
  });

  test("of a history that cannot be is noticed: told twice, over before it began, ended by the call that began it, or two steps at once", () => {
    const begun = tellings.find(({ announcement: { kind, alert } }) => kind === "opened" && alert.actor !== undefined);
    if (begun === undefined) throw new Error("no page of a call");
    const { announcement } = begun;
    const next = { ...announcement, version: announcement.version + 1 };
    const over: Telling = {
      ...begun,
      announcement: {
        ...next,
        kind: "resolved",
        to: { ...next.to, status: "RESOLVED" },
        alert: { ...next.alert, ended: "cleared" },
      },
    };
    const stepped = (telling: Telling, days: number): Telling => ({
      ...telling,
      announcement: { ...telling.announcement, to: { ...telling.announcement.to, stepDays: days } },
    });
    const nearer: Telling = { ...begun, announcement: { ...next, kind: "escalated", reason: "deadline-step" } };
    expect(contradictionsAmong([begun])).toEqual([]);
    expect(contradictionsAmong([over]).join()).toContain("is over, and was not open");
    expect(contradictionsAmong([begun, over]).join()).toContain("that opened it");
    expect(contradictionsAmong([begun, { ...begun, announcement: next }]).join()).toContain("says the same again");
    expect(contradictionsAmong([stepped(begun, 7), stepped(nearer, 3)]).join()).toContain(
      "7 and 3 days within an hour",
    );
  });
});
