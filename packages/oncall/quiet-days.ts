/** The days on which a destination is told of nothing that can wait. */
import type { Policy, Weekday } from "@tocsin/core/policy/policy";
import { scheduledIn } from "@tocsin/core/policy/schedule";

/** Of a schedule they hold whoever is on call, and by whichever contact. */
export function quietDaysOf(
  destination: string,
  { quietDays, schedules }: Pick<Policy, "quietDays" | "schedules">,
): readonly Weekday[] | undefined {
  return quietDays.get(scheduledIn(destination, schedules)?.schedule.name ?? destination);
}
