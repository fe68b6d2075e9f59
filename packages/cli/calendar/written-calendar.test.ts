import { instant, shift } from "@tocsin/core/event/instant";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type CalendarShift, writtenCalendar } from "./written-calendar.ts";

const now = instant("2026-11-30T08:30:00Z");
const ada: CalendarShift = {
  ...{ schedule: "primary", person: "ada", overrides: [], goesOn: false },
  ...{ from: instant("2026-11-30T08:00:00.123Z"), until: instant("2026-12-07T08:00:00Z") },
};

test("a shift is an event in UTC, with what RFC 5545 asks of one", () => {
  expect(writtenCalendar("On call: primary", [{ ...ada, overrides: ["5f3a1b9c"] }], now).split("\r\n")).toEqual([
    ...["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tocsin//On-call//EN", "METHOD:PUBLISH"],
    ...["X-WR-CALNAME:On call: primary", "BEGIN:VEVENT", expect.stringMatching(/^UID:[0-9a-f]{32}@tocsin$/)],
    ...["DTSTAMP:20261130T083000Z", "DTSTART:20261130T080000Z", "DTEND:20261207T080000Z", "SUMMARY:ada on call"],
    ...["CATEGORIES:primary", "DESCRIPTION:By override 5f3a1b9c.", "TRANSP:TRANSPARENT", "END:VEVENT"],
    ...["END:VCALENDAR", ""],
  ]);
});

test("an event is the same whoever has the shift and whenever it is written, and another for another shift", () => {
  const uid = (one: CalendarShift, at = now) => /UID:(.*)/.exec(writtenCalendar("x", [one], at))?.[1];
  expect(uid({ ...ada, person: "grace", until: shift(ada.until, 1000) }, shift(now, 1000))).toBe(uid(ada));
  expect(uid({ ...ada, goesOn: true, from: now })).toBe(uid({ ...ada, goesOn: true }));
  const others = [
    ada,
    { ...ada, schedule: "second" },
    { ...ada, from: shift(ada.from, 60_000) },
    { ...ada, goesOn: true },
  ];
  expect(new Set(others.map((one) => uid(one))).size).toBe(4);
});

test("the schedule stands in the title where there are several", () => {
  const text = writtenCalendar("x", [ada, { ...ada, schedule: "second" }], now);
  expect(text.match(/SUMMARY:.*(?=\r)/g)).toEqual(["SUMMARY:ada on call: primary", "SUMMARY:ada on call: second"]);
});

test("what ends in the second in which it begins is no event: it would have no length", () => {
  const moment = { ...ada, until: shift(ada.from, 500) };
  expect(writtenCalendar("x", [moment], now)).not.toContain("VEVENT");
});

test("no name breaks out of its line, no line is longer than 75 octets, and nothing of a name is lost", () => {
  const hostile = fc.string({
    unit: fc.constantFrom(...'ab\\;,:"\r\n é€😀', "\u2028", "BEGIN:VEVENT"),
    maxLength: 120,
  });
  fc.assert(
    fc.property(hostile, hostile, (person, schedule) => {
      const text = writtenCalendar(schedule, [{ ...ada, person, schedule }], now);
      const lines = text.split("\r\n");
      expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
      for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      const unfolded = text.replaceAll("\r\n ", "").split("\r\n");
      expect(unfolded.filter((line) => line === "BEGIN:VEVENT")).toHaveLength(1);
      expect(valueIn(unfolded, "SUMMARY")).toBe(`${person.replaceAll(/\r\n|\r/g, "\n")} on call`);
      expect(valueIn(unfolded, "CATEGORIES")).toBe(schedule.replaceAll(/\r\n|\r/g, "\n"));
    }),
  );
});

function valueIn(lines: readonly string[], name: string): string | undefined {
  const line = lines.find((one) => one.startsWith(`${name}:`));
  return line?.slice(name.length + 1).replaceAll(/\\([\\;,n])/g, (_, sign) => (sign === "n" ? "\n" : sign));
}
