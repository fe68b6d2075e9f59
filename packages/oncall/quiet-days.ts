/** The days on which a destination is not told of alerts that can wait. */
import type { Policy, Weekday } from "@tocsin/core/policy/policy";
import { scheduledIn } from "@tocsin/core/policy/schedule";

/** Those of a schedule apply to whoever is on call, and to every contact. */
export function quietDaysOf(
  destination: string,
  { quietDays, schedules }: Pick<Policy, "quietDays" | "schedules">,
): readonly Weekday[] | undefined {
  return quietDays.get(scheduledIn(destination, schedules)?.schedule.name ?? destination);
}
