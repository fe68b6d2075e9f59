/** The pages of all that sources may say are read as the person reads them who gets them: no sentence contradicts a field, and no page another. */
import { renderNotification } from "@tocsin/channels/page/notification-page";
import { beforeAll, describe, expect, test } from "vitest";
import { contradictionsAmong, contradictionsOn, type Telling } from "../support/notification-check.ts";
import { notificationOf } from "../support/notification-of.ts";
import { storiesOfSamples } from "../support/sample-pages.ts";

let stories: readonly (readonly Telling[])[];

beforeAll(async () => {
  stories = (await storiesOfSamples()).map((story) =>
    story.map(({ announcement, now }, i): Telling => {
      const before = story.slice(0, i).findLast((told) => told.announcement.alertId === announcement.alertId);
      const notification = notificationOf(announcement, before?.announcement);
      return {
        announcement,
        before: before?.announcement,
        now,
        page: renderNotification(notification, { now, styled: false }),
      };
    }),
  );
});

const named = (telling: Telling, problems: readonly string[]) =>
  problems.map((problem) => `${problem}\n${telling.now}\n${telling.page}\n`);

test("the pages of all that sources may say contradict neither themselves nor each other", () => {
  expect(stories.flat().length).toBeGreaterThan(300);
  expect(stories.flat().flatMap((telling) => named(telling, contradictionsOn(telling)))).toEqual([]);
  expect(stories.flatMap(contradictionsAmong)).toEqual([]);
});

describe("a page that is made wrong", () => {
  test.each<readonly [string, string, RegExp, string]>([
    ["says that it is over", "heading", /^\[\w+ - NOW\]/, "[RESOLVED]"],
    ["says another severity", "heading", /^\[(?!LOW)(?:HIGH|CRITICAL|MEDIUM)/, "[LOW"],
    ["says DELETED of what was renewed", "heading", /^\[RESOLVED\](?=.* is renewed)/, "[DELETED]"],
    ["counts a day too many in its first line", "heading", /^\[\d+ DAYS LEFT/, "[999 DAYS LEFT"],
    ["is in another account", "heading", /^(.* - )\d{12}/, "$1111122223334"],
    ["lacks what is to be done", "action", /\n {2}to do .*(?=\n {2}done when)/s, ""],
    ["lacks how it ends", "action", /\n {2}done when .*(?=\n {2}next)/s, ""],
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
    ["tells of a rise that is a fall", "rise", /HIGH → CRITICAL/, "CRITICAL → HIGH"],
    ["tells of a rise that is none", "rise", /it is new \(HIGH/, "it is new (LOW → HIGH"],
    ["was more severe than it was", "rise", /\(was HIGH\)/, "(was CRITICAL)"],
    ["names another step", "step", /[\d.]+-day step/, "45-day step"],
    ["says that nothing ended it", "ending", /it was renewed or replaced/, "its reporters say that it is over"],
    ["says that it ended while it is open", "ending", /(?<= {2}why you {3})it is new/, "it was renewed or replaced"],
    ["names another account", "names", /(?<= {2}what {6})/, "In account 444455556666: "],
    ["names another resource", "names", /(?<= {2}what {6})/, "Of arn:aws:s3:::another-bucket: "],
    ["names another CVE", "names", /CVE-\d+-\d+/, "CVE-1999-0001"],
    ["updates another package", "remedy", /(?<=[Uu]pdate )[\w.:-]+(?= (?:from \S+ )?to )/, "another-package"],
    ["gives a command for another secret", "remedy", /(?<=--secret-id )[^\s`]+/, "another/secret"],
    ["asks what it says", "remedy", /(?<= {2}by .*to do {5})/s, "Find out who did it. "],
    ["speaks of somebody", "wording", /(?<= {2}what {6})/, "Somebody has done it. "],
    ["lacks a value", "wording", /(?<= {2}what {6})/, "The undefined was stopped. "],
  ])("%s: the check of its %s notices", (_title, check, text, instead) => {
    const right = stories.flat().filter(({ page }) => text.test(page));
    expect(right, "pages that it can be made of").not.toEqual([]);
    for (const telling of right) {
      const wrong = { ...telling, page: telling.page.replace(text, instead) };
      if (wrong.page === telling.page) continue;
      if (contradictionsOn(wrong).some((problem) => problem.startsWith(`${check}: `))) return;
    }
    expect.fail("no page that was made so is found to be wrong");
  });
});
