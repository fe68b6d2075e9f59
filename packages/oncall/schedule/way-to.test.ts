import { instant, shift } from "@tocsin/core/event/instant";
import type { Override } from "@tocsin/core/policy/schedule";
import { describe, expect, test } from "vitest";
import { failsForLong } from "../decide/failing.ts";
import { onCallByDay } from "../testing/on-call-by-day.ts";
import { type Reach, shiftEndAt, wayTo } from "./way-to.ts";
import { whileNobody } from "./while-nobody.ts";

/** Grace's day; until nine it was Ada's. */
const noon = instant("2026-11-25T11:00:00Z");
const night = instant("2026-11-25T22:00:00Z");
const morning = instant("2026-11-26T05:00:00Z");
const taken = (changed: Partial<Override> = {}): Reach => {
  const [from, until] = [shift(noon, -1000), shift(noon, 1000)];
  return { ...onCallByDay, overrides: [{ id: "o", schedule: "primary", person: "ada", from, until, ...changed }] };
};

describe("a destination is reached", () => {
  test.each([
    ["by the channel of its name", "desk", onCallByDay, noon, 0, "channel desk"],
    ["by the first contact of who is on call", "primary", onCallByDay, noon, 0, "grace by grace's phone"],
    [
      "by the contact of who was, a millisecond before the hand-over",
      "primary",
      onCallByDay,
      instant("2026-11-25T07:59:59.999Z"),
      0,
      "ada by ada's phone",
    ],
    [
      "by that of who is, at the hand-over",
      "primary",
      onCallByDay,
      instant("2026-11-25T08:00:00Z"),
      0,
      "grace by grace's phone",
    ],
    ["by the second contact, where that is asked for", "primary/2", taken(), noon, 0, "ada by ada's mail"],
    ["by the first again, where there is no second", "primary/2", onCallByDay, noon, 0, "grace by grace's phone"],
    ["by the next contact after a try in vain", "primary", taken(), noon, 1, "ada by ada's mail"],
    ["by the first again after all were tried", "primary", taken(), noon, 2, "ada by ada's phone"],
    ["by nobody, where nobody is on call", "primary", onCallByDay, night, 0, `nobody until ${morning}`],
    ["by nobody, where an override says so", "primary", taken({ person: undefined }), noon, 0, "nobody until"],
    [
      "by whom the layers have, where who takes over is in the policy no more",
      "primary",
      taken({ person: "joan" }),
      noon,
      0,
      "grace by grace's phone",
    ],
    ["by a channel whose name looks like a contact", "desk/2", onCallByDay, noon, 0, "channel desk/2"],
    ["by no tenth contact", "primary/10", onCallByDay, noon, 0, "channel primary/10"],
  ])("%s", (_title, destination, reach, at, tries, expected) => {
    const way = wayTo(destination, reach, at, tries);
    const shown = {
      channel: () => (way.kind === "channel" ? `channel ${way.channel}` : ""),
      person: () => (way.kind === "person" ? `${way.person} by ${way.channel}` : ""),
      nobody: () => (way.kind === "nobody" ? `nobody until ${way.until}` : ""),
    }[way.kind]();
    expect(shown).toContain(expected);
  });
});

test.each([
  ["of a person, when nobody is on call any more", "primary", onCallByDay, noon, instant("2026-11-25T21:00:00Z")],
  ["of a gap, when somebody comes on call", "primary", onCallByDay, night, morning],
  ["of a second contact, with that of the schedule", "primary/2", onCallByDay, night, morning],
  ["of who took over, when that is over", "primary", taken(), noon, shift(noon, 1000)],
  ["of a channel, never", "desk", onCallByDay, noon, undefined],
])("a shift ends: %s", (_title, destination, reach, at, expected) => {
  expect(shiftEndAt(destination, reach, at)).toBe(expected);
});

test.each([
  ["when somebody comes on call, where that is soon", shift(night, 60_000), shift(night, 60_000)],
  ["within a quarter of an hour, since somebody may take over before", morning, shift(night, 15 * 60_000)],
  ["within a quarter of an hour, where it is not known when anybody will be", undefined, shift(night, 15 * 60_000)],
])(
  "while nobody is on call the group is looked at again %s, and counts as failing for long",
  (_title, until, nextTryAt) => {
    const failing = whileNobody(until, night);
    expect(failing.nextTryAt).toBe(nextTryAt);
    expect(failsForLong({ failing }, night)).toBe(true);
  },
);
