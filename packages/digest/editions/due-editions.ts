/** When the editions of a week are to be sent. */
import { type Instant, later, shift } from "@tocsin/core/event/instant";
import { boundsOf, type Week } from "@tocsin/core/event/week";
import { dayIn, instantAt } from "@tocsin/oncall/local-time";

/** The sending time on the Monday after the week, by the clocks of the edition's time zone. */
const HOUR = "06:00";

/** An edition that could not be sent for this long is old news: it is sent only when somebody asks for it. */
const DUE_FOR_MILLISECONDS = 72 * 3_600_000;

/** On Monday at six in its time zone, and never before the week is over in UTC. @throws RangeError for a week that does not exist. */
export function dueAt(week: Week, timezone: string): Instant {
  const bounds = boundsOf(week);
  if (bounds === undefined) throw new RangeError(`not an ISO week such as 2026-W47: ${JSON.stringify(week)}`);
  const monday = dayIn(bounds.end.slice(0, 10));
  return later(instantAt(monday, HOUR, timezone), bounds.end);
}

/** The editions that are to be sent by `now`, in their given order. */
export function dueEditions<E extends { readonly timezone: string }>(
  now: Instant,
  week: Week,
  editions: readonly E[],
): readonly E[] {
  return editions.filter(({ timezone }) => {
    const at = dueAt(week, timezone);
    return at <= now && now < shift(at, DUE_FOR_MILLISECONDS);
  });
}
