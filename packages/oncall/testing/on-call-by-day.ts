import { weekdays } from "@tocsin/core/policy/policy";
import type { Reach } from "../schedule/way-to.ts";

/** Ada and Grace in turns of a day from nine in Berlin, between six and ten at night; then nobody. */
export const onCallByDay: Reach = {
  people: { ada: { contacts: ["ada's phone", "ada's mail"] }, grace: { contacts: ["grace's phone"] } },
  schedules: [
    {
      name: "primary",
      timezone: "Europe/Berlin",
      layers: [
        {
          ...{ people: ["ada", "grace"], each: { unit: "days", number: 1 }, from: "2026-11-02T09:00", except: [] },
          hours: [{ days: weekdays, from: "06:00", to: "22:00" }],
        },
      ],
    },
  ],
  overrides: [],
};
