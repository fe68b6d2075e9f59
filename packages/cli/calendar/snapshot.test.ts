import { instant } from "@tocsin/core/event/instant";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shiftsIn } from "./snapshot.ts";
import { callingsOf } from "./who-is-meant.ts";

const now = instant("2026-11-20T12:00:00Z");
const callings = callingsOf({
  people: { ada: { calendarNames: ["Ada Lovelace", "lovelace"] }, grace: {}, "Ann Lee": {} },
});
const read = (text: string, timezone = "Europe/Berlin") =>
  shiftsIn(text, { timezone, callings, now, timeText: String });
const calendar = (...parts: readonly string[]) => ["BEGIN:VCALENDAR", ...parts, "END:VCALENDAR", ""].join("\r\n");
const event = (...lines: readonly string[]) => ["BEGIN:VEVENT", "UID:1", ...lines, "END:VEVENT"].join("\r\n");
/** `ada 2026-11-23T08:00`, without what all have. */
const shown = (text: string) => {
  const { shifts, errors } = read(text);
  expect(errors).toEqual([]);
  return shifts.map(({ person, from, until }) => `${person} ${from.slice(0, 16)} ${until.slice(0, 16)}`);
};
const problems = (text: string) => read(text).errors.map(({ line, problem }) => `${line ?? ""} ${problem}`);

const week = ["DTSTART:20261123T080000Z", "DTEND:20261130T080000Z"];
const berlin = ["DTSTART;TZID=Europe/Berlin:20261005T090000", "DTEND;TZID=Europe/Berlin:20261012T090000"];
/** As Outlook writes it, from a year that no instant has. */
const outlook = [
  ...["BEGIN:VTIMEZONE", "TZID:W. Europe Standard Time"],
  ...["BEGIN:STANDARD", "DTSTART:16010101T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100"],
  ...["RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10", "END:STANDARD"],
  ...["BEGIN:DAYLIGHT", "DTSTART:16010101T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200"],
  ...["RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3", "END:DAYLIGHT", "END:VTIMEZONE"],
];

