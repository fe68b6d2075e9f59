import { formatArn, parseArn } from "@tocsin/core/event/arn";
import { parseInstant } from "@tocsin/core/event/instant";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dates, epochs, readOtherwise } from "./dates.ts";
import { poison } from "./experiment.ts";

test("a malformed event harms no other of its batch, and is refused with its field or shown as what it is", async () => {
  const { failures, tried, seed, lost, doubled, wrong } = await poison("short");
  expect({ lost, doubled, wrong, failures }, `${tried}; TOCSIN_SEED=${seed} draws them again`).toEqual({
    lost: 0,
    doubled: 0,
    wrong: 0,
    failures: [],
  });
}, 300_000);

describe("a date", () => {
  /** The other parser cannot read an hour past twelve with PM. */
  const known = /^Nov 24, 2026 18:58:30 PM$/;

  test.each(dates)("%j means the same to another parser, if both can read it", (text) => {
    const ours = parseInstant(text);
    const other = readOtherwise(text);
    if (ours === undefined) return;
    if (known.test(text)) expect(other).toBeUndefined();
    else expect(new Date(other ?? Number.NaN).toISOString()).toBe(ours);
  });

  test("of any time, in any form, zone and precision, means the same to another parser", () => {
    const zone = fc.constantFrom("Z", "+00:00", "-0000", "+05:30", "-0930", "+14:00", " UTC", "");
    const fraction = fc.constantFrom("", ".1", ".12", ".123", ".1234", ".123456789");
    const instantText = fc
      .tuple(fc.date({ min: new Date(86_400_000), max: new Date("9999-12-30"), noInvalidDate: true }), fraction, zone)
      .map(([date, digits, offset]) => `${date.toISOString().slice(0, 19)}${digits}${offset}`);
    fc.assert(
      fc.property(instantText, (text) => {
        expect(new Date(readOtherwise(text) ?? Number.NaN).toISOString()).toBe(parseInstant(text));
      }),
    );
  });

  test.each(epochs)("%s is a number of seconds or milliseconds, or none of both", (raw) => {
    const value = Number(raw);
    const ours = parseInstant(value);
    const readings = [value * 1000, value].map((milliseconds) => Math.abs(Date.parse(ours ?? "") - milliseconds));
    // Fractions of a millisecond are cut or rounded.
    if (ours !== undefined) expect(Math.min(...readings)).toBeLessThan(1);
  });
});

test("an ARN is taken apart as its documentation draws it, and put together again", () => {
  const part = fc.string({ maxLength: 8 }).filter((text) => !text.includes(":"));
  fc.assert(
    fc.property(
      fc.tuple(part, part, part, part, fc.string({ maxLength: 20 })),
      ([partition, service, region, account, resource]) => {
        const text = `arn:${partition}:${service}:${region}:${account}:${resource}`;
        const isWhole = partition !== "" && service !== "" && resource !== "";
        expect(parseArn(text)).toEqual(isWhole ? { partition, service, region, account, resource } : undefined);
        if (isWhole) expect(formatArn({ partition, service, region, account, resource })).toBe(text);
      },
    ),
  );
});
