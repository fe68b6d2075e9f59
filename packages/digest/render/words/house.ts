/** The digest's words about who is on call, and about Tocsin itself. */
import { counted } from "@tocsin/core/text/counted";
import type { Report } from "../../report/format.ts";
import { clockOf } from "./time.ts";

type House = NonNullable<Report["house"]>;
type Shift = House["onCall"][number]["shifts"][number];

export interface ShiftText {
  readonly text: string;
  readonly isGap: boolean;
}

/** `ada, Mon 23 Nov 01:00 to Mon 30 Nov 09:00`. */
export function shiftTexts(shifts: readonly Shift[], timezone: string): readonly ShiftText[] {
  const clock = clockOf(timezone);
  return shifts.map(({ person, from, until }) => ({
    text: `${person ?? "Nobody"}, ${clock.minute(from)} to ${clock.minute(until)}`,
    isGap: person === undefined,
  }));
}

export function gapCount(schedules: House["onCall"]): number {
  return schedules.flatMap(({ shifts }) => shifts).filter(({ person }) => person === undefined).length;
}

export function healthText({ policyVersion, mode, transitions, notifications }: House["health"]): string {
  const policy = policyVersion === 0 ? "No policy was pushed." : `Policy version ${policyVersion}.`;
  const learning = mode === "learning" ? " Tocsin is learning: only threats ring." : "";
  return `${counted(transitions, "transition")} and ${counted(notifications, "notification")} in the week. ${policy}${learning}`;
}

/** `grace read the digest of week 46 on Tue 17 Nov 09:12 Berlin: "three assigned"`. */
export function reviewText({ house, timezone, verdict }: Report): string {
  const { reviewed } = house ?? {};
  if (reviewed === undefined)
    return verdict.isFirstWeek
      ? "No digest was before this one."
      : "Nobody has recorded that they read the digest before.";
  const clock = clockOf(timezone);
  const { week, at, by, note } = reviewed;
  return `${by} read the digest of week ${Number(week.split("-W")[1])} on ${clock.minute(at)} ${clock.place}: "${note}"`;
}
