/** What a push changes of the shifts that calendars have: of a snapshot, a line that says which layer differs says nothing. */
import { timeIn } from "@tocsin/channels/page/page-time";
import { type Instant, later } from "@tocsin/core/event/instant";
import { parsePolicy } from "@tocsin/core/policy/parse-policy";
import type { Policy } from "@tocsin/core/policy/policy";
import { NOBODY, type Schedule } from "@tocsin/core/policy/schedule";
import { isObject, type Json, type JsonObject } from "@tocsin/core/text/json";
import { type MovedShift, movedShifts } from "@tocsin/oncall/schedule/moved-shifts";
import { amountOf } from "../../output/terminal.ts";

/** A policy but for when its calendars were read, and what their files are besides their shifts: a calendar that says the same changes nothing. */
export function withoutReadings(written: Json | undefined): Json | undefined {
  return inEach(written, "schedules", (schedule) =>
    inEach(schedule, "layers", (layer) => {
      const { snapshot } = layer;
      return isObject(snapshot) ? { ...layer, snapshot: { shifts: snapshot.shifts } } : layer;
    }),
  );
}

function inEach(
  value: Json | undefined,
  list: string,
  change: (item: JsonObject) => Json | undefined,
): Json | undefined {
  const items = isObject(value) ? value[list] : undefined;
  if (!isObject(value) || !Array.isArray(items)) return value;
  return { ...value, [list]: items.map((item: Json) => (isObject(item) ? (change(item) ?? item) : item)) };
}

/** Those of schedules that have a calendar in either policy, from `now` until the last of a calendar's shifts. */
export function shiftsThatMove(before: Json | undefined, after: Policy, now: Instant): readonly MovedShift[] {
  const parsed = before === undefined ? undefined : parsePolicy(before);
  const old = parsed?.ok ? parsed.value : { schedules: [], people: {}, overrides: [] };
  const ends = [...old.schedules, ...after.schedules].flatMap(calendarEnds);
  const named = new Set(ends.map(({ schedule }) => schedule));
  const moved = movedShifts(old, after, now, ends.map(({ end }) => end).reduce(later, now));
  return moved.filter(({ schedule }) => named.has(schedule));
}

function calendarEnds({ name, layers }: Schedule): readonly { readonly schedule: string; readonly end: Instant }[] {
  return layers.flatMap((layer) => {
    const end = "shifts" in layer ? layer.shifts.at(-1)?.until : undefined;
    return end === undefined ? [] : [{ schedule: name, end }];
  });
}

const SHOWN = 12;

/** Nothing, where none moves. @param timezone by whose clocks it is said. */
export function movedText(moved: readonly MovedShift[], timezone: string): string {
  if (moved.length === 0) return "";
  const lines = moved.slice(0, SHOWN).map(({ schedule, before = NOBODY, after = NOBODY, from, until }) => {
    const span = `from ${timeIn(timezone, from)} to ${timeIn(timezone, until)}`;
    return `    ${schedule}: ${before} → ${after}, ${span}\n`;
  });
  const more = moved.length - lines.length;
  return `  ${amountOf(moved.length, "shift")} of calendars, by who is on call before and after:\n${lines.join("")}${more > 0 ? `    and ${more} more: --json has all\n` : ""}`;
}
