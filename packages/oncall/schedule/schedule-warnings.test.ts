import { instant } from "@tocsin/core/event/instant";
import type { Layer, Schedule, TurnsLayer } from "@tocsin/core/policy/schedule";
import { expect, test } from "vitest";
import { scheduleWarnings } from "./schedule-warnings.ts";

const now = instant("2026-11-24T11:00:00Z");
const layer = (changed: Partial<TurnsLayer> = {}): Layer => ({
  ...{ people: ["ada", "grace"], each: { unit: "weeks", number: 1 }, from: "2026-11-02T09:00", hours: [], except: [] },
  ...changed,
});
const schedule = (name: string, ...layers: readonly Layer[]): Schedule => ({ name, timezone: "Europe/Berlin", layers });
const shown = (...schedules: readonly Schedule[]) =>
  scheduleWarnings(schedules, now, (timezone, at) => `${at} in ${timezone}`).map(
    ({ path, problem }) => `${path} ${problem}`,
  );

test.each<[string, readonly Schedule[], readonly string[]]>([
  ["nothing of a schedule that always has somebody", [schedule("primary", layer())], []],
  [
    "the time in which nobody is on call, with where it is first",
    [schedule("primary", layer({ except: ["2026-12-25", "2026-12-26"] }))],
    [
      "schedules[0] has nobody on call for 48 hours of the next 91 days, first from 2026-12-24T23:00:00.000Z in Europe/Berlin to 2026-12-26T23:00:00.000Z in Europe/Berlin",
    ],
  ],
  [
    "nothing of a gap that another layer fills",
    [schedule("primary", layer({ people: ["joan"] }), layer({ except: ["2026-12-25"] }))],
    [],
  ],
  [
    "who is on call by two schedules at once",
    [schedule("primary", layer()), schedule("secondary", layer({ people: ["ada"] }))],
    [
      'schedules[1] has ada on call together with "primary", 7 times in the next 91 days, first from 2026-11-30T08:00:00.000Z in Europe/Berlin to 2026-12-07T08:00:00.000Z in Europe/Berlin: nobody else is rung then',
    ],
  ],
  [
    "nothing where they are on call one after the other",
    [schedule("primary", layer()), schedule("secondary", layer({ people: ["grace", "ada"] }))],
    [],
  ],
  [
    "when the shifts of a calendar end, and that a layer has none, whoever else is on call",
    [
      schedule(
        "primary",
        layer(),
        { shifts: [{ person: "joan", from: now, until: instant("2026-12-01T08:00:00Z") }] },
        { shifts: [] },
        { shifts: [{ person: "joan", from: now, until: instant("2027-12-01T08:00:00Z") }] },
      ),
    ],
    [
      "schedules[0].layers[1].calendar has no shift after 2026-12-01T08:00:00.000Z in Europe/Berlin: push the policy before then, to read it again",
      "schedules[0].layers[2].calendar has no shift",
    ],
  ],
])("says of what is to come %s", (_title, schedules, expected) => {
  expect(shown(...schedules)).toEqual(expected);
});