describe("the shifts of a calendar are", () => {
  test.each<[string, string, readonly string[]]>([
    [
      "those that PagerDuty exports, without DTSTAMP and with addresses as they are",
      calendar(
        event(
          "DTEND;VALUE=DATE-TIME:20261130T080000Z",
          "DTSTART;VALUE=DATE-TIME:20261123T080000Z",
          "ATTENDEE:a.l@example.com",
          "SUMMARY:On Call - Ada Lovelace - Prim",
          " ary",
        ),
      ),
      ["ada 2026-11-23T08:00 2026-11-30T08:00"],
    ],
    [
      "by the clocks that they name, over a change of them",
      calendar(event(...berlin, "RRULE:FREQ=WEEKLY;INTERVAL=3;COUNT=3", "SUMMARY:ada")),
      [
        "ada 2026-10-05T07:00 2026-10-12T07:00",
        "ada 2026-10-26T08:00 2026-11-02T08:00",
        "ada 2026-11-16T08:00 2026-11-23T08:00",
      ],
    ],
    [
      "to nine by the clocks also in the week in which they change",
      calendar(
        event("DTSTART;TZID=Europe/Berlin:20261019T090000", "DTEND;TZID=Europe/Berlin:20261026T090000", "SUMMARY:ada"),
      ),
      ["ada 2026-10-19T07:00 2026-10-26T08:00"],
    ],
    [
      "as long as a DURATION says: days by the clocks, hours as they pass",
      calendar(
        event("DTSTART;TZID=Europe/Berlin:20261019T090000", "DURATION:P1W", "SUMMARY:ada"),
        event("DTSTART;TZID=Europe/Berlin:20261024T090000", "DURATION:PT24H", "SUMMARY:grace"),
      ),
      [
        "ada 2026-10-19T07:00 2026-10-24T07:00",
        "grace 2026-10-24T07:00 2026-10-25T07:00",
        "ada 2026-10-25T07:00 2026-10-26T08:00",
      ],
    ],
    [
      "by a time zone that the file describes",
      calendar(
        ...outlook,
        event(
          "DTSTART;TZID=W. Europe Standard Time:20261019T090000",
          "DTEND;TZID=W. Europe Standard Time:20261026T090000",
          "SUMMARY:ada",
        ),
      ),
      ["ada 2026-10-19T07:00 2026-10-26T08:00"],
    ],
    [
      "by the schedule's clocks, where they are days, or name no zone",
      calendar(
        event("DTSTART;VALUE=DATE:20261123", "DTEND;VALUE=DATE:20261125", "SUMMARY:ada"),
        event("DTSTART;VALUE=DATE:20261126", "SUMMARY:grace"),
        event("DTSTART:20261128T090000", "DTEND:20261128T170000", "SUMMARY:ada"),
      ),
      [
        "ada 2026-11-22T23:00 2026-11-24T23:00",
        "grace 2026-11-25T23:00 2026-11-26T23:00",
        "ada 2026-11-28T08:00 2026-11-28T16:00",
      ],
    ],
    [
      "without those that are taken out of a series, moved, or cancelled, and with those that are added",
      calendar(
        event(
          "DTSTART;TZID=Europe/Berlin:20261123T090000",
          "DTEND;TZID=Europe/Berlin:20261124T090000",
          "RRULE:FREQ=DAILY;COUNT=6",
          "EXDATE;TZID=Europe/Berlin:20261124T090000",
          "EXDATE;VALUE=DATE:20261125",
          "RDATE:20261201T080000Z",
          "SUMMARY:ada",
        ),
        event("RECURRENCE-ID:20261126T080000Z", "DTSTART:20261126T200000Z", "DTEND:20261126T220000Z", "SUMMARY:grace"),
        event(
          "RECURRENCE-ID;TZID=Europe/Berlin:20261127T090000",
          "DTSTART:20261127T080000Z",
          "DTEND:20261128T080000Z",
          "STATUS:CANCELLED",
          "SUMMARY:ada",
        ),
        event(...week, "STATUS:CANCELLED", "SUMMARY:grace").replace("UID:1", "UID:2"),
      ),
      [
        "ada 2026-11-23T08:00 2026-11-24T08:00",
        "grace 2026-11-26T20:00 2026-11-26T22:00",
        "ada 2026-11-28T08:00 2026-11-29T08:00",
        "ada 2026-12-01T08:00 2026-12-02T08:00",
      ],
    ],
    [
      "of a series up to its UNTIL, in UTC, by the clocks, or as a day",
      calendar(
        ...["20261125T080000Z", "20261125T090000", "20261125"].map((until, i) =>
          event(
            `DTSTART;TZID=Europe/Berlin:20261123T${9 + 4 * i}0000`.replace("T9", "T09"),
            "DURATION:PT1H",
            `RRULE:FREQ=DAILY;UNTIL=${until}`,
            "SUMMARY:ada",
          ),
        ),
      ),
      [
        ...[
          "23T08:00 23T09:00",
          "23T12:00 23T13:00",
          "23T16:00 23T17:00",
          "24T08:00 24T09:00",
          "24T12:00 24T13:00",
          "24T16:00 24T17:00",
        ],
        ...["25T08:00 25T09:00", "25T16:00 25T17:00"],
      ].map((span) => `ada ${span.replaceAll(/(\d\dT)/g, "2026-11-$1")}`),
    ],
    [
      "without time that is nobody's, which an event may say",
      calendar(event(...week, "SUMMARY:ada"), event("DTSTART;VALUE=DATE:20261125", "SUMMARY:Nobody (holiday)")),
      ["ada 2026-11-23T08:00 2026-11-24T23:00", "ada 2026-11-25T23:00 2026-11-30T08:00"],
    ],
    [
      "one where they are of one person and meet, and of no event that is no event",
      calendar(
        event(...week, "SUMMARY:ada"),
        event("DTSTART:20261130T080000Z", "DTEND:20261207T080000Z", "SUMMARY:ADA"),
        "BEGIN:VTODO",
        "SUMMARY:x",
        "END:VTODO",
      ),
      ["ada 2026-11-23T08:00 2026-12-07T08:00"],
    ],
    [
      "those of each calendar that a file holds",
      calendar(event(...week, "SUMMARY:ada")) + calendar(event("DTSTART;VALUE=DATE:20261225", "SUMMARY:grace")),
      ["ada 2026-11-23T08:00 2026-11-30T08:00", "grace 2026-12-24T23:00 2026-12-25T23:00"],
    ],
    ["none of a calendar without events", calendar(), []],
    [
      "not those of long ago, nor of who has left since",
      calendar(
        event("DTSTART:20260101T000000Z", "DTEND:20260108T000000Z", "SUMMARY:ada"),
        event("DTSTART:20261101T000000Z", "DTEND:20261108T000000Z", "SUMMARY:bob"),
      ),
      [],
    ],
  ])("%s", (_title, text, expected) => {
    expect(shown(text)).toEqual(expected);
    expect(shown(text.replaceAll("\r\n", "\n"))).toEqual(expected);
  });

  test("a year ahead of a series that has no end, and the same on each day of a month", () => {
    const text = calendar(event(...berlin, "RRULE:FREQ=WEEKLY", "SUMMARY:ada"));
    const shifts = (at: string) =>
      shiftsIn(text, { timezone: "UTC", callings, now: instant(at), timeText: String }).shifts;
    expect(shifts("2026-11-01T00:00:00Z")).toEqual(shifts("2026-11-30T23:59:59Z"));
    expect(shifts("2026-11-30T00:00:00Z").map(({ until }) => until)).toEqual(["2027-12-06T08:00:00.000Z"]);
  });
});

