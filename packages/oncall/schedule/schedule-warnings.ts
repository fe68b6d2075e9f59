/** Warnings about schedules: times in which nobody is on call, and people who are on call in two at once. */
import { epochOf, type Instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import type { Schedule } from "@tocsin/core/policy/schedule";
import type { Refusal } from "@tocsin/core/text/parse";
import { type DoubleBooking, doubleBookings, type Shift, shiftsBetween } from "./shifts.ts";

/** Three months of hand-overs, holidays and layers that end. */
export const LOOKED_AT_DAYS = 91;

/** Nobody has overridden yet what is pushed. */
const byLayers = { overrides: [], people: {} };

/** Looks at the time after `now`, and only at the layers. @param timeIn formats an instant in a time zone. */
export function scheduleWarnings(
  schedules: readonly Schedule[],
  now: Instant,
  timeIn: (timezone: string, at: Instant) => string,
): readonly Refusal[] {
  const until = shift(now, LOOKED_AT_DAYS * MILLISECONDS_PER_DAY);
  const shifts = new Map(schedules.map((schedule) => [schedule.name, shiftsBetween(schedule, byLayers, now, until)]));
  const doubled = doubleBookings(shifts);
  return [
    ...schedules.flatMap((schedule, i) => endingCalendars(schedule, `schedules[${i}]`)),
    ...schedules.flatMap((schedule, i) => warned(i, gapText(shifts.get(schedule.name) ?? [], clocksOf(schedule)))),
    ...schedules.flatMap((schedule, i) =>
      doubleTexts(
        doubled.filter(({ schedules: [, second] }) => second === schedule.name),
        clocksOf(schedule),
      ).flatMap((text) => warned(i, text)),
    ),
  ];

  /** Layers below may have nobody, and whoever plans in the calendar continues to plan. */
  function endingCalendars({ layers, timezone }: Schedule, path: string): readonly Refusal[] {
    return layers.flatMap((layer, j) => {
      if (!("shifts" in layer)) return [];
      const end = layer.shifts.at(-1)?.until;
      if (end !== undefined && end >= until) return [];
      const problem =
        end === undefined
          ? "has no shift"
          : `has no shift after ${timeIn(timezone, end)}: push the policy before then, to read it again`;
      return [{ path: `${path}.layers[${j}].calendar`, problem }];
    });
  }

  function clocksOf({ timezone }: Schedule): SpanText {
    return (span) => `first from ${timeIn(timezone, span.from)} to ${timeIn(timezone, span.until)}`;
  }
}

/** Says from when to when the first span is, in the schedule's time zone. */
type SpanText = (span: Pick<Shift, "from" | "until">) => string;

function warned(index: number, problem: string | undefined): readonly Refusal[] {
  return problem === undefined ? [] : [{ path: `schedules[${index}]`, problem }];
}

function gapText(shifts: readonly Shift[], firstText: SpanText): string | undefined {
  const gaps = shifts.filter(({ person }) => person === undefined);
  const [first] = gaps;
  if (first === undefined) return undefined;
  const hours = gaps.reduce((sum, gap) => sum + hoursOf(gap), 0);
  return `has nobody on call for ${Math.round(hours)} hours of the next ${LOOKED_AT_DAYS} days, ${firstText(first)}`;
}

function hoursOf({ from, until }: Shift): number {
  return (epochOf(until) - epochOf(from)) / 3_600_000;
}

/** One for each person and other schedule. */
function doubleTexts(doubled: readonly DoubleBooking[], firstText: SpanText): readonly string[] {
  const bookings = Map.groupBy(doubled, ({ person, schedules }) => JSON.stringify([person, schedules]));
  return [...bookings.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return [];
    const times = more.length === 0 ? "once" : `${more.length + 1} times`;
    const other = JSON.stringify(first.schedules[0]);
    return [
      `has ${first.person} on call together with ${other}, ${times} in the next ${LOOKED_AT_DAYS} days, ${firstText(first)}: nobody else is rung then`,
    ];
  });
}
