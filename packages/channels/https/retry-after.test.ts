import { epochOf } from "@tocsin/core/event/instant";
import { now } from "@tocsin/oncall/testing/sample-notification";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pauseAskedFor } from "./retry-after.ts";

const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** The three forms of a date that RFC 9110 has a recipient take. */
function written(date: Date): readonly string[] {
  const [day = "", dayOfMonth = "", month = "", year = "", time = ""] = date.toUTCString().replace(",", "").split(" ");
  const long = days[date.getUTCDay()];
  return [
    `${day}, ${dayOfMonth} ${month} ${year} ${time} GMT`,
    `${long}, ${dayOfMonth}-${month}-${year.slice(2)} ${time} GMT`,
    `${day} ${month} ${dayOfMonth.replace(/^0/, " ")} ${time} ${year}`,
  ];
}

describe("the pause that a receiver asks for", () => {
  test("is so many seconds", () => {
    fc.assert(
      fc.property(fc.nat(), (seconds) => {
        expect(pauseAskedFor(String(seconds), now)).toBe(seconds * 1000);
      }),
    );
  });

  test("lasts until a date, in each of its forms, and is none where that has passed", () => {
    const years50 = 50 * 365 * 86_400;
    fc.assert(
      fc.property(fc.integer({ min: -20 * 365 * 86_400, max: years50 - 86_400 }), (seconds) => {
        const date = new Date(epochOf(now) + seconds * 1000);
        for (const text of written(date)) expect(pauseAskedFor(text, now), text).toBe(Math.max(seconds * 1000, 0));
      }),
    );
  });

  test("until a year of two digits more than 50 years away is none, for the year has passed", () => {
    expect(pauseAskedFor("Sunday, 06-Nov-94 08:49:37 GMT", now)).toBe(0);
    expect(pauseAskedFor("Tuesday, 24-Nov-76 08:00:00 GMT", now)).toBe(Date.UTC(2076, 10, 24, 8) - epochOf(now));
    expect(pauseAskedFor("Wednesday, 24-Nov-76 08:00:01 GMT", now)).toBe(0);
  });

  test.each<[text: string | undefined, what: string]>([
    [undefined, "nothing"],
    ["", "nothing"],
    ["1.5", "a fraction"],
    ["1e9", "an exponent"],
    ["-1", "less than nothing"],
    ["+7", "a sign"],
    ["0x10", "another base"],
    ["٧", "other digits"],
    ["7 seconds", "a unit"],
    ["7, 9", "two"],
    ["Infinity", "a word"],
    ["Tue, 24 Nov 2026", "a date without a time"],
    ["2026-11-24", "a date without a time, as ISO writes it"],
    ["2026-11-24T08:00:07Z", "an instant as ISO writes it"],
    ["Tue, 24 Nov 2026 08:00:07", "no zone"],
    ["Tue, 24 Nov 2026 08:00:07 +0100", "another zone"],
    ["Mon, 30 Feb 2026 08:00:07 GMT", "a date that does not exist"],
    ["Tue, 24 Nov 2026 25:00:07 GMT", "an hour that does not exist"],
    ["tue, 24 nov 2026 08:00:07 gmt", "small letters, which are not the same here"],
  ])("is not known of %j, which is %s", (text) => {
    expect(pauseAskedFor(text, now)).toBeUndefined();
  });
});
