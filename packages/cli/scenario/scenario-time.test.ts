import { instant } from "@tocsin/core/event/instant";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lengthOf, lengthText, momentOf, momentText } from "./scenario-time.ts";

const start = instant("2026-11-20T12:00:00Z");

describe("a length", () => {
  test.each<readonly [string, number | undefined]>([
    ["90s", 90_000],
    ["0m", 0],
    ["1d 2h 5m", 93_900_000],
    ["1w", 604_800_000],
    ["2h 90s", 7_290_000],
    ["2h  5m", undefined],
    ["5m 2h", undefined],
    ["5m 5m", undefined],
    ["2h5m", undefined],
    ["5", undefined],
    ["", undefined],
    ["5m ", undefined],
    [" 5m", undefined],
    ["-5m", undefined],
    ["123456m", undefined],
  ])("%j is %j milliseconds", (text, milliseconds) => {
    expect(lengthOf(text)).toBe(milliseconds);
  });

  test("is read as it is written", () => {
    fc.assert(
      fc.property(fc.nat(400 * 86_400), (seconds) => {
        expect(lengthOf(lengthText(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
  });
});

describe("a moment", () => {
  test.each<readonly [string, string | undefined]>([
    ["+0s", "2026-11-20T12:00:00.000Z"],
    ["+1d 30m", "2026-11-21T12:30:00.000Z"],
    ["2026-11-20T09:00:00+01:00", "2026-11-20T08:00:00.000Z"],
    ["1d", undefined],
    ["+", undefined],
    ["tomorrow", undefined],
    ["1970-01-01T00:00:00Z", undefined],
  ])("%j is %j", (text, at) => {
    expect(momentOf(text, start)).toBe(at);
  });

  test("is read as it is written, also before the start", () => {
    fc.assert(
      fc.property(fc.integer({ min: -86_400, max: 86_400 }), (seconds) => {
        const at = instant(new Date(Date.parse(start) + seconds * 1000).toISOString());
        expect(momentOf(momentText(at, start), start)).toBe(at);
      }),
    );
  });
});
