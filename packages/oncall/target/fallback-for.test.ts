import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import type { Route } from "@tocsin/core/policy/policy";
import { expect, test } from "vitest";
import { groupIdOf } from "../group-id.ts";
import { wayTo } from "../schedule/way-to.ts";
import { onCallByDay } from "../testing/on-call-by-day.ts";
import { sampleKey } from "../testing/sample-group.ts";
import { fallbackFor, isToldBeside } from "./fallback-for.ts";

const noon = instant("2026-11-24T11:00:00Z");
const night = instant("2026-11-24T22:00:00Z");
const failingFor = (minutes: number) => ({ since: shift(noon, -minutes * 60_000), nextTryAt: noon });
const route = (steps: Route["steps"] = []): Route => ({ name: "r", matches: () => true, channels: ["primary"], steps });
const toDesk = route([
  { afterMinutes: 5, channels: ["primary"] },
  { afterMinutes: 9, channels: ["desk"] },
]);
const toNobody = route([{ afterMinutes: 5, channels: ["primary/2"] }]);

test.each([
  ["nobody while somebody is on call", "primary", noon, undefined, route(), "now", undefined],
  ["nobody of what fails for less than five minutes", "primary", noon, failingFor(4.9), route(), "now", undefined],
  ["the fallback of what fails for five minutes", "primary", noon, failingFor(5), route(), "now", "last"],
  ["the fallback at once where nobody is on call", "primary", night, undefined, route(), "now", "last"],
  ["nobody where a step reaches somebody instead", "primary", night, undefined, toDesk, "now", undefined],
  [
    "the fallback where somebody was on call when it began, so that the step has not had its turn",
    ...(["primary", night, undefined, toDesk, "now", "last", noon] as const),
  ],
  ["nobody of a further contact, of whose first it is told", "primary/2", night, undefined, route(), "now", undefined],
  ["the fallback where the step reaches nobody either", "primary", night, undefined, toNobody, "now", "last"],
  [
    "the fallback of what is for the morning, which has no steps",
    "primary",
    night,
    undefined,
    toDesk,
    "morning",
    "last",
  ],
  ["nobody of what the fallback is told itself", "last", noon, failingFor(60), route(), "now", undefined],
] as const)(
  "in the place of a destination is told %s",
  (_title, destination, at, failing, by, urgency, expected, owedSince?: Instant) => {
    const policy = { ...onCallByDay, routes: [by], urgencyRules: [], timezone: "UTC", fallback: "last" };
    const subject = { ...sampleKey, destination, urgency, route: "r", waitSeconds: 0 };
    expect(fallbackFor(subject, wayTo(destination, policy, at), failing, policy, at, owedSince)).toBe(expected);
  },
);

test.each<[title: string, inPlaceOf: string, present: number, isToldBeside: boolean]>([
  ["another channel of its route, which has as many", "hook", 2, true],
  ["a step of its route, which has more", "lead", 3, true],
  ["another channel of its route, which has fewer", "hook", 1, false],
  ["itself", "desk", 2, false],
  ["a channel of another route", "soc", 2, false],
])(
  "two alerts that the fallback is told of in the place of %s are told beside: %#",
  (_title, other, present, expected) => {
    const key = (destination: string) => ({ ...sampleKey, destination });
    const routes: Route[] = [
      { ...route([{ afterMinutes: 5, channels: ["lead"] }]), channels: ["desk", "hook"] },
      { ...route(), name: "s", channels: ["soc"] },
    ];
    const inPlaceOf = [{ groupId: groupIdOf(key(other)), present }];
    const subject = { ...key("desk"), route: "r", waitSeconds: 0 };
    expect(isToldBeside(subject, 2, inPlaceOf, { routes })).toBe(expected);
  },
);
