import { describe, expect, test } from "vitest";
import { problemsOfPolicy } from "../parse-policy.ts";

const match = { severity: ["HIGH", "CRITICAL"] };
const night = { name: "nights", match, days: ["mon", "sun"], from: "22:00", to: "06:00" };
const steps = (...minutes: readonly unknown[]) => ({
  escalations: [{ name: "lead", steps: minutes.map((afterMinutes) => ({ afterMinutes, channels: ["console"] })) }],
});
const silence = (more: object) => ({ silences: [{ ...night, ...more }] });
const route = (more: object) => ({
  routes: [{ name: "high", match, channels: ["console"], ...more }],
  unrouted: "ignore",
});

describe("is accepted", () => {
  test.each<readonly [string, object]>([
    ["an urgency rule", { urgency: [{ name: "later", match, urgency: "morning" }] }],
    ["an urgency of a route", route({ urgency: "digest" })],
    ["an escalation of ten steps, the last after a week", steps(1, 2, 3, 4, 5, 6, 7, 8, 9, 10_080)],
    ["a silence that passes midnight", silence({})],
    ["a silence of a whole day", silence({ from: "00:00", to: "24:00" })],
    ["a silence for less", silence({ upTo: "LOW" })],
    ["a silence of everything, in a time zone of its own", silence({ evenIfWorse: true, timezone: "Asia/Kolkata" })],
    ["a time zone", { timezone: "America/Argentina/Buenos_Aires" }],
    ["another name of one", { timezone: "US/Pacific" }],
    ["a time zone in small letters", { timezone: "europe/berlin" }],
    ["a fallback", { ...route({}), unrouted: undefined, fallback: "console" }],
    ["a fallback without routes", { fallback: "console" }],
    ["owners", { owners: [{ name: "a", match: { account: ["111122223333"] }, owner: "a" }], fallbackOwner: "b" }],
    ["the stack's own topic", { channels: { people: { type: "sns" } } }],
  ])("%s", (_title, policy) => {
    expect(problemsOfPolicy(policy)).toEqual([]);
  });
});

describe("is refused, with what is allowed", () => {
  test.each<readonly [string, object, string, RegExp]>([
    [
      "an urgency that there is none of",
      { urgency: [{ name: "a", match, urgency: "soon" }] },
      "urgency[0].urgency",
      /"now" \| "morning" \| "digest"/,
    ],
    ["an escalation without steps", steps(), "escalations[0].steps", /^is empty$/],
    ["eleven steps", steps(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), "escalations[0].steps", /more than 10 steps/],
    ["a step at once", steps(0), "escalations[0].steps[0].afterMinutes", /is a channel of the route$/],
    ["a step after half a minute", steps(1.5), "escalations[0].steps[0].afterMinutes", /^is not a whole number$/],
    ["a step after more than a week", steps(10_081), "escalations[0].steps[0].afterMinutes", /^is more than a week$/],
    ["a step no later than the one before", steps(5, 5), "escalations[0].steps", /each step with more minutes/],
    ["steps from the latest on", steps(10, 5), "escalations[0].steps", /each step with more minutes/],
    ["a silence up to CRITICAL", silence({ upTo: "CRITICAL" }), "silences[0].upTo", /evenIfWorse: true mutes CRITICAL/],
    [
      "a silence with two ends of its reach",
      silence({ upTo: "LOW", evenIfWorse: true }),
      "silences[0].upTo",
      /says nothing beside evenIfWorse/,
    ],
    ["what a silence does not do", silence({ evenIfWorse: false }), "silences[0].evenIfWorse", /^expected true/],
    ["a silence on no day", silence({ days: [] }), "silences[0].days", /^is empty$/],
    ["a day that is named twice", silence({ days: ["mon", "mon"] }), "silences[0].days", /^names a day twice$/],
    ["a day in full", silence({ days: ["monday"] }), "silences[0].days[0]", /"mon" \| "tue"/],
    ["a time without its zero", silence({ from: "9:00" }), "silences[0].from", /from 00:00 to 23:59$/],
    ["a time beyond the day", silence({ to: "24:01" }), "silences[0].to", /from 00:00 to 24:00$/],
    ["a beginning at the end of the day", silence({ from: "24:00" }), "silences[0].from", /from 00:00 to 23:59$/],
    ["a time as a number", silence({ from: 1320 }), "silences[0].from", /^expected string/],
    ["a window of no length", silence({ to: "22:00" }), "silences[0].to", /a whole day ends at 24:00$/],
    ["a time zone that is misspelt", { timezone: "Europe/Berln" }, "timezone", /did you mean "Europe\/Berlin"\?$/],
    ["an offset for a time zone", { timezone: "+01:00" }, "timezone", /^is not a time zone of the IANA database/],
    ["a silence's time zone", silence({ timezone: "Berlin" }), "silences[0].timezone", /such as Europe\/Berlin/],
    ["routes alone", { ...route({}), unrouted: undefined }, "routes", /"fallback: <channel>", or "unrouted: ignore"/],
    ["no routes, in writing", { routes: [] }, "routes", /"fallback: <channel>", or "unrouted: ignore"/],
    ["both answers at once", { ...route({}), fallback: "console" }, "unrouted", /take one away$/],
    ["another word for it", { ...route({}), unrouted: "drop" }, "unrouted", /^expected "ignore"/],
    [
      "settings of the topic",
      { channels: { people: { type: "sns", topic: "x" } } },
      "channels.people.topic",
      /^is not a known field/,
    ],
    ["a rule that names no owner", { owners: [{ name: "a", match }] }, "owners[0].owner", /^is missing$/],
    [
      "an owner by what changes",
      { owners: [{ name: "a", match, owner: "a" }] },
      "owners[0].match.severity",
      /name what the alert has from beginning to end$/,
    ],
  ])("%s", (_title, policy, path, problem) => {
    expect(problemsOfPolicy(policy)).toContainEqual({ path, problem: expect.stringMatching(problem) });
  });
});