describe("of events at one time", () => {
  const covered = calendar(
    event(...week, "SUMMARY:ada"),
    event("DTSTART:20261125T080000Z", "DTEND:20261126T080000Z", "SUMMARY:grace"),
    event("DTSTART:20261127T080000Z", "DTEND:20261128T080000Z", "SUMMARY:grace"),
  );

  test("the one that began last holds, and whoever wrote them is warned once", () => {
    expect(shown(covered)).toEqual([
      ...["ada 2026-11-23T08:00 2026-11-25T08:00", "grace 2026-11-25T08:00 2026-11-26T08:00"],
      ...["ada 2026-11-26T08:00 2026-11-27T08:00", "grace 2026-11-27T08:00 2026-11-28T08:00"],
      "ada 2026-11-28T08:00 2026-11-30T08:00",
    ]);
    expect(read(covered).warnings).toEqual([
      {
        line: 8,
        problem:
          'has an event "grace" at the time of "ada" (line 2), 2 times, first from 2026-11-25T08:00:00.000Z to 2026-11-26T08:00:00.000Z: it began last, so grace is on call',
      },
    ]);
  });

  test("nothing is warned of one person, nor of what is over", () => {
    const own = calendar(event(...week, "SUMMARY:ada"), event("DTSTART;VALUE=DATE:20261125", "SUMMARY:ada"));
    expect(read(own)).toMatchObject({ warnings: [], shifts: [{ person: "ada" }] });
    expect(read(covered.replaceAll("202611", "202610")).warnings).toEqual([]);
  });

  test("of two that begin together the shorter holds", () => {
    const two = (first: string, second: string) =>
      calendar(
        event(...week, `SUMMARY:${first}`),
        event("DTSTART:20261123T080000Z", "DTEND:20261124T080000Z", `SUMMARY:${second}`),
      );
    expect(shown(two("ada", "grace"))[0]).toBe("grace 2026-11-23T08:00 2026-11-24T08:00");
  });
});

