import type { Severity } from "@tocsin/core/alert/severity";
import type { AlertView } from "@tocsin/core/alert/view";
import { instant } from "@tocsin/core/event/instant";
import { compilePattern } from "@tocsin/core/pattern/pattern";
import type { RecurringSilence } from "@tocsin/core/policy/policy";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boundariesBetween, boundaryAfter, type Silence, silencedBy } from "./silence.ts";
import { certificateAlert } from "./testing/sample-notification.ts";

const from = instant("2026-11-24T08:00:00Z");
const until = instant("2026-11-24T12:00:00Z");
const noon = instant("2026-11-24T10:00:00Z");

const silenceWith = (changed: Partial<Silence> = {}): Silence => ({
  id: "s1",
  of: { matches: compilePattern({ condition: ["certificate-expiry"] }) },
  upTo: "HIGH",
  evenIfWorse: false,
  by: "ada",
  why: "migration",
  madeAt: from,
  from,
  until,
  ...changed,
});

const alert = (severity: Severity, changed: Partial<AlertView> = {}) => ({
  view: { ...certificateAlert, severity, ...changed },
  worst: severity,
});

describe("a silence", () => {
  test.each<[string, Partial<Silence>, Severity, string, boolean]>([
    ["mutes from its first instant", {}, "HIGH", from, true],
    ["mutes nothing before", {}, "HIGH", "2026-11-24T07:59:59.999Z", false],
    ["mutes until just before its end", {}, "HIGH", "2026-11-24T11:59:59.999Z", true],
    ["mutes nothing at its end", {}, "HIGH", until, false],
    ["lets through what is worse than it is for", {}, "CRITICAL", noon, false],
    ["mutes that too where it says so", { evenIfWorse: true }, "CRITICAL", noon, true],
    ["mutes up to the severity that it names", { upTo: "MEDIUM" }, "MEDIUM", noon, true],
    ["lets through what is above it", { upTo: "MEDIUM" }, "HIGH", noon, false],
    [
      "mutes no other alerts than those that match",
      { of: { matches: compilePattern({ condition: ["threat"] }) } },
      "HIGH",
      noon,
      false,
    ],
    ["mutes the alert that it names", { of: { alertId: certificateAlert.id } }, "HIGH", noon, true],
    ["mutes no other alert than the one that it names", { of: { alertId: "0".repeat(32) } }, "HIGH", noon, false],
    ["mutes nothing any more once it was ended early", { expiredAt: noon }, "HIGH", noon, false],
    ["mutes as long as it was not ended", { expiredAt: noon }, "HIGH", "2026-11-24T09:59:59.999Z", true],
    [
      "is not made longer by an end that comes late",
      { expiredAt: instant("2026-11-25T00:00:00Z") },
      "HIGH",
      until,
      false,
    ],
  ])("%s", (_title, changed, severity, now, isMuted) => {
    expect(silencedBy(alert(severity), [silenceWith(changed)], [], instant(now)) !== undefined).toBe(isMuted);
  });

  test("is named with its end, and of several the one that lasts longest", () => {
    const longer = silenceWith({ id: "s2", until: instant("2026-11-24T13:00:00Z") });
    expect(silencedBy(alert("HIGH"), [silenceWith(), longer, silenceWith({ id: "s3" })], [], noon)).toEqual({
      by: "s2",
      until: longer.until,
    });
  });

  test.each<[string, Severity, boolean]>([
    ["mutes what is over by what it was at its worst", "HIGH", true],
    ["lets through what is over and was worse", "CRITICAL", false],
  ])("%s", (_title, worst, isMuted) => {
    const over = { view: { ...certificateAlert, status: "RESOLVED", severity: "INFORMATIONAL" } as const, worst };
    expect(silencedBy(over, [silenceWith()], [], noon) !== undefined).toBe(isMuted);
  });
});

const windowWith = (changed: Partial<RecurringSilence> = {}): RecurringSilence => ({
  name: "nights",
  matches: () => true,
  upTo: "HIGH",
  days: ["sat"],
  from: "22:00",
  to: "06:00",
  timezone: "Europe/Berlin",
  ...changed,
});

