/** Until when something is to hold, as it is typed: for so long, or until an instant. */
import { type Instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import { amountOf, CommandError, exitCodes } from "../output/terminal.ts";

export interface Term {
  /** In milliseconds. */
  readonly for?: number;
  readonly until?: Instant;
}

/** The end; none where it was not said. @throws CommandError for one that is past, or later than `mostDays` from now. */
export function endFrom(term: Term, now: Instant, mostDays?: number): Instant | undefined {
  const end = term.for === undefined ? term.until : shift(now, term.for);
  if (end === undefined) return undefined;
  if (end <= now) throw new CommandError(`--until ${end} is past: it is ${now}`, exitCodes.usage);
  if (mostDays !== undefined && end > shift(now, mostDays * MILLISECONDS_PER_DAY))
    throw new CommandError(
      `it can hold for ${amountOf(mostDays, "day")} at most, and ${end} is later`,
      exitCodes.usage,
    );
  return end;
}
