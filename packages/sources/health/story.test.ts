/** The course of AWS Health's alerts: all pages are one alert, and an event that AWS closes is over. */
import { describe, expect, test } from "vitest";
import { storyOf } from "../testing/story.ts";
import { withDetail } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { health } from "./source.ts";

const NOW = "2026-11-27T00:00:00Z";
const closed = {
  ...withDetail(samples.abuse, {
    ...{ statusCode: "closed", communicationId: "4f2a-9", lastUpdatedTime: "Thu, 26 Nov 2026 10:00:00 GMT" },
    affectedEntities: [],
  }),
  time: "2026-11-26T10:00:01Z",
};

describe("an event of several pages", () => {
  test.each([
    ["in order", [samples.abuse, samples.abuseSecondPage, closed]],
    ["the second first", [samples.abuseSecondPage, samples.abuse, closed]],
    ["twice", [samples.abuse, samples.abuse, samples.abuseSecondPage, samples.abuseSecondPage, closed]],
  ])("opens once and ends once, %s", (_order, events) => {
    expect(storyOf(health, events, NOW).told).toEqual(["opened HIGH account-abuse", "resolved fixed account-abuse"]);
  });

  test("that is closed before a page of it arrives is over", () => {
    const { views } = storyOf(health, [samples.abuse, closed, samples.abuseSecondPage], NOW);
    expect(views["account-abuse"]?.status).toBe("RESOLVED");
  });
});

test("exposed credentials that AWS closes are over, and return as open when AWS tells of them again", () => {
  const again = {
    ...withDetail(samples.exposed, { communicationId: "9", lastUpdatedTime: "Thu, 26 Nov 2026 10:00:00 GMT" }),
    time: "2026-11-26T10:00:01Z",
  };
  expect(storyOf(health, [samples.exposed, samples.exposureClosed, again], NOW).told).toEqual([
    "opened CRITICAL exposed-credentials",
    "resolved fixed exposed-credentials",
    "reopened CRITICAL exposed-credentials",
  ]);
});

test.each(["constructor", "__proto__", "toString"])(
  "an entity that is called %s is one like any other",
  (entityValue) => {
    const events = [
      samples.abuseSecondPage,
      withDetail(samples.abuse, { affectedEntities: [{ entityValue }] }),
      closed,
    ];
    expect(storyOf(health, events, NOW).told).toEqual(["opened HIGH account-abuse", "resolved fixed account-abuse"]);
  },
);
