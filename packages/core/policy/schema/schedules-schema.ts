/** The form of schedules and people: who is on call when, and how they are reached. */
import * as v from "valibot";
import { instantField, recordField } from "../../text/parse.ts";
import { isPlain } from "../../text/text.ts";
import { NOBODY } from "../schedule.ts";
import {
  clockField,
  closedObject,
  daysOfWeek,
  described,
  endOfDayField,
  nameField,
  quietDaysField,
  timezoneField,
} from "./fields.ts";

const localField = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d$/, "expected a day and a time of day, such as 2026-11-02T09:00"),
  v.check((text) => isDate(text.slice(0, 10)), "is no day of the calendar"),
);
const dateField = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\d$/, "expected a day, such as 2026-12-25"),
  v.check(isDate, "is no day of the calendar"),
);

function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

const MOST = { turnHours: 8760, turnDays: 365, turnWeeks: 52 } as const;
const lengthOf = (unit: keyof typeof MOST) =>
  v.optional(
    v.pipe(
      v.number(),
      v.integer("is not a whole number"),
      v.minValue(1, "is less than 1"),
      v.maxValue(MOST[unit], `is more than a year, ${MOST[unit]}`),
    ),
  );

const lengths = ["turnHours", "turnDays", "turnWeeks"] as const;

function lengthsIn(layer: Partial<Record<(typeof lengths)[number], number | undefined>>): readonly string[] {
  return lengths.filter((field) => layer[field] !== undefined);
}

const hoursSchema = v.pipe(
  closedObject({
    days: described("The days on which the window begins.", daysOfWeek),
    from: clockField,
    to: endOfDayField,
  }),
  v.forward(
    v.partialCheck([["from"], ["to"]], ({ from, to }) => from !== to, "is the same as from: a whole day ends at 24:00"),
    ["to"],
  ),
);

/** As many as a layer keeps. */
export const MOST_SHIFTS = 2000;

const shiftSchema = closedObject({ person: nameField, from: instantField, until: instantField });

function areInOrder(shifts: v.InferOutput<typeof shiftSchema>[]): boolean {
  return shifts.every(({ from, until }, i) => from < until && (shifts[i - 1]?.until ?? from) <= from);
}

const snapshotSchema = closedObject({
  sha256: described("Of the file.", v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "is no SHA-256 in hexadecimal"))),
  readAt: instantField,
  shifts: v.pipe(
    v.array(shiftSchema),
    v.maxLength(MOST_SHIFTS, `has more than ${MOST_SHIFTS} shifts`),
    v.check(areInOrder, "must be in order, each with a length and none before the last has ended"),
  ),
});

/** Not of a file, as `https://calendar.example.com/secret.ics`. */
export function isAddress(file: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/i.test(file);
}

/** This key identifies the kind of layer, so its problems are reported here. */
const calendarField = described("A file of iCalendar (.ics), beside this one: its events are the shifts.", v.string());

const calendarLayerSchema = v.pipe(
  closedObject({
    calendar: calendarField,
    snapshot: v.optional(
      described("What was read of the calendar, as the policy is stored. With it no file is read.", snapshotSchema),
    ),
  }),
  v.forward(
    v.partialCheck(
      [["calendar"]],
      ({ calendar }) => calendar.length <= 300 && isPlain(calendar),
      "is no name of a file on one line of at most 300 characters",
    ),
    ["calendar"],
  ),
  // The address of a feed is a credential, and must not be stored for good.
  v.forward(
    v.partialCheck(
      [["calendar"]],
      ({ calendar }) => !isAddress(calendar),
      "is an address: write what is there to a file, and name the file; docs/people.md shows how",
    ),
    ["calendar"],
  ),
  v.forward(
    v.partialCheck(
      [["calendar"], ["snapshot"]],
      ({ calendar, snapshot }) => snapshot !== undefined || isAddress(calendar) || !isPlain(calendar),
      "was not read: of a policy, the file alone can name a calendar",
    ),
    ["calendar"],
  ),
);

const turnsLayerSchema = v.pipe(
  closedObject({
    calendar: v.optional(v.never()),
    people: described(
      `The names of people, in the order of their turns; ${NOBODY} for a turn that is nobody's.`,
      v.pipe(v.array(nameField), v.nonEmpty("is empty"), v.maxLength(100, "has more than 100 people")),
    ),
    turnHours: described("How long a turn lasts, by the clocks on the wall.", lengthOf("turnHours")),
    turnDays: lengthOf("turnDays"),
    turnWeeks: lengthOf("turnWeeks"),
    from: described("When the first turn begins, by the clocks of the time zone.", localField),
    until: v.optional(described("When the layer is over for good.", localField)),
    hours: v.optional(
      described("The windows of the week in which it holds; always, without them.", v.array(hoursSchema)),
      [],
    ),
    except: v.optional(described("Days on which it does not hold.", v.array(dateField)), []),
  }),
  v.check(
    (layer) => lengthsIn(layer).length > 0,
    "does not say how long a turn lasts: give turnHours, turnDays or turnWeeks",
  ),
  v.check(
    (layer) => lengthsIn(layer).length < 2,
    ({ input }) => `says more than once how long a turn lasts, by ${lengthsIn(input).join(" and ")}: keep one of them`,
  ),
  v.forward(
    v.partialCheck(
      [["from"], ["until"]],
      ({ from, until }) => until === undefined || from < until,
      "is not later than from",
    ),
    ["until"],
  ),
);

const layerSchema = v.variant("calendar", [calendarLayerSchema, turnsLayerSchema], ({ expected }) =>
  expected === "Object" ? "expected an object: a layer" : "expected the name of a file",
);

export type WrittenLayer = v.InferOutput<typeof layerSchema>;

/** Whose turns or shifts a layer has. */
export function peopleOfLayer(layer: WrittenLayer): readonly string[] {
  if (layer.calendar === undefined) return layer.people;
  return [...new Set(layer.snapshot?.shifts.map(({ person }) => person))];
}

export const peopleSchema = recordField(
  nameField,
  closedObject({
    contacts: described(
      "Names of channels, in the order in which they are tried.",
      v.pipe(v.array(nameField), v.nonEmpty("is empty: expected the name of at least one channel")),
    ),
    calendarNames: v.optional(
      described(
        "What calendars call the person: a name, or what stands before the @ of an address.",
        v.array(
          v.pipe(
            nameField,
            v.check(
              (name) => !name.includes("@"),
              "is an address, which is kept for good: write what stands before the @",
            ),
          ),
        ),
      ),
    ),
  }),
);

export const schedulesSchema = v.array(
  closedObject({
    name: nameField,
    timezone: v.optional(timezoneField),
    quietDays: quietDaysField,
    layers: described(
      "Of those that have somebody at an instant, the last holds.",
      v.pipe(v.array(layerSchema), v.nonEmpty("is empty"), v.maxLength(20, "has more than 20 layers")),
    ),
  }),
);
