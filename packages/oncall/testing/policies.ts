/** Policies that replace each other while a simulation goes on: each is another way to say who is to be told, how soon, and with what. */
import { compilePattern } from "@tocsin/core/pattern/pattern";
import type { Route } from "@tocsin/core/policy/policy";
import { noSchedules } from "./no-schedules.ts";
import { onCallByDay } from "./on-call-by-day.ts";
import type { SimulatedPolicy } from "./simulation.ts";

const severe = compilePattern({ severity: ["CRITICAL"] });
const every = () => true;

function route(changed: Partial<Route> = {}): Route {
  return { name: "all", matches: every, channels: ["desk"], steps: [], ...changed };
}

function policy(routes: readonly Route[], changed: Partial<SimulatedPolicy> = {}): SimulatedPolicy {
  return {
    timezone: "Europe/Berlin",
    urgencyRules: [],
    routes,
    silences: [],
    quietDays: new Map(),
    ...noSchedules,
    ...changed,
  };
}

const night = { days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], from: "22:00", to: "06:00" } as const;

export const policies = {
  now: policy([route({ urgency: "now" })]),
  "now, renamed": policy([route({ urgency: "now", name: "everything" })]),
  "now, by alert": policy([route({ urgency: "now", group: "alert" })]),
  "now, by severity": policy([route({ urgency: "now", group: ["severity"] })]),
  "now, by owner": policy([route({ urgency: "now", group: ["owner"] })]),
  morning: policy([route({ urgency: "morning" })]),
  "morning, of working days": policy([route({ urgency: "morning" })], {
    quietDays: new Map([["desk", ["sat", "sun"]]]),
  }),
  "built in": policy([route()]),
  "by rule": policy([route({ group: ["directory.environment"] })], {
    urgencyRules: [
      { name: "sandbox", matches: compilePattern({ directory: { environment: ["sandbox"] } }), urgency: "digest" },
      { name: "severe", matches: severe, urgency: "now" },
    ],
  }),
  "with steps": policy([route({ urgency: "now", steps: [{ afterMinutes: 10, channels: ["lead"] }] })]),
  "two routes": policy([route({ name: "severe", matches: severe, channels: ["lead"] }), route({ name: "rest" })]),
  "with fallback": policy([route({ urgency: "now", group: "alert" })], { fallback: "last" }),
  "with another fallback": policy([route({ urgency: "now", group: "alert" })], { fallback: "other" }),
  "no route": policy([], { fallback: "last" }),
  "on call": policy([route({ urgency: "now", channels: ["primary"] })], { fallback: "last", ...onCallByDay }),
  "on call with steps": policy(
    [route({ urgency: "now", channels: ["primary"], steps: [{ afterMinutes: 10, channels: ["lead"] }] })],
    { fallback: "last", ...onCallByDay },
  ),
  "silent nights": policy([route({ urgency: "now" })], {
    silences: [{ name: "night", matches: every, upTo: "HIGH", timezone: "Europe/Berlin", ...night }],
  }),
} satisfies Record<string, SimulatedPolicy>;

export type PolicyName = keyof typeof policies;
