/** Until when something is to hold, as it is typed: for so long, or until an instant. */
import { type Instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import { amountOf, CommandError, exitCodes } from "../output/terminal.ts";

export interface Term {
  /** In milliseconds. */
  readonly for?: number;
  readonly until?: Instant;
  /** When it begins, where the command asks for that too; without it, now. */
  readonly from?: Instant;
}

/** The end; none where it was not said. @throws CommandError for one that comes before it begins, or more than `mostDays` after that. */
export function endFrom(term: Term, now: Instant, mostDays?: number): Instant | undefined {
  const from = term.from ?? now;
  const end = term.for === undefined ? term.until : shift(from, term.for);
  if (end === undefined) return undefined;
  if (end <= from) {
    const why = term.from === undefined ? `is past: it is ${now}` : `is not after --from ${term.from}`;
    throw new CommandError(`--until ${end} ${why}`, exitCodes.usage);
  }
  if (mostDays !== undefined && end > shift(from, mostDays * MILLISECONDS_PER_DAY))
    throw new CommandError(
      `it can hold for ${amountOf(mostDays, "day")} at most, and ${end} is later`,
      exitCodes.usage,
    );
  return end;
}
