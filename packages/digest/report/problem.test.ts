import { instant } from "@tocsin/core/event/instant";
import { describe, expect, test } from "vitest";
import { keyOf, problemOf } from "./problem.ts";

const base = {
  condition: "threat",
  account: "048576123456",
  owner: "web",
  deadline: undefined,
  cve: undefined,
} as const;
const key = (changes: Partial<Parameters<typeof problemOf>[0]>, timezone = "Europe/Berlin") =>
  keyOf(problemOf({ ...base, ...changes }, timezone));

describe("the problem of an alert", () => {
  test.each([
    ["is its condition in its account", {}, "condition:threat:048576123456"],
    [
      "is its vulnerability, whoever owns it",
      { condition: "vulnerability", cve: "CVE-2026-1" },
      "vulnerability:CVE-2026-1",
    ],
    [
      "is the same vulnerability in an image",
      { condition: "image-vulnerability", cve: "CVE-2026-1", owner: undefined },
      "vulnerability:CVE-2026-1",
    ],
    ["is no vulnerability of another condition", { cve: "CVE-2026-1" }, "condition:threat:048576123456"],
    [
      "is its condition where a vulnerability has no name",
      { condition: "vulnerability" },
      "condition:vulnerability:048576123456",
    ],
  ] as const)("%s", (_title, changes, expected) => expect(key(changes)).toBe(expected));

  test.each([
    ["the last instant of a day in summer", "2026-07-01T21:59:59.999Z", "2026-07-01"],
    ["the first instant of the next", "2026-07-01T22:00:00.000Z", "2026-07-02"],
    ["the last instant of a day in winter", "2026-12-01T22:59:59.999Z", "2026-12-01"],
    ["the first instant of the next in winter", "2026-12-01T23:00:00.000Z", "2026-12-02"],
    ["the night in which the clocks are set back", "2026-10-24T22:30:00.000Z", "2026-10-25"],
    ["the evening after they were", "2026-10-25T22:59:59.999Z", "2026-10-25"],
    ["the night in which they are set forward", "2026-03-28T23:00:00.000Z", "2026-03-29"],
    ["the evening after that", "2026-03-29T21:59:59.999Z", "2026-03-29"],
  ])("with a deadline is its owner's of that day: %s", (_title, deadline, day) => {
    expect(key({ condition: "certificate-expiry", deadline: instant(deadline) })).toBe(`deadlines:${day}:web`);
  });

  test("with a deadline that nobody owns is that of the unowned", () => {
    expect(key({ deadline: instant("2026-07-01T12:00:00Z"), owner: undefined })).toBe("deadlines:2026-07-01:unowned");
  });

  test("goes by the day of the given time zone", () => {
    expect(key({ deadline: instant("2026-07-01T23:00:00Z") }, "America/New_York")).toBe("deadlines:2026-07-01:web");
  });
});