describe("a window of the week", () => {
  test.each(["UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo"])(
    "is asked for at the beginning of time too, where a clock stands that nobody has set: %s",
    (timezone) => {
      const start = instant("1970-01-01T00:00:00Z");
      const window = windowWith({ days: ["wed", "thu"], from: "22:00", to: "06:00", timezone });
      expect(() => boundaryAfter([], [window], start)).not.toThrow();
      expect(boundariesBetween([], [window], start, instant("1970-01-09T00:00:00Z")).length).toBeGreaterThan(0);
    },
  );

  test("that the clocks skip once is looked for in the week after", () => {
    const window = windowWith({ days: ["sun"], from: "02:30", to: "03:15", timezone: "Europe/Berlin" });
    expect(boundaryAfter([], [window], instant("2027-03-21T03:00:00Z"))).toBe(instant("2027-04-04T00:30:00Z"));
  });

  test.each<[string, Partial<RecurringSilence>, string, string | undefined]>([
    ["begins by the clocks of its zone", {}, "2026-11-21T21:00:00Z", "2026-11-22T05:00:00Z"],
    ["is not yet just before", {}, "2026-11-21T20:59:59.999Z", undefined],
    ["goes on past midnight, into a day that it does not name", {}, "2026-11-22T04:59:59.999Z", "2026-11-22T05:00:00Z"],
    ["ends by the clocks of its zone", {}, "2026-11-22T05:00:00Z", undefined],
    ["is not on other days", {}, "2026-11-22T21:30:00Z", undefined],
    ["is an hour shorter when summer time begins in it", {}, "2026-03-29T03:59:59.999Z", "2026-03-29T04:00:00Z"],
    ["is an hour longer when summer time ends in it", {}, "2026-10-25T04:59:59.999Z", "2026-10-25T05:00:00Z"],
    ["ends with the day", { from: "00:00", to: "24:00" }, "2026-11-21T22:59:59.999Z", "2026-11-21T23:00:00Z"],
    ["is over with the day", { from: "00:00", to: "24:00" }, "2026-11-21T23:00:00Z", undefined],
    ["lets through what is worse than it is for", { upTo: "LOW" }, "2026-11-21T22:00:00Z", undefined],
    ["mutes what it matches alone", { matches: () => false }, "2026-11-21T22:00:00Z", undefined],
  ])("%s", (_title, changed, now, end) => {
    const muting = silencedBy(alert("HIGH"), [], [windowWith(changed)], instant(now));
    expect(muting).toEqual(end && { by: "nights", until: instant(end) });
  });
});

test.each<[string, Parameters<typeof boundariesBetween>[0], readonly RecurringSilence[]]>([
  ["a silence", [silenceWith({ of: { matches: compilePattern({ severity: ["CRITICAL"] }) }, evenIfWorse: true })], []],
  [
    "a window",
    [],
    [
      windowWith({
        matches: compilePattern({ severity: ["CRITICAL"] }),
        upTo: "CRITICAL",
        days: ["tue"],
        from: "09:00",
        to: "13:00",
      }),
    ],
  ],
])("the end of %s concerns what it muted, also where that is milder by then", (_title, silences, windows) => {
  const eased = { ...alert("HIGH"), worst: "CRITICAL" as const };
  expect(silencedBy(eased, silences, windows, noon)).toBeDefined();
  const ends = boundariesBetween(silences, windows, noon, until);
  expect(ends.map(({ concerns }) => concerns(eased))).toEqual([true]);
});

test("what is muted changes at a boundary and nowhere else", () => {
  const hour = 3_600_000;
  const someInstant = fc.integer({ min: 0, max: 24 * 14 * 4 }).map((quarters) => quarters * (hour / 4));
  const at = (offset: number) => instant(new Date(Date.parse("2026-10-15T00:00:00Z") + offset).toISOString());
  const someSilence = fc.tuple(someInstant, someInstant, fc.option(someInstant)).map(([a, b, c]) =>
    silenceWith({
      madeAt: at(a),
      from: at(a),
      until: at(b),
      ...(c !== null && { expiredAt: at(c) }),
    }),
  );
  const someTime = fc.constantFrom("00:00", "02:30", "06:00", "22:15");
  const someWindow = fc
    .tuple(
      fc.subarray(["mon", "sat", "sun"] as const),
      someTime,
      fc.oneof(someTime, fc.constant("24:00")),
      fc.constantFrom("Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe"),
    )
    .map(([days, start, end, timezone]) => windowWith({ days: [...days], from: start, to: end, timezone }));
  fc.assert(
    fc.property(
      fc.array(someSilence, { maxLength: 3 }),
      fc.array(someWindow, { maxLength: 2 }),
      someInstant,
      someInstant,
      (silences, windows, a, b) => {
        const [first, last] = [at(Math.min(a, b)), at(Math.max(a, b))];
        const isMuted = (now: typeof first) => silencedBy(alert("HIGH"), silences, windows, now) !== undefined;
        const boundaries = boundariesBetween(silences, windows, first, last);
        const next = boundaryAfter(silences, windows, first);
        if (boundaries.length > 0) expect(next).toBe(boundaries[0]?.at);
        else expect(next === undefined || next > last).toBe(true);
        if (boundaries.length === 0) expect(isMuted(last)).toBe(isMuted(first));
        for (const boundary of boundaries) {
          expect(boundary.at > first && boundary.at <= last).toBe(true);
          expect(boundary.concerns(alert("HIGH"))).toBe(true);
        }
      },
    ),
  );
});
