/** The form of schedules and people: who is on call when, and how they are reached. */
import * as v from "valibot";
import { recordField } from "../../text/parse.ts";
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

const layerSchema = v.pipe(
  closedObject({
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

export const peopleSchema = recordField(
  nameField,
  closedObject({
    contacts: described(
      "Names of channels, in the order in which they are tried.",
      v.pipe(v.array(nameField), v.nonEmpty("is empty: expected the name of at least one channel")),
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
