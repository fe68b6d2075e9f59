import fc from "fast-check";
import { expect, test } from "vitest";
import { epochOf, type Instant, instantOfEpoch, parseInstant, shift } from "./instant.ts";

const anyInstant: fc.Arbitrary<Instant> = fc.integer({ min: 0, max: 253_402_300_799_999 }).map(instantOfEpoch);

/** What services write, of an instant taken apart; each with the milliseconds that it leaves out. */
const forms: readonly ((at: Instant) => string)[] = [
  (at) => at,
  (at) => at.replace("T", " "),
  (at) => at.replace("Z", ""),
  (at) => at.replace("Z", "456789Z"),
  (at) => at.replace("Z", " UTC"),
  (at) => shift(at, 19_800_000).replace("Z", "+05:30"),
  (at) => shift(at, -28_800_000).replace("Z", "-0800"),
  (at) => {
    const [, day, month, year, time] = rfc1123(at);
    return `Any ${month} ${day} ${time}${at.slice(19, 23)} UTC ${year}`;
  },
];
const formsInSeconds: readonly ((at: Instant) => string)[] = [
  (at) => at.replace(/\.\d+/, ""),
  (at) => new Date(epochOf(at)).toUTCString(),
  (at) => {
    const [, day, month, year, time] = rfc1123(at);
    const hour = Number(time?.slice(0, 2));
    return `${month} ${Number(day)}, ${year}, ${hour % 12 || 12}${time?.slice(2)} ${hour < 12 ? "AM" : "PM"}`;
  },
  (at) => {
    const [, day, month, year, time] = rfc1123(at);
    return `${month} ${day}, ${year} ${time} ${(time ?? "") < "12" ? "AM" : "PM"}`.replace(" 00:", " 12:");
  },
];

function rfc1123(at: Instant): readonly (string | undefined)[] {
  return new Date(epochOf(at)).toUTCString().split(" ");
}

// A day away from the ends, where a zone would lead outside.
const inner = fc.integer({ min: 86_400_000, max: 253_402_214_400_000 }).map(instantOfEpoch);

test("reads back what it wrote, in every form", () => {
  fc.assert(
    fc.property(inner, (at) => {
      for (const form of forms) expect(parseInstant(form(at)), form(at)).toBe(at);
      for (const form of formsInSeconds) expect(parseInstant(form(at)), form(at)).toBe(at.replace(/\.\d+/, ".000"));
      if (epochOf(at) >= 1e11) expect(parseInstant(epochOf(at))).toBe(at);
    }),
    { numRuns: 1000 },
  );
});

test("reads epoch seconds to the millisecond", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 99_999_999_999_999 }), (milliseconds) => {
      expect(parseInstant(milliseconds / 1000)).toBe(instantOfEpoch(milliseconds));
    }),
    { numRuns: 1000 },
  );
});

test("orders instants in time as it orders them as strings", () => {
  const near = fc.tuple(anyInstant, fc.integer({ min: -2000, max: 2000 })).map(([a, by]) => [a, shift(a, by)] as const);
  fc.assert(
    fc.property(fc.oneof(near, fc.tuple(anyInstant, anyInstant)), ([a, b]) => {
      expect(a < b).toBe(epochOf(a) < epochOf(b));
      expect(a === b).toBe(epochOf(a) === epochOf(b));
    }),
    { numRuns: 1000 },
  );
});

test("decides without the calendar as with it: Z, which has a short way, and +00:00, which has none, agree", () => {
  const part = (min: number, max: number, digits = 2) =>
    fc.integer({ min, max }).map((value) => String(value).padStart(digits, "0"));
  const date = fc.tuple(fc.oneof(part(1965, 2030, 4), part(0, 9999, 4)), part(0, 13), part(0, 32));
  const time = fc.tuple(part(0, 25), part(0, 61), part(0, 61));
  fc.assert(
    fc.property(date, time, fc.option(part(0, 999, 3)), (days, hours, fraction) => {
      const text = `${days.join("-")}T${hours.join(":")}${fraction === null ? "" : `.${fraction}`}`;
      expect(parseInstant(`${text}Z`), text).toBe(parseInstant(`${text}+00:00`));
    }),
    { numRuns: 5000 },
  );
});

test("gives for any text nothing, or an instant that it reads as itself", () => {
  const resembling = fc.stringMatching(/^[0-9TZ:. ,+-]{0,70}$/);
  const edited = fc
    .tuple(anyInstant, fc.nat(23), fc.string({ minLength: 0, maxLength: 2 }))
    .map(([at, i, text]) => at.slice(0, i) + text + at.slice(i + 1));
  fc.assert(
    fc.property(fc.oneof(resembling, edited, fc.string({ unit: "binary" })), (text) => {
      const at = parseInstant(text);
      if (at === undefined) return;
      expect(at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(parseInstant(at)).toBe(at);
    }),
    { numRuns: 2000 },
  );
});