describe("refused, with its line, is", () => {
  test.each<[string, string, readonly string[]]>([
    [
      "an event of somebody whom the policy has not",
      calendar(event(...week, "SUMMARY:On call: Bob Martin")),
      [
        '2 has an event "On call: Bob Martin", from 2026-11-23T08:00:00.000Z, that names nobody of the policy\'s people; calendarNames says what calendars call somebody',
      ],
    ],
    [
      "an event that may mean two people",
      calendar(event(...week, "SUMMARY:Ada or Grace")),
      ['2 has an event "Ada or Grace", from 2026-11-23T08:00:00.000Z, that may mean ada or grace'],
    ],
    [
      "a page on which one is to log in",
      "<!doctype html>\n<title>Sign in</title>",
      [" is no iCalendar: it does not begin with BEGIN:VCALENDAR"],
    ],
    ["nothing", "", [" is no iCalendar: it does not begin with BEGIN:VCALENDAR"]],
    ["JSON", "{}", [" is no iCalendar: it does not begin with BEGIN:VCALENDAR"]],
    [
      "a file that was cut off",
      calendar(event(...week, "SUMMARY:ada")).slice(0, -30),
      [" cannot be read as iCalendar (invalid ical body. component began but did not end)"],
    ],
    [
      "a line that is none",
      calendar(event(...week, "SUMMARY:ada", "a secret of ada@example.com")),
      ["7 is no line of iCalendar"],
    ],
    [
      "a parameter that is none",
      calendar(event(...week, "SUMMARY:ada", 'ATTENDEE;CN="ada@example.com:x')),
      ["7 cannot be read as iCalendar (invalid line (no matching double quote))"],
    ],
    [
      "a time that there is not",
      calendar(event("DTSTART:20261131T080000Z", "DTEND:20261201T080000Z", "SUMMARY:ada")),
      ['2 has an event that has a DTSTART that is no day and no time: "2026-11-31T08:00:00Z"'],
    ],
    [
      "a text in the place of a time",
      calendar(event("DTSTART:tomorrow", "SUMMARY:ada")),
      [expect.stringMatching(/^2? ?(?:has an event that )?(?:has a DTSTART that is no day|cannot be read)/)],
    ],
    ["an event without a start", calendar(event("SUMMARY:ada")), ["2 has an event that has no DTSTART"]],
    [
      "an event without an end",
      calendar(event("DTSTART:20261123T080000Z", "SUMMARY:ada")),
      ["2 has an event that has no end"],
    ],
    [
      "an event that ends before it begins",
      calendar(event("DTSTART:20261123T080000Z", "DTEND:20261122T080000Z", "SUMMARY:ada")),
      ["2 has an event that ends no later than it begins"],
    ],
    [
      "a time zone that nobody knows",
      calendar(
        event("DTSTART;TZID=Mars/Olympus:20261123T080000", "DTEND;TZID=Mars/Olympus:20261124T080000", "SUMMARY:ada"),
      ),
      [
        '2 has an event that has a time in the time zone "Mars/Olympus", which is none of the IANA database, and which the file does not describe',
      ],
    ],
    [
      "a time zone that changes each second",
      calendar(
        ...outlook.map((line) => line.replace("FREQ=YEARLY;INTERVAL=1", "FREQ=SECONDLY")),
        event(...week, "SUMMARY:ada"),
      ),
      ['3 describes the time zone "W. Europe Standard Time" by changes that do not come once a year'],
    ],
    [
      "a series that nothing ends",
      calendar(event("DTSTART:19700101T000000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY", "SUMMARY:ada")),
      [expect.stringMatching(/^2 has an event that recurs by a rule that cannot be followed/)],
    ],
    [
      "a series by no rule",
      calendar(event(...week, "RRULE:FREQ=OFTEN", "SUMMARY:ada")),
      [expect.stringMatching(/^6 cannot be read as iCalendar \(invalid frequency\)/)],
    ],
    [
      "an event that changes all that follow",
      calendar(
        event(...week, "RRULE:FREQ=WEEKLY", "SUMMARY:ada"),
        event("RECURRENCE-ID;RANGE=THISANDFUTURE:20261130T080000Z", ...week, "SUMMARY:grace"),
      ),
      [expect.stringMatching(/^9 has an event that changes all that comes after it \(RANGE\)/)],
    ],
    [
      "a rule that takes away",
      calendar(event(...week, "EXRULE:FREQ=WEEKLY", "SUMMARY:ada")),
      ["2 has an event that has an EXRULE, which is not understood"],
    ],
    ...["BYEASTER=0", "RSCALE=CHINESE", "SKIP=FORWARD", "X-FISCAL=1"].map(
      (part): [string, string, readonly string[]] => [
        `a series by what nobody here can count, ${part}`,
        calendar(event(...week, `RRULE:FREQ=YEARLY;${part}`, "SUMMARY:ada")),
        [`2 has an event that has an RRULE with ${part.split("=")[0]}, which is not understood`],
      ],
    ),
    [
      "a series of no event, which else would go on for ever",
      calendar(event(...week, "RRULE:FREQ=WEEKLY;COUNT=0", "SUMMARY:ada")),
      ["2 has an event that has an RRULE with a COUNT of 0"],
    ],
    [
      "more shifts than are kept",
      calendar(event("DTSTART:20261101T000000Z", "DURATION:PT1H", "RRULE:FREQ=HOURLY;INTERVAL=2", "SUMMARY:ada")),
      [expect.stringMatching(/^ has more than 2000 shifts from /)],
    ],
    [
      "more events than are read",
      calendar(...Array.from({ length: 11_000 }, () => event(...week, "SUMMARY:ada"))),
      [expect.stringMatching(/^ has more than 10000 events from /)],
    ],
  ])("%s", (_title, text, expected) => {
    const found = read(text);
    expect(found.errors.map(({ line, problem }) => `${line ?? ""} ${problem}`)).toEqual(expected);
    expect(found.shifts).toEqual([]);
    expect(JSON.stringify(found)).not.toContain("@example.com");
  });

  test("each of many once, twenty of them in words", () => {
    const unknown = Array.from({ length: 30 }, (_, n) => event(...week, `SUMMARY:Bob ${n}`));
    expect(problems(calendar(...unknown)).at(-1)).toBe(" has 10 further problems");
    expect(problems(calendar(event(...berlin, "RRULE:FREQ=WEEKLY", "SUMMARY:Bob")))).toHaveLength(1);
  });
});

test("who has declined is not on call, nor is a room, nor what else is booked", () => {
  const also = ["PARTSTAT=DECLINED", "CUTYPE=ROOM", "CUTYPE=RESOURCE"].map(
    (of) => `ATTENDEE;CN=grace;${of}:mailto:g@example.com`,
  );
  for (const attendee of also)
    expect(
      shown(calendar(event(...week, "SUMMARY:On call", attendee, "ATTENDEE;CN=ada:mailto:a@example.com"))),
    ).toEqual(["ada 2026-11-23T08:00 2026-11-30T08:00"]);
});

test("a rule that no day fits is followed to its end", () => {
  const never = [
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
  ];
  for (const rule of never) expect(shown(calendar(event(...week, `RRULE:${rule}`, "SUMMARY:ada")))).toEqual([]);
});

test("a file of any lines is read or refused, and gives shifts in order", () => {
  const line = fc.constantFrom(
    ...[
      "BEGIN:VEVENT",
      "END:VEVENT",
      "BEGIN:VCALENDAR",
      "END:VCALENDAR",
      "BEGIN:VTIMEZONE",
      "END:VTIMEZONE",
      "TZID:X",
      "SUMMARY:ada",
      "SUMMARY:grace",
    ],
    ...[
      "DTSTART;TZID=X:20261123T080000",
      "DTSTART:20261123T080000Z",
      "DTSTART;VALUE=DATE:20261123",
      "DTSTART:",
      "DTEND:20261125T080000Z",
      "DTEND;VALUE=DATE:99999999",
    ],
    ...[
      "DURATION:P1D",
      "DURATION:-P1D",
      "DURATION:x",
      "RRULE:FREQ=DAILY",
      "RRULE:",
      "RDATE;VALUE=PERIOD:20261123T080000Z/PT1H",
      "EXDATE:x",
      "RECURRENCE-ID:20261124T080000Z",
    ],
    ...["ATTENDEE;CN=ada;CN=grace:mailto:x", "UID:1", "STATUS:CANCELLED", " folded", "\u0000", 'X;Y="', ":", ";"],
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 14 }), fc.boolean(), (lines, isWrapped) => {
      const { shifts, errors } = read(isWrapped ? calendar(event(...lines)) : calendar(...lines));
      if (errors.length > 0) expect(shifts).toEqual([]);
      for (const [i, { from, until }] of shifts.entries())
        expect(from < until && (shifts[i - 1]?.until ?? from) <= from).toBe(true);
    }),
    { numRuns: 500 },
  );
});
